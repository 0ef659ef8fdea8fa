package io.zonescaler.verify;

import io.zonescaler.frame.FrameCodec;
import io.zonescaler.game.World;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.Totals;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.FailureListener;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.tick.StartPopulation;
import io.zonescaler.tick.TickInput;
import io.zonescaler.tick.WorldStart;
import io.zonescaler.tick.ZoneTick;
import io.zonescaler.world.Box;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A whole world in one process, cut into zones like a distributed one: every zone sees its
 * neighbours only through the states that their encoded frames give. With one zone it is the
 * reference for all other cuts, and re-executes recorded worlds.
 */
public final class LocalWorld {
  private final World world;
  private final ZoneTick ticks;
  private final FrameCodec codec;
  private ZoneMap map;
  private Map<Long, ZoneState> states = new TreeMap<>();
  private long tick;

  /** A world without a state; {@link #populate}, {@link #begin} or {@link #resume} gives it one. */
  public LocalWorld(World world, ZoneMap map, RangeRunner runner, FailureListener failures) {
    this.world = world;
    this.map = map;
    ticks = new ZoneTick(world, runner, failures);
    codec = new FrameCodec(world.schema(), world.space(), world.checksum());
  }

  /** Makes the start population: state at tick 0. */
  public void populate() {
    begin(new StartPopulation(world));
  }

  /** Begins at the first tick of {@code start}. */
  public void begin(WorldStart start) {
    states.clear();
    tick = start.tick();
    for (Zone zone : map.zones()) {
      states.put(zone.id(), throughFrame(null, start.of(zone.id(), map.version(), zone.box())));
    }
  }

  /** Takes over stored states, all at one tick, of the zones of this world's map. */
  public void resume(Collection<ZoneState> stored) {
    states.clear();
    for (ZoneState state : stored) {
      states.put(state.zone(), state);
      tick = state.tick();
    }
  }

  /**
   * Makes the next tick with the same map.
   *
   * @param inputs all players' inputs; each zone takes what is its own
   * @param idleBoxes boxes whose entities do not run
   */
  public void tick(List<PlayerInput> inputs, List<Box> idleBoxes) {
    tick(inputs, idleBoxes, map);
  }

  /** Makes the next tick with another map in force from that tick on. */
  public void tick(List<PlayerInput> inputs, List<Box> idleBoxes, ZoneMap next) {
    tick++;
    Map<Long, ZoneState> after = new TreeMap<>();
    for (Zone zone : next.zones()) {
      List<ZoneState> sources = new ArrayList<>();
      for (Zone source : map.within(zone.box(), world.space().halo())) {
        ZoneState state = states.get(source.id());
        if (state == null) {
          throw new IllegalStateException(
              "zone " + source.id() + " has no state at tick " + (tick - 1));
        }
        sources.add(state);
      }
      ZoneState before = states.get(zone.id());
      ZoneState made =
          ticks.run(
              new TickInput(
                  zone.id(),
                  zone.box(),
                  next.version(),
                  tick,
                  sources,
                  before,
                  inputs,
                  idleBoxes,
                  false));
      after.put(zone.id(), throughFrame(before, made));
    }
    states = after;
    map = next;
  }

  private ZoneState throughFrame(@Nullable ZoneState before, ZoneState made) {
    return codec.decode(before, codec.encode(before, made));
  }

  /** Number of the newest tick. */
  public long tick() {
    return tick;
  }

  /** The map in force. */
  public ZoneMap map() {
    return map;
  }

  /** The newest states, by zone id. */
  public Collection<ZoneState> states() {
    return states.values();
  }

  /** Sums over the whole world at the newest tick. */
  public Totals totals() {
    Totals sum = new Totals(world.schema().quantities().size());
    states.values().forEach(s -> sum.add(s.totals()));
    return sum;
  }
}
