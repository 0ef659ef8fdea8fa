package io.zonescaler.grid;

import java.util.function.LongSupplier;

/**
 * Milliseconds since 1970 that never go back and never jump: follows the system's clock, but at
 * most one percent faster or slower than time passes, so that a clock that somebody sets neither
 * stops a node nor makes it hurry. Thread-safe.
 */
final class SteadyClock implements LongSupplier {
  private static final int STEEPEST = 100;

  private final LongSupplier wallMillis;
  private final LongSupplier nanoTime;
  private long nowNanos;
  private long seenNanos;

  SteadyClock(LongSupplier wallMillis, LongSupplier nanoTime) {
    this.wallMillis = wallMillis;
    this.nanoTime = nanoTime;
    nowNanos = wallMillis.getAsLong() * 1_000_000;
    seenNanos = nanoTime.getAsLong();
  }

  @Override
  public synchronized long getAsLong() {
    long nanos = nanoTime.getAsLong();
    long passed = nanos - seenNanos;
    seenNanos = nanos;
    nowNanos += passed;
    long behind = wallMillis.getAsLong() * 1_000_000 - nowNanos;
    nowNanos += Math.max(-passed / STEEPEST, Math.min(behind, passed / STEEPEST));
    return nowNanos / 1_000_000;
  }
}
