package io.zonescaler.simulation;

import io.zonescaler.cluster.FrameStore;
import io.zonescaler.cluster.Link;
import io.zonescaler.game.World;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.tick.TickInput;
import io.zonescaler.tick.ZoneTick;
import java.util.function.Function;

/** Where deliberate breaks get in: what a node is made of. By default nothing is broken. */
class Seams {
  /** The store as a node uses it. */
  FrameStore store(FrameStore intact, SimulatedNode node) {
    return intact;
  }

  /** The network as a node uses it. */
  Link link(Link intact, SimulatedNode node) {
    return intact;
  }

  /** The engine that makes ticks. */
  Function<TickInput, ZoneState> engine(World world, SimulatedNode node) {
    return new ZoneTick(world, RangeRunner.single(), (zone, tick, kind, id, failure) -> {})::run;
  }

  /** Changes the simulation as a whole. */
  void prepare(SimulatedStore store) {}
}
