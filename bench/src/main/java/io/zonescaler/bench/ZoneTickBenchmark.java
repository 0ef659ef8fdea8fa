package io.zonescaler.bench;

import io.zonescaler.game.World;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.tick.TickInput;
import io.zonescaler.tick.ZoneTick;
import io.zonescaler.verify.LocalWorld;
import io.zonescaler.world.Box;
import java.util.List;
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

/**
 * One tick of a zone that is the whole world, from the state before to the state after, without its
 * frame. Each tick goes on from the last one; an iteration begins at the same warm state.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
public class ZoneTickBenchmark {
  /** Creatures of the world. */
  @Param({"5000", "20000"})
  public int entities;

  /** With the game's rules, or with a game that leaves all as it is: what the framework takes. */
  @Param({"demo", "none"})
  public String kernel = "demo";

  private ZoneTick ticks;
  private Box box;
  private ZoneState warm;
  private ZoneState state;

  /** Makes the warm state. */
  @Setup(Level.Trial)
  public void warmUp() {
    World world = StandardLoad.world(entities);
    LocalWorld local = StandardLoad.warm(world, 1);
    warm = local.states().iterator().next();
    box = world.space().bounds();
    World measured =
        kernel.equals("none") ? World.of(new StillGame(world.game()), world.settings()) : world;
    ticks = new ZoneTick(measured, RangeRunner.single(), StandardLoad.NO_FAILURES);
  }

  /** Goes back to the warm state. */
  @Setup(Level.Iteration)
  public void reset() {
    state = warm;
  }

  /** Makes the next state. */
  @Benchmark
  public ZoneState tick() {
    ZoneState before = state;
    state =
        ticks.run(
            new TickInput(
                before.zone(),
                box,
                before.mapVersion(),
                before.tick() + 1,
                List.of(before),
                before,
                List.of(),
                List.of(),
                false));
    return state;
  }
}
