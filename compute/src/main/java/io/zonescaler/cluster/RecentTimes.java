package io.zonescaler.cluster;

import org.HdrHistogram.Histogram;

/**
 * Percentiles of the times that were measured in the last 30 to 60 seconds, up to a minute each, to
 * three digits. Not thread-safe.
 */
public final class RecentTimes {
  private static final long MOST_MICROS = 60_000_000;
  private static final int DIGITS = 3;

  /** What is kept is of the last one to two such spans. */
  private static final long SPAN_MILLIS = 30_000;

  /**
   * Of a distribution of times, in microseconds; all 0 if there are none.
   *
   * @param p50Micros median
   * @param p99Micros 99th percentile
   * @param maxMicros longest
   */
  public record Percentiles(long p50Micros, long p99Micros, long maxMicros) {
    /** Of no times. */
    public static final Percentiles NONE = new Percentiles(0, 0, 0);
  }

  private Histogram recent = new Histogram(MOST_MICROS, DIGITS);
  private Histogram before = new Histogram(MOST_MICROS, DIGITS);
  private long spanBeganMillis;

  /**
   * One more time; less than 0 counts as 0.
   *
   * @param nowMillis milliseconds of any clock, the same one for all calls
   */
  public void add(long micros, long nowMillis) {
    turn(nowMillis);
    recent.recordValue(Math.max(0, Math.min(MOST_MICROS, micros)));
  }

  /** Of the times of late. */
  public Percentiles percentiles(long nowMillis) {
    turn(nowMillis);
    Histogram both = before.copy();
    both.add(recent);
    return new Percentiles(
        both.getValueAtPercentile(50), both.getValueAtPercentile(99), both.getMaxValue());
  }

  private void turn(long nowMillis) {
    long passed = nowMillis - spanBeganMillis;
    if (passed > SPAN_MILLIS) {
      Histogram oldest = before;
      before = recent;
      recent = oldest;
      recent.reset();
      if (passed > 2 * SPAN_MILLIS) {
        before.reset();
      }
      spanBeganMillis = nowMillis;
    }
  }
}
