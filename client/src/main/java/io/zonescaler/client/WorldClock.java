package io.zonescaler.client;

/**
 * Which tick of the world is shown, or felt, at a moment. Updates come a little late, each by
 * another time; the earliest of late show the world's pace best. Not thread-safe.
 */
public final class WorldClock {
  /** Updates that are looked back upon. */
  private static final int WINDOW = 32;

  /** An update that is later than that: the world has stood still, and goes on. */
  private static final double STANDSTILL_NANOS = 5e8;

  private static final double LONGEST_LEAD_NANOS = 2e9;

  /** Weight of the newest acknowledgement in the mean lead. */
  private static final double SMOOTHING = 0.1;

  private final double tickNanos;

  /** When tick 0 would have come, as each of the last updates has it. */
  private final double[] origins = new double[WINDOW];

  private long count;
  private long lastTick;
  private double lead;

  /**
   * A clock that knows nothing yet.
   *
   * @param tickRate ticks per second, as {@code World.tick_rate} says
   */
  public WorldClock(double tickRate) {
    tickNanos = 1e9 / tickRate;
  }

  /** An update of a tick came at that time, as {@link System#nanoTime}. */
  public void updated(long tick, long nanos) {
    double origin = nanos - tick * tickNanos;
    boolean isBack = tick < lastTick - WINDOW;
    if (count > 0 && (isBack || origin - earliest() > STANDSTILL_NANOS)) {
      count = 0;
    }
    lastTick = tick;
    origins[(int) (count % WINDOW)] = origin;
    count++;
  }

  private double earliest() {
    double earliest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(count, WINDOW); i++) {
      earliest = Math.min(earliest, origins[i]);
    }
    return earliest;
  }

  /** A command that was sent at one time was consumed by a tick. */
  public void acknowledged(long sentNanos, long tick) {
    if (tick >= 0 && count > 0) {
      double now = tick - newest(sentNanos);
      // One that was sent again in another stream shows how long that took.
      if (now <= LONGEST_LEAD_NANOS / tickNanos) {
        lead += (now - lead) * (lead == 0 ? 1 : SMOOTHING);
      }
    }
  }

  /** The newest tick that can have come by then, with the part of the next one; 0 at first. */
  public double newest(long nanos) {
    if (count == 0) {
      return 0;
    }
    return Math.max(0, (nanos - earliest()) / tickNanos);
  }

  /** The tick that is likely to consume a command that is sent then. */
  public long consuming(long nanos) {
    return (long) Math.ceil(newest(nanos) + Math.max(1, lead));
  }
}
