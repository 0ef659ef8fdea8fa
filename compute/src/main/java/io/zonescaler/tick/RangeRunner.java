package io.zonescaler.tick;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Runs the ranges of a zone's tick, on one thread or several; the result does not depend on which.
 */
public interface RangeRunner {
  /** How many entities a range should have when a kind has {@code entities} of them. */
  int rangeSize(int entities);

  /** Runs {@code range.accept(i)} for all i in [0, ranges) and returns when all are done. */
  void run(int ranges, IntConsumer range);

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
   * On {@code threads} threads of {@code pool}, in ranges of at least {@code smallest} entities.
   */
  static RangeRunner pooled(ExecutorService pool, int threads, int smallest) {
    return new RangeRunner() {
      @Override
      public int rangeSize(int entities) {
        return Math.max(smallest, (entities + 2 * threads - 1) / (2 * threads));
      }

      @Override
      public void run(int ranges, IntConsumer range) {
        if (ranges < 2) {
          single().run(ranges, range);
          return;
        }
        List<Callable<Object>> tasks = new ArrayList<>(ranges);
        for (int i = 0; i < ranges; i++) {
          int at = i;
          tasks.add(
              () -> {
                range.accept(at);
                return at;
              });
        }
        try {
          for (Future<?> done : pool.invokeAll(tasks)) {
            done.get();
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("interrupted while running a tick", e);
        } catch (ExecutionException e) {
          throw new IllegalStateException("a range of a tick failed", e.getCause());
        }
      }
    };
  }
}
