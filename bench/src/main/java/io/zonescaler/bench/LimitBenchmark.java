package io.zonescaler.bench;

import io.zonescaler.bench.ClusterMeter.Figures;
import io.zonescaler.bench.ClusterMeter.Load;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How far this machine goes with real node processes: the largest world that keeps the demo game's
 * tick rate, and the highest tick rate that a world of 5,000 entities keeps. Loads grow until one
 * is too much. Exit codes as those of {@code bin/zonescaler}.
 */
@Command(
    name = "limits.sh",
    description =
        "Looks for the largest world that keeps 20 Hz, and for the highest rate of 5,000 entities.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 1,
    exitCodeOnExecutionException = 4)
public final class LimitBenchmark implements Callable<Integer> {
  /** A world that makes this part of its ticks in time keeps its rate. */
  private static final double KEEPS = 0.99;

  private static final int RATE_ENTITIES = 5_000;

  @Option(
      names = "--entities",
      paramLabel = "N,...",
      split = ",",
      defaultValue = "20000,30000,40000,60000",
      description = "Creatures of the worlds at 20 Hz, growing (default: ${DEFAULT-VALUE}).")
  private List<Integer> entities = List.of();

  @Option(
      names = "--rates",
      paramLabel = "HZ,...",
      split = ",",
      defaultValue = "20,40,60,80,100,120,140,160,200",
      description = "Hz of the worlds with 5,000 creatures, growing (default: ${DEFAULT-VALUE}).")
  private List<Integer> rates = List.of();

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Nodes of the clusters (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "30",
      description =
          "How long each cluster is measured (default: ${DEFAULT-VALUE}); the times from due to"
              + " released are those of the last 30 to 60 seconds.")
  private int seconds;

  @Option(
      names = "--warm-ticks",
      paramLabel = "N",
      defaultValue = "1200",
      description =
          "Tick from which on clusters are measured at 20 Hz, at other rates the tick after the"
              + " same time (default: ${DEFAULT-VALUE}).")
  private int warmTicks;

  @Mixin private ClusterOptions options = new ClusterOptions();

  /** Runs it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new LimitBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (ClusterMeter meter = new ClusterMeter(options, warmTicks, seconds)) {
      System.out.printf("Largest world at %d Hz, nodes: %d%n", StandardLoad.RATE, nodes);
      findLimit(meter, entities.stream().map(n -> new Load(nodes, n, StandardLoad.RATE)).toList());
      System.out.printf("%nHighest rate of %d entities, nodes: %d%n", RATE_ENTITIES, nodes);
      findLimit(meter, rates.stream().map(hz -> new Load(nodes, RATE_ENTITIES, hz)).toList());
    }
    return 0;
  }

  /** Measures loads until one of them is too much. */
  private static void findLimit(ClusterMeter meter, List<Load> loads)
      throws IOException, InterruptedException {
    System.out.printf(
        "%9s %5s %7s %9s %26s %7s%n", "", "", "", "", "ms from due to released", "cores");
    System.out.printf(
        "%9s %5s %7s %9s %13s %12s %7s%n",
        "entities", "Hz", "speed", "ticks/s", "p50", "p99", "used");
    for (Load load : loads) {
      Figures figures = meter.measure(load);
      System.out.printf(
          "%9d %5d %7.3f %9.2f %13.1f %12.1f %7.2f%n",
          figures.after().entities(),
          figures.after().nominalRate(),
          figures.speed(),
          figures.rate(),
          figures.after().medianMillis(),
          figures.after().slowMillis(),
          figures.cores());
      if (figures.speed() < KEEPS) {
        System.out.printf("%d entities at %d Hz are too much%n", load.entities(), load.rate());
        return;
      }
    }
    System.out.println("all of them keep their rate");
  }
}
