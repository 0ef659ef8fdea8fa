package io.zonescaler.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One tick of the {@link BareLoop}, to compare {@link ZoneTickBenchmark} with. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
public class BareLoopBenchmark {
  /** Creatures of the world. */
  @Param({"5000", "20000"})
  public int entities;

  private BareLoop loop;

  /** Makes the warm state. */
  @Setup(Level.Iteration)
  public void warmUp() {
    loop = new BareLoop(entities, StandardLoad.edge(entities), 7);
    for (int i = 0; i < StandardLoad.WARM_TICKS; i++) {
      loop.tick();
    }
  }

  /** Makes the next state. */
  @Benchmark
  public double tick() {
    loop.tick();
    return loop.meanNeighbours();
  }
}
