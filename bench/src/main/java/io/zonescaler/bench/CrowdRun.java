package io.zonescaler.bench;

import io.zonescaler.game.World;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.verify.LocalWorld;
import io.zonescaler.zone.ZoneMap;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.DoubleStream;

/**
 * A world of one zone whose ticks run on a number of threads, and how fast they were. Closing ends
 * the threads.
 */
final class CrowdRun implements AutoCloseable {
  /** As {@code io.zonescaler.verify.Verification} has it. */
  private static final int SMALLEST_RANGE = 16;

  private final int threads;
  private final ExecutorService pool;
  private final LocalWorld local;
  private double[] rates = new double[0];

  CrowdRun(World world, int threads) {
    this.threads = threads;
    pool = Executors.newFixedThreadPool(threads);
    RangeRunner runner =
        threads == 1 ? RangeRunner.single() : RangeRunner.pooled(pool, threads, SMALLEST_RANGE);
    ZoneMap map = ZoneMap.uniform(world.space(), 1, world.settings().slots());
    local = new LocalWorld(world, map, runner, StandardLoad.NO_FAILURES);
    local.populate();
  }

  /** Makes so many ticks as fast as possible, and notes how fast that was. */
  void round(int ticks) {
    long fromNanos = System.nanoTime();
    StandardLoad.run(local, ticks);
    double rate = ticks * 1e9 / (System.nanoTime() - fromNanos);
    rates = DoubleStream.concat(Arrays.stream(rates), DoubleStream.of(rate)).sorted().toArray();
  }

  int threads() {
    return threads;
  }

  LocalWorld local() {
    return local;
  }

  /** World hash at the newest tick. */
  long hash() {
    return local.totals().hash;
  }

  /** Ticks per second: the median of all rounds. */
  double medianRate() {
    return (rates[(rates.length - 1) / 2] + rates[rates.length / 2]) / 2;
  }

  /** Ticks per second of the slowest round. */
  double leastRate() {
    return rates[0];
  }

  /** Ticks per second of the fastest round. */
  double mostRate() {
    return rates[rates.length - 1];
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
