package io.zonescaler.server.gateway;

import java.util.Arrays;

/** Where an avatar was in the last ticks. Not thread-safe. */
final class Track {
  private static final int KEPT = 2 * ZoneStates.KEPT;

  private final long[] ticks = new long[KEPT];
  private final int[][] places = new int[KEPT][3];
  private long newest = -1;

  Track() {
    Arrays.fill(ticks, -1);
  }

  void put(long tick, int x, int y, int z) {
    int at = (int) (tick % KEPT);
    ticks[at] = tick;
    places[at][0] = x;
    places[at][1] = y;
    places[at][2] = z;
    newest = Math.max(newest, tick);
  }

  /** Newest tick of which the place is known; -1 before the first. */
  long newest() {
    return newest;
  }

  boolean has(long tick) {
    return tick >= 0 && ticks[(int) (tick % KEPT)] == tick;
  }

  /** Coordinate on an axis, in quanta, at a tick that it {@link #has}. */
  int at(long tick, int axis) {
    return places[(int) (tick % KEPT)][axis];
  }
}
