package io.zonescaler.server.gateway;

import java.util.Arrays;

/** Where an avatar was in the last ticks. Not thread-safe. */
final class Track {
  private static final int KEPT = 2 * ZoneStates.KEPT;

  private final long[] ticks = new long[KEPT];
  private final int[][] places = new int[KEPT][3];
  private final boolean[] away = new boolean[KEPT];
  private long newest = -1;

  Track() {
    Arrays.fill(ticks, -1);
  }

  /**
   * It was there at a tick.
   *
   * @param isAway whether it was on a long way, and is not to be seen there
   */
  void put(long tick, int x, int y, int z, boolean isAway) {
    int at = (int) (tick % KEPT);
    ticks[at] = tick;
    places[at][0] = x;
    places[at][1] = y;
    places[at][2] = z;
    away[at] = isAway;
    newest = Math.max(newest, tick);
  }

  /** Newest tick of which the place is known; -1 before the first. */
  long newest() {
    return newest;
  }

  boolean has(long tick) {
    return tick >= 0 && ticks[(int) (tick % KEPT)] == tick;
  }

  /** Whether it was on a long way at a tick that it {@link #has}. */
  boolean isAway(long tick) {
    return away[(int) (tick % KEPT)];
  }

  /** Coordinate on an axis, in quanta, at a tick that it {@link #has}. */
  int at(long tick, int axis) {
    return places[(int) (tick % KEPT)][axis];
  }
}
