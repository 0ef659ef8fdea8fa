package io.zonescaler.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What a world costs as a bare loop, in one process and on real node processes: CPU time per entity
 * and tick, all threads of all processes together. Exit codes as those of {@code bin/zonescaler}.
 */
@Command(
    name = "run-cluster.sh",
    description =
        "Compares the CPU time per entity update of a hand-written loop, of one process and of clusters.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 1,
    exitCodeOnExecutionException = 4)
public final class ClusterBenchmark implements Callable<Integer> {
  @Option(
      names = "--entities",
      paramLabel = "N,...",
      split = ",",
      defaultValue = "5000,20000",
      description =
          "Creatures of the world; several worlds one after the other (default: ${DEFAULT-VALUE}).")
  private List<Integer> entities = List.of();

  @Option(
      names = "--nodes",
      paramLabel = "N,...",
      split = ",",
      defaultValue = "1,3",
      description = "Cluster sizes (default: ${DEFAULT-VALUE}).")
  private List<Integer> nodes = List.of();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "25",
      description = "How long each cluster is measured (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-ticks",
      paramLabel = "N",
      defaultValue = "600",
      description = "Tick from which on clusters are measured (default: ${DEFAULT-VALUE}).")
  private int warmTicks;

  @Mixin private ClusterOptions options = new ClusterOptions();

  /** Runs it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ClusterBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    CostTable table = new CostTable();
    try (ClusterMeter meter = new ClusterMeter(options, warmTicks, seconds)) {
      for (int count : entities) {
        table.begin(count);
        LocalCost.addTo(table, count, seconds);
        for (int size : nodes) {
          ClusterMeter.Load load = new ClusterMeter.Load(size, count, StandardLoad.RATE);
          table.add(CostTable.Row.ofCluster(name(size), meter.measure(load)));
        }
        LocalCost.addAgainTo(table, count);
        table.print(System.out);
      }
    }
    return 0;
  }

  private String name(int size) {
    return size + (size == 1 ? " node, " : " nodes, ") + options.zones + " zones";
  }
}
