package io.zonescaler.web.status;

import java.util.ArrayDeque;

/**
 * Measures how fast the world runs: ticks made over the last few seconds, and how long none was
 * made. Thread-safe; time comes from the caller.
 */
public final class Speedometer {
  private static final long WINDOW_MILLIS = 4_000;

  private record Sample(long millis, long tick) {}

  private final ArrayDeque<Sample> samples = new ArrayDeque<>();
  private long advancedMillis = Long.MIN_VALUE;

  /** The world's newest tick at a time; call a few times a second. */
  public synchronized void sample(long nowMillis, long tick) {
    Sample last = samples.peekLast();
    if (tick >= 0 && (last == null || tick > last.tick)) {
      advancedMillis = nowMillis;
    }
    samples.addLast(new Sample(nowMillis, tick));
    while (samples.size() > 2 && samples.peekFirst().millis < nowMillis - WINDOW_MILLIS) {
      samples.removeFirst();
    }
  }

  /** Ticks per second over the last few seconds; 0 while there is nothing to compare. */
  public synchronized double ticksPerSecond() {
    Sample first = samples.peekFirst();
    Sample last = samples.peekLast();
    if (first == null || last == null || last.millis <= first.millis || first.tick < 0) {
      return 0;
    }
    return (last.tick - first.tick) * 1000.0 / (last.millis - first.millis);
  }

  /** Milliseconds since a new tick was seen; {@link Long#MAX_VALUE} if none ever was. */
  public synchronized long silentMillis(long nowMillis) {
    return advancedMillis == Long.MIN_VALUE ? Long.MAX_VALUE : nowMillis - advancedMillis;
  }
}
