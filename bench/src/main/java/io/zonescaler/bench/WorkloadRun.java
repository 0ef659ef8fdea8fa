package io.zonescaler.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.bench.workload.Workloads;
import io.zonescaler.cluster.Decision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How even the nodes of a real cluster are while its load moves about: with zones that follow it,
 * and beside that with zones that stay where they are. Exit codes as those of {@code
 * bin/zonescaler}.
 */
@Command(
    name = "workload.sh",
    description = "Runs a workload whose load moves about, and says how even the nodes were.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 1,
    exitCodeOnExecutionException = 4)
public final class WorkloadRun implements Callable<Integer> {
  /** What is even enough. */
  private static final double EVEN = 1.15;

  /** A world that makes this part of its ticks in time keeps its rate. */
  private static final double KEEPS = 0.95;

  private static final double NANOS = 1e9;

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      defaultValue = "hot-spot",
      description =
          "waypoints, hot-spot, flock, flash-crowd or commuters (default: ${DEFAULT-VALUE}).")
  private String workload = "";

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Nodes of the clusters (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--warm",
      paramLabel = "S",
      defaultValue = "60",
      description =
          "Seconds before it is measured: until code is compiled, the nodes differ by that"
              + " (default: ${DEFAULT-VALUE}).")
  private int warm;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "120",
      description = "How long each cluster is measured (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--only", paramLabel = "KIND", description = "Only static, or only balanced.")
  private String only = "";

  @Mixin private ClusterOptions options = new ClusterOptions();

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new WorkloadRun()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Map<String, String> games =
        Workloads.all().stream()
            .collect(Collectors.toMap(w -> w.world().name(), w -> w.getClass().getName()));
    String game = games.get(workload);
    if (game == null) {
      System.err.println("there is no workload " + workload + ": take one of " + games.keySet());
      return 1;
    }
    Path directory = options.directory();
    for (String kind : List.of("static", "balanced")) {
      if (only.isEmpty() || only.equals(kind)) {
        List<String> settings = new ArrayList<>();
        settings.add("game.class=" + game);
        settings.add("game.path=" + Path.of(System.getProperty("zonescaler.bench")));
        settings.addAll(options.given());
        if (kind.equals("static")) {
          settings.add("balance.moves=0");
          settings.add("balance.zonePart=0");
        }
        run(kind, directory.resolve(kind), settings);
      }
    }
    return 0;
  }

  private void run(String kind, Path directory, List<String> settings)
      throws IOException, InterruptedException {
    try (NodeCluster cluster = new NodeCluster(NodeCluster.script(), directory, nodes, settings)) {
      List<ThreadTimes> times = cluster.pids().stream().map(ThreadTimes::new).toList();
      List<Double> unevenTicks = new ArrayList<>();
      List<Double> unevenAll = new ArrayList<>();
      int slow = 0;
      TimeUnit.SECONDS.sleep(warm);
      JsonNode before = cluster.status();
      int decidedBefore = cluster.decisions().size();
      long next = System.nanoTime();
      long last = next;
      for (int second = -1; second < seconds; second++) {
        double[] ticks = new double[nodes];
        double[] all = new double[nodes];
        long now = System.nanoTime();
        for (int n = 0; n < nodes; n++) {
          ThreadTimes.Spent spent = times.get(n).spent();
          ticks[n] = spent.ticks() / (now - last);
          all[n] = spent.all() / (now - last);
        }
        last = now;
        if (second >= 0) {
          JsonNode status = cluster.status();
          double speed = status.path("world").path("speed").asDouble();
          slow += speed < KEEPS ? 1 : 0;
          unevenTicks.add(uneven(ticks));
          unevenAll.add(uneven(all));
          System.out.printf(
              Locale.ROOT,
              "  %-8s %4d s: zones %d, speed %.2f, cores of ticks %s, max/mean %.2f, of all %s%n",
              kind,
              second,
              status.path("zones").size(),
              speed,
              text(ticks),
              uneven(ticks),
              text(all));
        }
        next += (long) NANOS;
        TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
      }
      JsonNode after = cluster.status();
      report(kind, unevenTicks, unevenAll, slow, before, after);
      changes(kind, cluster.decisions(), decidedBefore);
    }
  }

  private static double uneven(double[] loads) {
    double sum = Arrays.stream(loads).sum();
    return sum == 0 ? 1 : Arrays.stream(loads).max().orElse(0) * loads.length / sum;
  }

  private static String text(double[] loads) {
    return Arrays.toString(
        Arrays.stream(loads).mapToObj(load -> String.format(Locale.ROOT, "%.2f", load)).toArray());
  }

  private void report(
      String kind,
      List<Double> unevenTicks,
      List<Double> unevenAll,
      int slow,
      JsonNode before,
      JsonNode after) {
    System.out.printf(
        Locale.ROOT,
        "%s, %s: max/mean of the ticks' CPU time, each second: median %.2f, 90 %% below %.2f, %.0f %%"
            + " of the time up to %.2f; of the processes': median %.2f, 90 %% below %.2f%n",
        workload,
        kind,
        at(unevenTicks, 0.5),
        at(unevenTicks, 0.9),
        100.0 * unevenTicks.stream().filter(u -> u <= EVEN).count() / unevenTicks.size(),
        EVEN,
        at(unevenAll, 0.5),
        at(unevenAll, 0.9));
    System.out.printf(
        Locale.ROOT,
        "%s, %s: too slow for %.0f %% of the time; %.0f crossings of borders per second, %.0f to"
            + " another node; zones %d, then %d%n",
        workload,
        kind,
        100.0 * slow / seconds,
        (sum(after, "crossings") - sum(before, "crossings")) / (double) seconds,
        (sum(after, "handoffs") - sum(before, "handoffs")) / (double) seconds,
        before.path("zones").size(),
        after.path("zones").size());
  }

  private static long sum(JsonNode status, String field) {
    long sum = 0;
    for (JsonNode node : status.path("nodes")) {
      sum += node.path(field).asLong();
    }
    return sum;
  }

  private static double at(List<Double> values, double part) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1, part * sorted.size()));
  }

  /** Decisions while it was measured, which the answer has the newest first. */
  private void changes(String kind, JsonNode decisions, int before) {
    int splits = 0;
    int merges = 0;
    int moves = 0;
    for (int i = 0; i < decisions.size() - before; i++) {
      String what = decisions.get(i).path("what").asText();
      if (!Decision.isRefusal(what)) {
        splits += what.startsWith("split") ? 1 : 0;
        merges += what.startsWith("merge") ? 1 : 0;
        moves += what.startsWith("move") ? 1 : 0;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s, %s: per minute %.1f moves, %.1f splits, %.1f merges%n",
        workload,
        kind,
        60.0 * moves / seconds,
        60.0 * splits / seconds,
        60.0 * merges / seconds);
  }
}
