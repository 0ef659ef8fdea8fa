package io.zonescaler.cluster;

import io.zonescaler.frame.FrameCodec;
import io.zonescaler.game.World;
import io.zonescaler.placement.LoadGrid;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.TickEngine;
import io.zonescaler.tick.WorldStart;
import io.zonescaler.world.Box;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the parts of a node's state machine share. Only the node's loop touches it. */
final class NodeContext {
  final World world;
  final WorldStart start;
  final String name;
  final FrameStore store;
  final SafeWriter writer;
  final Link link;
  final Jobs jobs;
  final LongSupplier clock;
  final Supplier<TickEngine> ticks;
  final NodeListener listener;
  final CoreSettings settings;
  final RecentStates states = new RecentStates();
  final FrameCodec codec;
  final LoadGrid grid;

  /** When the loop did not come round in time. */
  final Spans stalls = new Spans();

  /** When the grid was exchanging who has which slots. */
  final Spans exchanges = new Spans();

  private final Map<Long, Long> toldTicks = new HashMap<>();
  private final Map<Long, Long> seenTicks = new ConcurrentHashMap<>();

  private long timerMillis = Long.MAX_VALUE;

  @Nullable ControlRecord control;
  Ownership ownership = Ownership.none();

  NodeContext(
      World world,
      WorldStart start,
      String name,
      FrameStore store,
      Link link,
      Jobs jobs,
      LongSupplier clock,
      Supplier<TickEngine> ticks,
      NodeListener listener,
      CoreSettings settings) {
    this.world = world;
    this.start = start;
    this.name = name;
    this.store = store;
    this.writer = new SafeWriter(store, link);
    this.link = link;
    this.jobs = jobs;
    this.clock = clock;
    this.ticks = ticks;
    this.listener = listener;
    this.settings = settings;
    codec = newCodec();
    grid = new LoadGrid(world.space().bounds());
  }

  /** The node's timer has come. */
  void timer(long now) {
    noteStall(now);
    timerMillis = now;
  }

  /** Notes for how long the timer has not come, if that is a round and more. */
  void noteStall(long now) {
    long missed = timerMillis + NodeCore.TIMER_MILLIS;
    if (timerMillis <= now && now - missed > NodeCore.TIMER_MILLIS) {
      stalls.add(missed, now);
    }
  }

  /** Tells the listener of a safe state, unless it knows this tick of the zone or a later one. */
  void tell(ZoneState state, byte[] frame, boolean own) {
    seen(state.zone(), state.tick());
    Long told = toldTicks.get(state.zone());
    if (told == null || told < state.tick()) {
      toldTicks.put(state.zone(), state.tick());
      listener.released(state, frame, own);
    }
  }

  /** A tick of a zone is known to have been safe. */
  void seen(long zone, long tick) {
    seenTicks.merge(zone, tick, Math::max);
  }

  /** Forgets all zones but these: the others are in no map any more. */
  void retain(Set<Long> zones) {
    states.retain(zones);
    toldTicks.keySet().retainAll(zones);
    seenTicks.keySet().retainAll(zones);
  }

  /** The newest tick of a zone that is known to have been safe; -1 if none is. */
  long seen(long zone) {
    return seenTicks.getOrDefault(zone, -1L);
  }

  /** The same of all zones; may be called from any thread. */
  Map<Long, Long> seen() {
    return Map.copyOf(seenTicks);
  }

  FrameCodec newCodec() {
    return new FrameCodec(world.schema(), world.space(), world.checksum());
  }

  /**
   * The zones whose states at {@code tick - 1} a tick of the box needs: within H of it in the map
   * in force then.
   */
  List<Zone> sources(Box box, long tick) {
    ZoneMap map = control == null ? null : control.mapAt(Math.max(0, tick - 1));
    return map == null ? List.of() : map.within(box, world.space().halo());
  }

  /** Whether another zone has made a tick that needs this one's state at {@code tick}. */
  boolean isNeeded(Zone zone, long tick) {
    return sources(zone.box(), tick + 1).stream()
        .anyMatch(near -> near.id() != zone.id() && seen(near.id()) > tick);
  }
}
