package io.zonescaler.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.bench.workload.Workloads;
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
        List<String> settings = new ArrayList<>(ClusterOptions.ownGame(game));
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
      Evenness ofTicks = new Evenness();
      Evenness ofAll = new Evenness();
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
          ofTicks.add(ticks);
          ofAll.add(all);
          System.out.printf(
              Locale.ROOT,
              "  %-8s %4d s: zones %d, speed %.2f, cores of ticks %s, max/mean %.2f, of all %s%n",
              kind,
              second,
              status.path("zones").size(),
              speed,
              text(ticks),
              Evenness.maxByMean(ticks),
              text(all));
        }
        next += (long) NANOS;
        TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
      }
      JsonNode after = cluster.status();
      report(kind, ofTicks, ofAll, slow, before, after);
      changes(kind, cluster.decisions(), decidedBefore);
    }
  }

  private static String text(double[] loads) {
    return Arrays.toString(
        Arrays.stream(loads).mapToObj(load -> String.format(Locale.ROOT, "%.2f", load)).toArray());
  }

  private void report(
      String kind, Evenness ofTicks, Evenness ofAll, int slow, JsonNode before, JsonNode after) {
    System.out.printf(
        Locale.ROOT,
        "%s, %s: max/mean of the ticks' CPU time, each second: %s; of the processes': %s%n",
        workload,
        kind,
        ofTicks,
        ofAll.spread());
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

  /** Decisions while it was measured, which the answer has the newest first. */
  private void changes(String kind, JsonNode decisions, int before) {
    List<String> decided = new ArrayList<>();
    for (int i = 0; i < decisions.size() - before; i++) {
      decided.add(decisions.get(i).path("what").asText());
    }
    System.out.printf("%s, %s: %s%n", workload, kind, Evenness.changes(decided, seconds));
  }
}
