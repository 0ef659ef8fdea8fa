package io.zonescaler.bench;

import io.zonescaler.frame.CellFilter;
import io.zonescaler.frame.FrameCodec;
import io.zonescaler.game.World;
import io.zonescaler.state.ZoneState;
import io.zonescaler.verify.LocalWorld;
import io.zonescaler.world.Box;
import java.util.ArrayList;
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
 * Frames of a zone that is the whole world, in turn those of {@value #TICKS} ticks that follow each
 * other.
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
public class FrameCodecBenchmark {
  private static final int TICKS = 16;

  /** Creatures of the world. */
  @Param({"5000", "20000"})
  public int entities;

  private FrameCodec codec;
  private CellFilter quarter;
  private final List<ZoneState> states = new ArrayList<>();
  private final List<ZoneState> quarters = new ArrayList<>();
  private final List<byte[]> frames = new ArrayList<>();
  private int at;

  /** Makes states and frames. */
  @Setup(Level.Trial)
  public void record() {
    World world = StandardLoad.world(entities);
    codec = new FrameCodec(world.schema(), world.space(), world.checksum());
    LocalWorld local = StandardLoad.warm(world, 1);
    Box all = world.space().bounds();
    quarter =
        CellFilter.around(world.space(), new Box(0, 0, 0, all.maxX() / 2, all.maxY() / 2, 1), 0);
    for (int i = 0; i <= TICKS; i++) {
      ZoneState state = local.states().iterator().next();
      if (i > 0) {
        frames.add(codec.encode(states.get(i - 1), state));
      }
      states.add(state);
      quarters.add(quarter.apply(state));
      StandardLoad.run(local, 1);
    }
  }

  private int next() {
    at = at + 1 == TICKS ? 0 : at + 1;
    return at;
  }

  /** State to frame. */
  @Benchmark
  public byte[] encode() {
    int i = next();
    return codec.encode(states.get(i), states.get(i + 1));
  }

  /** Frame to state. */
  @Benchmark
  public ZoneState decode() {
    int i = next();
    return codec.decode(states.get(i), frames.get(i));
  }

  /** Frame to state, of a quarter of the frame's cells; per entity of the whole frame. */
  @Benchmark
  public ZoneState decodeQuarter() {
    int i = next();
    return codec.decode(quarters.get(i), frames.get(i), quarter);
  }

  /** State to snapshot. */
  @Benchmark
  public byte[] snapshot() {
    return codec.encodeSnapshot(states.get(next()));
  }
}
