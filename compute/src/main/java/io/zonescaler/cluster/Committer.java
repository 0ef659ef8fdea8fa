package io.zonescaler.cluster;

import io.zonescaler.cluster.FrameStore.Outcome;
import io.zonescaler.cluster.FrameStore.Result;
import io.zonescaler.cluster.FrameStore.Write;
import io.zonescaler.cluster.OwnedZone.Made;
import io.zonescaler.frame.FrameCodec;
import io.zonescaler.state.ZoneState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes finished ticks and snapshots, those of many zones in one batch. */
final class Committer {
  /**
   * A finished tick waits for other zones' ticks, so that one batch takes many: this part of the
   * time that a tick has. Each batch wakes a dozen threads on all nodes.
   */
  private static final int GATHER_PARTS = 6;

  private static final int BATCHES_IN_FLIGHT = 2;

  /** A zone with the tick that it has made. */
  record Finished(OwnedZone zone, Made made) {}

  /** A zone with the snapshot that is to be stored of it. */
  private record Snapshot(OwnedZone zone, Write write) {}

  /** Is told what became of finished ticks. */
  interface Committed {
    /** One of a batch. */
    void committed(OwnedZone zone, Made made, Outcome outcome);

    /** All of the batch were told. */
    void batchCommitted();
  }

  private final NodeContext context;
  private final long gatherMillis;
  private final Committed listener;
  private final Map<Long, Finished> finished = new HashMap<>();
  private final Map<StoreKey, Snapshot> snapshots = new LinkedHashMap<>();
  private long firstFinishedMillis;
  private int inFlight;

  Committer(NodeContext context, Committed listener) {
    this.context = context;
    gatherMillis = 1000 / (GATHER_PARTS * context.world.settings().tickRate());
    this.listener = listener;
  }

  void finished(OwnedZone zone, Made made) {
    if (finished.isEmpty()) {
      firstFinishedMillis = context.clock.getAsLong();
    }
    // Replaces the tick that the zone had made before this node lost it for a while.
    finished.put(zone.zone.id(), new Finished(zone, made));
  }

  /** The snapshot of a tick that is safe; a full frame is one itself. */
  void snapshot(OwnedZone zone, Made made) {
    byte[] snapshot = made.snapshot();
    long tick = made.state().tick();
    if (made.full()) {
      zone.snapshotTick = tick;
      zone.keptTick = tick;
    } else if (snapshot != null) {
      StoreKey key = Places.snapshot(zone.zone, tick);
      Write write = new Write(key, tick, FrameCodec.digest(snapshot), snapshot);
      snapshots.put(key, new Snapshot(zone, write));
      zone.snapshotTick = tick;
    }
  }

  /** When {@link #flush} would write what waits; {@link Long#MAX_VALUE} if nothing does. */
  long flushMillis(boolean ticksRunning) {
    return finished.isEmpty() || inFlight >= BATCHES_IN_FLIGHT || !ticksRunning
        ? Long.MAX_VALUE
        : firstFinishedMillis + gatherMillis;
  }

  /** Writes what there is, unless more is expected soon, as {@code ticksRunning} says. */
  void flush(boolean ticksRunning) {
    boolean gather = ticksRunning && context.clock.getAsLong() - firstFinishedMillis < gatherMillis;
    if (inFlight >= BATCHES_IN_FLIGHT || gather || (finished.isEmpty() && snapshots.isEmpty())) {
      return;
    }
    List<Finished> batch = new ArrayList<>(finished.values());
    batch.sort(Comparator.comparingInt(f -> f.zone.zone.slot()));
    finished.clear();
    List<Write> writes = new ArrayList<>();
    long now = context.clock.getAsLong();
    for (Finished f : batch) {
      ZoneState state = f.made.state();
      StoreKey key = Places.frame(f.zone.zone, state.tick());
      writes.add(new Write(key, state.tick(), state.digest(), f.made.frame()));
      f.zone.watch.written(now);
    }
    List<Snapshot> kept = List.copyOf(snapshots.values());
    kept.forEach(snapshot -> writes.add(snapshot.write));
    snapshots.clear();
    inFlight++;
    context.writer.write(writes, outcomes -> committed(batch, kept, outcomes));
  }

  private void committed(List<Finished> batch, List<Snapshot> kept, List<Outcome> outcomes) {
    inFlight--;
    for (int i = 0; i < kept.size(); i++) {
      if (outcomes.get(batch.size() + i).result() == Result.STORED) {
        Snapshot snapshot = kept.get(i);
        snapshot.zone.keptTick = Math.max(snapshot.zone.keptTick, snapshot.write.tick());
      }
    }
    for (int i = 0; i < batch.size(); i++) {
      listener.committed(batch.get(i).zone, batch.get(i).made, outcomes.get(i));
    }
    listener.batchCommitted();
  }
}
