package io.zonescaler.cli;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a command waits for something that may take any time as long as it advances. Not
 * thread-safe.
 */
final class Patience {
  private final Duration limit;
  private final LongSupplier nanoClock;
  private long sinceNanos;
  private long progress = Long.MIN_VALUE;

  /**
   * Begins now.
   *
   * @param limit the longest time without progress
   * @param nanoClock as {@link System#nanoTime}
   */
  Patience(Duration limit, LongSupplier nanoClock) {
    this.limit = limit;
    this.nanoClock = nanoClock;
    sinceNanos = nanoClock.getAsLong();
  }

  /** Whether {@code now}, a number that grows with progress, has not grown for the limit. */
  boolean isOver(long now) {
    long nanos = nanoClock.getAsLong();
    if (now > progress) {
      progress = now;
      sinceNanos = nanos;
    }
    return nanos - sinceNanos > limit.toNanos();
  }
}
