package io.zonescaler.tick;

import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

/**
 * Runs the ranges of a zone's tick, on one thread or several; the result does not depend on which.
 */
public interface RangeRunner {
  /** How many entities a range should have when a kind has {@code entities} of them. */
  int rangeSize(int entities);

  /** Runs {@code range.accept(i)} for all i in [0, ranges) and returns when all are done. */
  void run(int ranges, IntConsumer range);

  /** CPU time that threads other than the callers' have spent on ranges so far. */
  default long helperNanos() {
    return 0;
  }

  /** Everything on the caller's thread. */
  static RangeRunner single() {
    return new RangeRunner() {
      @Override
      public int rangeSize(int entities) {
        return entities;
      }

      @Override
      public void run(int ranges, IntConsumer range) {
        for (int i = 0; i < ranges; i++) {
          range.accept(i);
        }
      }
    };
  }

  /**
   * On the caller's thread, and up to {@code threads - 1} of {@code pool} that are free, in ranges
   * of at least {@code smallest} entities.
   */
  static RangeRunner pooled(Executor pool, int threads, int smallest) {
    return new PooledRanges(pool, threads, smallest, 0);
  }

  /**
   * As {@link #pooled}, but only after a tick that took more CPU time than {@code busyMicros}: what
   * is quick is quickest on one thread. For one zone's ticks.
   */
  static RangeRunner spreading(Executor pool, int threads, int smallest, long busyMicros) {
    return new PooledRanges(pool, threads, smallest, busyMicros);
  }
}
