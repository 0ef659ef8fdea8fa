package io.zonescaler.cluster;

import io.zonescaler.frame.CellFilter;
import io.zonescaler.state.ZoneState;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The last few safe states of every zone that a node knows, own or followed, each with the cells
 * that are known of it. Not all ticks of a zone need be known with the same cells.
 */
final class RecentStates {
  /** Neighbours are at most a tick apart; the rest is for followers that come late. */
  private static final int KEPT = 8;

  private record Entry(ZoneState state, byte[] frame, @Nullable CellFilter cells) {}

  private final Map<Long, Entry[]> byZone = new HashMap<>();

  /**
   * Keeps a state.
   *
   * @param frame its frame, or a snapshot of it
   * @param cells the cells that are known; null for all
   */
  void put(ZoneState state, byte[] frame, @Nullable CellFilter cells) {
    Entry[] ring = byZone.computeIfAbsent(state.zone(), z -> new Entry[KEPT]);
    ring[(int) (state.tick() % KEPT)] = new Entry(state, frame, cells);
  }

  /** What is known of a zone at a tick, or null. */
  @Nullable ZoneState at(long zone, long tick) {
    Entry entry = entry(zone, tick);
    return entry == null ? null : entry.state;
  }

  /** The state of a zone at a tick if it is known with these cells. */
  @Nullable ZoneState covering(long zone, long tick, CellFilter cells) {
    Entry entry = entry(zone, tick);
    if (entry == null || (entry.cells != null && !entry.cells.covers(cells))) {
      return null;
    }
    return entry.state;
  }

  /** The state of a zone at a tick if it is known with all cells. */
  @Nullable ZoneState whole(long zone, long tick) {
    Entry entry = entry(zone, tick);
    return entry != null && entry.cells == null ? entry.state : null;
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

  /** The newest tick at which anything of a zone is known; -1 if nothing is. */
  long newestTick(long zone) {
    Entry[] ring = byZone.get(zone);
    long newest = -1;
    if (ring != null) {
      for (Entry entry : ring) {
        newest = entry == null ? newest : Math.max(newest, entry.state.tick());
      }
    }
    return newest;
  }

  /** The newest state of a zone, if that is known with all cells. */
  @Nullable ZoneState newestWhole(long zone) {
    return whole(zone, newestTick(zone));
  }

  /** The oldest state of a zone that is still known with all cells. */
  @Nullable ZoneState oldestWhole(long zone) {
    long newest = newestTick(zone);
    for (long tick = newest - KEPT + 1; tick <= newest; tick++) {
      ZoneState state = whole(zone, tick);
      if (state != null) {
        return state;
      }
    }
    return null;
  }

  void retain(Set<Long> zones) {
    byZone.keySet().retainAll(zones);
  }

  void forget(long zone) {
    byZone.remove(zone);
  }
}
