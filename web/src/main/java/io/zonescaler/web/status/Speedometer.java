package io.zonescaler.web.status;

import java.util.ArrayDeque;

/**
 * Measures how fast the world runs: ticks made over the last few seconds. Thread-safe; time comes
 * from the caller.
 */
public final class Speedometer {
  private static final long WINDOW_MILLIS = 4_000;

  /** News of ticks comes at least this often while the world runs. */
  private static final long USUAL_MILLIS = 1_000;

  private record Sample(long millis, long tick) {}

  private final ArrayDeque<Sample> samples = new ArrayDeque<>();

  /** The world's newest tick at a time; call many times a second. */
  public synchronized void sample(long nowMillis, long tick) {
    Sample last = samples.peekLast();
    if (tick >= 0 && (last == null || tick != last.tick)) {
      samples.addLast(new Sample(nowMillis, tick));
    }
    while (samples.size() > 2 && samples.peekFirst().millis < nowMillis - WINDOW_MILLIS) {
      samples.removeFirst();
    }
  }

  /**
   * Ticks per second over the last few seconds; 0 while there is nothing to compare. Ticks are
   * learned in groups, so time is counted from one change to another, but not for longer than a
   * change can be awaited.
   */
  public synchronized double ticksPerSecond(long nowMillis) {
    Sample first = samples.peekFirst();
    Sample last = samples.peekLast();
    if (first == null || last == null || last.millis <= first.millis) {
      return 0;
    }
    long silent = nowMillis - last.millis;
    if (silent > WINDOW_MILLIS) {
      return 0;
    }
    long until = silent > USUAL_MILLIS ? nowMillis : last.millis;
    return (last.tick - first.tick) * 1000.0 / (until - first.millis);
  }
}
