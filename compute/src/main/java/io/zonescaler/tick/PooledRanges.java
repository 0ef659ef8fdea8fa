package io.zonescaler.tick;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Spreads ranges over the caller and threads of a pool. The caller takes ranges like all others and
 * waits only for those that have begun, so a pool whose threads are all busy, or stuck in other
 * zones' kernels, costs time and never stops a tick.
 */
final class PooledRanges implements RangeRunner {
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private final Executor pool;
  private final int threads;
  private final int smallest;
  private final long busyNanos;
  private final LongAdder helperNanos = new LongAdder();
  private long lastNanos;

  PooledRanges(Executor pool, int threads, int smallest, long busyMicros) {
    this.pool = pool;
    this.threads = threads;
    this.smallest = smallest;
    busyNanos = busyMicros * 1000;
  }

  @Override
  public int rangeSize(int entities) {
    return isQuick() ? entities : Math.max(smallest, (entities + 2 * threads - 1) / (2 * threads));
  }

  private boolean isQuick() {
    return lastNanos < busyNanos;
  }

  @Override
  public void run(int ranges, IntConsumer range) {
    Round round = new Round(ranges, range, helperNanos);
    int helpers = isQuick() ? 0 : Math.min(threads, ranges) - 1;
    for (int i = 0; i < helpers; i++) {
      pool.execute(round);
    }
    round.run();
    round.await();
    lastNanos = round.cpuNanos.sum();
  }

  @Override
  public long helperNanos() {
    return helperNanos.sum();
  }

  /** The ranges of one tick, taken by whoever is free. */
  private static final class Round implements Runnable {
    final LongAdder cpuNanos = new LongAdder();
    private final int ranges;
    private final IntConsumer range;
    private final AtomicInteger next = new AtomicInteger();
    private final LongAdder helperNanos;
    private final Thread caller = Thread.currentThread();
    private final CountDownLatch open;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Round(int ranges, IntConsumer range, LongAdder helperNanos) {
      this.ranges = ranges;
      this.range = range;
      this.helperNanos = helperNanos;
      open = new CountDownLatch(ranges);
    }

    @Override
    public void run() {
      // Not the time that passes: on a busy machine most of that is spent waiting.
      long from = CPU.getCurrentThreadCpuTime();
      for (int i = next.getAndIncrement(); i < ranges; i = next.getAndIncrement()) {
        try {
          range.accept(i);
        } catch (Throwable e) {
          failure.compareAndSet(null, e);
        } finally {
          long to = CPU.getCurrentThreadCpuTime();
          cpuNanos.add(to - from);
          if (Thread.currentThread() != caller) {
            helperNanos.add(to - from);
          }
          from = to;
          open.countDown();
        }
      }
    }

    void await() {
      try {
        open.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while running a tick", e);
      }
      Throwable first = failure.get();
      if (first != null) {
        throw new IllegalStateException("a range of a tick failed", first);
      }
    }
  }
}
