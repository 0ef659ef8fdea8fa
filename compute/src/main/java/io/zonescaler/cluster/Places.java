package io.zonescaler.cluster;

import io.zonescaler.zone.Zone;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a zone's frames and snapshots lie: a ring of frames and two generations of snapshots, all
 * under keys that are used again. The ring holds three snapshot periods, so that all frames since
 * the older snapshot are always there (invariant I7).
 */
final class Places {
  /** Ticks between two snapshots of a zone. */
  static final int SNAPSHOT_PERIOD = 64;

  static final int FRAMES = 3 * SNAPSHOT_PERIOD;
  private static final int FIRST_SNAPSHOT = FRAMES;

  private Places() {}

  static StoreKey control() {
    return new StoreKey(0, ControlRecord.SLOT, 0);
  }

  static StoreKey frame(Zone zone, long tick) {
    return new StoreKey(zone.id(), zone.slot(), (int) (tick % FRAMES));
  }

  static StoreKey snapshot(Zone zone, long tick) {
    return new StoreKey(
        zone.id(), zone.slot(), FIRST_SNAPSHOT + (int) (tick / SNAPSHOT_PERIOD % 2));
  }

  /** Zones take turns, so that the load is even. */
  static boolean isSnapshotTick(Zone zone, long tick) {
    return tick % SNAPSHOT_PERIOD == zone.id() % SNAPSHOT_PERIOD;
  }

  static List<StoreKey> snapshots(Zone zone) {
    return List.of(
        new StoreKey(zone.id(), zone.slot(), FIRST_SNAPSHOT),
        new StoreKey(zone.id(), zone.slot(), FIRST_SNAPSHOT + 1));
  }

  /** The places of so many frames after a tick. */
  static List<StoreKey> framesAfter(Zone zone, long tick, int count) {
    List<StoreKey> keys = new ArrayList<>(count);
    for (int i = 1; i <= count; i++) {
      keys.add(frame(zone, tick + i));
    }
    return keys;
  }

  static List<StoreKey> frames(Zone zone) {
    List<StoreKey> keys = new ArrayList<>(FRAMES);
    for (int place = 0; place < FRAMES; place++) {
      keys.add(new StoreKey(zone.id(), zone.slot(), place));
    }
    return keys;
  }
}
