package io.zonescaler.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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
    sortOptions = false)
public final class ClusterBenchmark implements Callable<Integer> {
  private static final int LIMIT_FACTOR = 4;
  private static final long POLL_MILLIS = 250;

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
      names = "--zones",
      paramLabel = "N",
      defaultValue = "16",
      description = "Zones of the clusters' worlds (default: ${DEFAULT-VALUE}).")
  private int zones;

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

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one setting of all nodes; may be given often.")
  private Map<String, String> set = new TreeMap<>();

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description = "Where the clusters keep what they run (default: a new temporary directory).")
  private @Nullable Path runDirectory;

  private volatile AutoCloseable cleanUp = () -> {};

  /** Runs it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ClusterBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path given = runDirectory;
    Path directory = given != null ? given : Files.createTempDirectory("zonescaler-bench");
    Thread hook = new Thread(this::closeQuietly, "clean-up");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      CostTable table = new CostTable();
      for (int count : entities) {
        table.begin(count);
        LocalCost.addTo(table, count, seconds);
        for (int size : nodes) {
          table.add(cluster(count, size, directory.resolve(count + "-on-" + size)));
        }
        LocalCost.addAgainTo(table, count);
        table.print(System.out);
      }
      return 0;
    } finally {
      if (given == null) {
        deleteTree(directory);
      }
    }
  }

  private void closeQuietly() {
    try {
      cleanUp.close();
    } catch (Exception e) {
      System.err.println("clean-up failed: " + e);
    }
  }

  private CostTable.Row cluster(int count, int size, Path directory)
      throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("zonescaler.home", "."));
    double edge = StandardLoad.edge(count);
    List<String> settings = new ArrayList<>();
    settings.add("world.bounds.x=0.." + edge);
    settings.add("world.bounds.y=0.." + edge);
    settings.add("world.zones=" + zones);
    settings.add("grid.backups=" + (size > 1 ? 1 : 0));
    set.forEach((key, value) -> settings.add(key + "=" + value));
    try (NodeCluster cluster = new NodeCluster(home, directory, size, settings)) {
      cleanUp = cluster;
      awaitTick(cluster);
      NodeCluster.Sample before = cluster.sample();
      TimeUnit.SECONDS.sleep(seconds);
      NodeCluster.Sample after = cluster.sample();
      return CostTable.Row.ofCluster(
          size + (size == 1 ? " node, " : " nodes, ") + zones + " zones",
          before,
          after,
          Processes.meanMegabytes(cluster.pids()));
    }
  }

  private void awaitTick(NodeCluster cluster) throws IOException, InterruptedException {
    // At the nominal 20 Hz a tick takes 50 ms.
    long limitNanos = TimeUnit.MILLISECONDS.toNanos(50L * warmTicks * LIMIT_FACTOR + 30_000);
    long deadlineNanos = System.nanoTime() + limitNanos;
    long tick = cluster.tick();
    while (tick < warmTicks) {
      if (System.nanoTime() > deadlineNanos) {
        throw new IOException("the world is only at tick " + tick + ", not at " + warmTicks);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      tick = cluster.tick();
    }
  }

  private static void deleteTree(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
