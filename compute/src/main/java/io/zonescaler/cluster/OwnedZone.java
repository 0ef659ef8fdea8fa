package io.zonescaler.cluster;

import io.zonescaler.frame.CellFilter;
import io.zonescaler.frame.FrameCodec;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.TickEngine;
import io.zonescaler.tick.TickInput;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.zone.Zone;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A zone that this node owns, as {@link NodeCore} sees it. A plain holder of state; only the node's
 * loop touches it.
 */
final class OwnedZone {
  /** Where a zone is on its way from tick to tick. */
  enum Phase {
    /** Its newest state, or another author's frame, is being read from the store. */
    READING,
    /** Its newest stored frame is being brought to all copies. */
    CONFIRMING,
    /** Its newest state is safe; the next tick waits for sources, clock or horizon. */
    WAITING,
    /** The next tick is being run. */
    RUNNING,
    /** The next tick's frame waits to be written, or is being written. */
    COMMITTING,
    /** It cannot go on, {@link OwnedZone#trouble} says why; it is tried again now and then. */
    HALTED
  }

  final Zone zone;

  /** The cells that its ticks see. */
  final CellFilter seen;

  Phase phase = Phase.READING;

  /** Newest safe tick; -1 before the first. */
  long tick = -1;

  /** Counts the attempts; what an earlier one brings back is ignored. */
  long attempt;

  /** Tick of the newest snapshot or full frame, stored or on its way; -1 if none is known. */
  long snapshotTick = -1;

  /** Tick of the newest snapshot or full frame that is safe on all copies; -1 if none is known. */
  long keptTick = -1;

  /** Inputs that wait for the next tick, each once. */
  Set<PlayerInput> inputs = new LinkedHashSet<>();

  /** What operators want of its entities; kept until a tick has seen it. */
  final Set<PlayerInput> requests = new LinkedHashSet<>();

  /** Those requests that the tick being made has seen. */
  List<PlayerInput> seenRequests = List.of();

  /** Nodes that want this zone's frames, and what they asked for last. */
  final Map<String, NodeMessage.Follow> followers = new HashMap<>();

  /** When the present read, run or halt began. */
  long startedMillis;

  /** When what happened to its next tick. */
  final TickWatch watch = new TickWatch();

  boolean ranIdle;

  /** Runs that were given up and have not come back: each of them keeps a thread busy. */
  int stuckRuns;

  /** Smoothed CPU time of a tick. */
  double tickMicros;

  int frameBytes;
  int players;
  int entities;
  int quarantined;

  /** Where it would be cut, as of {@link #cutsMillis}. */
  CutPlaces cuts;

  long cutsMillis;

  /** When missing logic was last told of. */
  long noticedMillis = Long.MIN_VALUE / 2;

  String trouble = "";

  /** The tick's workspace; replaced when a run got stuck with it. */
  @Nullable Workspace workspace;

  OwnedZone(Zone zone, CellFilter seen) {
    this.zone = zone;
    this.seen = seen;
    cuts = CutPlaces.middle(zone.box());
  }

  /** What a run of a tick needs and keeps; used by one run at a time. */
  static final class Workspace {
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    final TickEngine ticks;
    final FrameCodec codec;

    Workspace(TickEngine ticks, FrameCodec codec) {
      this.ticks = ticks;
      this.codec = codec;
    }

    Made make(TickInput input, boolean withSnapshot) {
      long from = CPU.getCurrentThreadCpuTime() + ticks.helperNanos();
      ZoneState state = ticks.run(input);
      byte[] frame = codec.encode(input.previous(), state);
      ZoneState made = state.withDigest(FrameCodec.digest(frame));
      boolean full = input.previous() == null;
      byte[] snapshot = withSnapshot && !full ? codec.encodeSnapshot(made) : null;
      long to = CPU.getCurrentThreadCpuTime() + ticks.helperNanos();
      return new Made(made, frame, full, snapshot, (to - from) / 1000.0);
    }
  }

  /**
   * What a run made.
   *
   * @param full whether the frame is full, and so a snapshot itself
   * @param snapshot of the state, if one is wanted besides
   * @param micros CPU time that it took, of all threads
   */
  record Made(
      ZoneState state, byte[] frame, boolean full, byte @Nullable [] snapshot, double micros) {}

  /**
   * Whether the tick's state is to be stored as a snapshot: when it is the zone's turn, and when
   * the last turn was missed because its owner died.
   */
  boolean wantsSnapshot(long madeTick) {
    return Places.isSnapshotTick(zone, madeTick)
        || madeTick - snapshotTick > Places.SNAPSHOT_PERIOD;
  }

  /** Its newest state is safe: it waits for its next tick. */
  void free(long now) {
    phase = Phase.WAITING;
    watch.free(now);
  }

  void learn(ZoneState state, byte[] frame, Schema schema) {
    tick = state.tick();
    requests.removeAll(seenRequests);
    seenRequests = List.of();
    if (state.inputs().stream()
        .anyMatch(outcome -> outcome.input().type() == PlayerInput.Type.QUARANTINE)) {
      // What hung may run now; the threads that still hang are lost until the node restarts.
      stuckRuns = 0;
    }
    quarantined = state.tables().get(schema.quarantine().index()).size;
    frameBytes = frame.length;
    entities = (int) state.totals().entities;
    players =
        schema.avatars().stream()
            .filter(kind -> kind.role() != Kind.Role.PARKED)
            .mapToInt(kind -> state.tables().get(kind.index()).size)
            .sum();
  }
}
