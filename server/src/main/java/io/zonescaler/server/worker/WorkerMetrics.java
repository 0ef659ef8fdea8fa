package io.zonescaler.server.worker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a node's logic workers do, in the process's metrics. */
final class WorkerMetrics implements AutoCloseable {
  private static final String NAME = "zonescaler.workers";

  private @Nullable Gauge workers;
  private final Timer tasks =
      Timer.builder(NAME + ".tasks")
          .description("Tasks that workers have done, from asking the first one to the answer")
          .register(Metrics.globalRegistry);
  private final Counter failures =
      Counter.builder(NAME + ".failures")
          .description("Tasks that a worker failed on: it died, was too slow, or answered wrongly")
          .register(Metrics.globalRegistry);

  /** From now on, how many there are is told. */
  void count(Supplier<Number> count) {
    workers =
        Gauge.builder(NAME, count)
            .description("Logic workers that are connected to this node")
            .register(Metrics.globalRegistry);
  }

  void done(long nanos) {
    tasks.record(nanos, TimeUnit.NANOSECONDS);
  }

  void failed() {
    failures.increment();
  }

  @Override
  public void close() {
    if (workers != null) {
      Metrics.globalRegistry.remove(workers);
    }
  }
}
