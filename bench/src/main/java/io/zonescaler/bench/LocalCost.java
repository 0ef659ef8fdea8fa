package io.zonescaler.bench;

import com.sun.management.OperatingSystemMXBean;
import io.zonescaler.bench.CostTable.Row;
import io.zonescaler.verify.LocalWorld;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a world costs in this process: CPU time of the whole process, so with garbage collection.
 */
final class LocalCost {
  private static final int CHUNK = 20;
  private static final double SHORT_SECONDS = 8;

  private LocalCost() {}

  /**
   * Measures the bare loop, as fast as it goes and at the nominal rate, and a world of one zone.
   */
  static void addTo(CostTable table, int entities, int seconds) {
    BareLoop bare = warmLoop(entities);
    table.add(bareRow("bare loop", bare));
    table.add(pacedRow(bare, seconds));
    LocalWorld world = StandardLoad.warm(StandardLoad.world(entities), 1);
    table.add(
        measure(
            "1 zone, in one process",
            world.totals().entities,
            () -> StandardLoad.run(world, CHUNK)));
  }

  /** Measures the bare loop once more, to show how much the machine has changed. */
  static void addAgainTo(CostTable table, int entities) {
    table.add(bareRow("bare loop again", warmLoop(entities)));
  }

  private static BareLoop warmLoop(int entities) {
    BareLoop bare = new BareLoop(entities, StandardLoad.edge(entities), 7);
    run(bare, 2 * StandardLoad.WARM_TICKS);
    return bare;
  }

  private static void run(BareLoop bare, int ticks) {
    for (int i = 0; i < ticks; i++) {
      bare.tick();
    }
  }

  private static Row bareRow(String name, BareLoop bare) {
    return measure(name, bare.count(), () -> run(bare, CHUNK));
  }

  private static Row measure(String name, double entities, Runnable chunk) {
    long endNanos = System.nanoTime() + (long) (SHORT_SECONDS * 1e9);
    long fromNanos = System.nanoTime();
    double from = cpuSeconds();
    long ticks = 0;
    while (System.nanoTime() < endNanos) {
      chunk.run();
      ticks += CHUNK;
    }
    return Row.ofProcess(
        name, entities, cpuSeconds() - from, ticks, (System.nanoTime() - fromNanos) / 1e9);
  }

  /** With a pause after each tick, so with caches and clock rate as in a node. */
  private static Row pacedRow(BareLoop bare, int seconds) {
    long periodNanos = TimeUnit.SECONDS.toNanos(1) / StandardLoad.RATE;
    int ticks = seconds * StandardLoad.RATE;
    long fromNanos = System.nanoTime();
    double from = cpuSeconds();
    for (int i = 0; i < ticks; i++) {
      bare.tick();
      LockSupport.parkNanos(fromNanos + (i + 1) * periodNanos - System.nanoTime());
    }
    return Row.ofProcess(
        "bare loop, at 20 Hz",
        bare.count(),
        cpuSeconds() - from,
        ticks,
        (System.nanoTime() - fromNanos) / 1e9);
  }

  private static double cpuSeconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }
}
