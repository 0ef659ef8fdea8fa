package io.zonescaler.cluster;

import io.zonescaler.state.ZoneState;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last few safe states of every zone that a node knows, own or followed. */
final class RecentStates {
  /** Neighbours are at most a tick apart; the rest is for followers that come late. */
  private static final int KEPT = 8;

  private record Entry(ZoneState state, byte[] frame) {}

  private final Map<Long, Entry[]> byZone = new HashMap<>();

  void put(ZoneState state, byte[] frame) {
    Entry[] ring = byZone.computeIfAbsent(state.zone(), z -> new Entry[KEPT]);
    ring[(int) (state.tick() % KEPT)] = new Entry(state, frame);
  }

  @Nullable ZoneState at(long zone, long tick) {
    Entry entry = entry(zone, tick);
    return entry == null ? null : entry.state;
  }

  byte @Nullable [] frame(long zone, long tick) {
    Entry entry = entry(zone, tick);
    return entry == null ? null : entry.frame;
  }

  private @Nullable Entry entry(long zone, long tick) {
    Entry[] ring = byZone.get(zone);
    if (ring == null || tick < 0) {
      return null;
    }
    Entry entry = ring[(int) (tick % KEPT)];
    return entry != null && entry.state.tick() == tick ? entry : null;
  }

  @Nullable ZoneState newest(long zone) {
    Entry[] ring = byZone.get(zone);
    ZoneState newest = null;
    if (ring != null) {
      for (Entry entry : ring) {
        if (entry != null && (newest == null || entry.state.tick() > newest.tick())) {
          newest = entry.state;
        }
      }
    }
    return newest;
  }

  void forget(long zone) {
    byZone.remove(zone);
  }
}
