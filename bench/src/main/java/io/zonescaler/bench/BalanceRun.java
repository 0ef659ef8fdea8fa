package io.zonescaler.bench;

import io.zonescaler.bench.workload.Motion;
import io.zonescaler.bench.workload.ReplayedCluster;
import io.zonescaler.bench.workload.ReplayedCluster.Setup;
import io.zonescaler.bench.workload.TraceMotion;
import io.zonescaler.bench.workload.Walkers;
import io.zonescaler.bench.workload.Workloads;
import io.zonescaler.cluster.Decision;
import io.zonescaler.server.bots.BotTrace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * How even the nodes of a cluster would be for each workload: zones that stay, where a new world
 * has them or where Ignite's own affinity function would, zones that follow the load, and zones
 * that follow the load that is predicted. The coordinator's code is the real one, in virtual time;
 * see {@link ReplayedCluster}.
 */
@Command(
    name = "balance.sh",
    description = "Replays workloads into the coordinator, and says how even the nodes would be.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class BalanceRun implements Callable<Integer> {

  /** What comes first does not count: the forecast has to see something. */
  private static final int WARM_SECONDS = 60;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Nodes (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--zones",
      paramLabel = "N",
      defaultValue = "48",
      description = "Zones at first, and at least (default: ${DEFAULT-VALUE}).")
  private int zones;

  @Option(
      names = "--cores",
      paramLabel = "C",
      defaultValue = "0.5",
      description = "Cores that all zones keep busy at first (default: ${DEFAULT-VALUE}).")
  private double cores;

  @Option(
      names = "--node-cores",
      paramLabel = "C",
      defaultValue = "0.667",
      description = "Cores of a node (default: ${DEFAULT-VALUE}).")
  private double nodeCores;

  @Option(
      names = "--moves",
      paramLabel = "N",
      defaultValue = "6",
      description = "Most moves per minute (default: ${DEFAULT-VALUE}).")
  private int moves;

  @Option(
      names = "--part",
      paramLabel = "P",
      defaultValue = "0.12",
      description =
          "Most that a zone may take of what a node has to do (default: ${DEFAULT-VALUE}).")
  private double part;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "600",
      description = "How long each is, virtual time (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--workload", paramLabel = "NAME", description = "Only this one.")
  private String only = "";

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "A recorded trace instead, as of zonescaler bots: t_seconds,id,x,y.")
  private @Nullable Path file;

  @Option(names = "--each", description = "Prints every second.")
  private boolean each;

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new BalanceRun()).execute(args));
  }

  @Override
  public Integer call() {
    for (Motion motion : motions()) {
      run(motion, "static", setup(0, 0, false, false));
      run(motion, "rendezvous", setup(0, 0, false, true));
      run(motion, "reactive", setup(moves, part, false, false));
      run(motion, "predicted", setup(moves, part, true, false));
    }
    return 0;
  }

  private Setup setup(int moves, double part, boolean predicts, boolean rendezvous) {
    return new Setup(nodes, zones, cores, nodeCores, moves, part, predicts, rendezvous);
  }

  private List<? extends Motion> motions() {
    if (file != null) {
      try {
        // Where they go is all that counts: nobody steers.
        BotTrace trace = BotTrace.read(file, (dx, dy, dz) -> new byte[0]);
        return List.of(new TraceMotion(String.valueOf(file.getFileName()), trace));
      } catch (IOException | IllegalArgumentException e) {
        throw new ParameterException(new CommandLine(this), "no trace can be read: " + e, e);
      }
    }
    List<Walkers> all = Workloads.all();
    List<String> names = all.stream().map(walkers -> walkers.world().name()).toList();
    if (!only.isEmpty() && !names.contains(only)) {
      throw new ParameterException(
          new CommandLine(this), "no workload '" + only + "', there are " + names);
    }
    return all.stream()
        .filter(walkers -> only.isEmpty() || only.equals(walkers.world().name()))
        .toList();
  }

  private void run(Motion motion, String kind, Setup setup) {
    ReplayedCluster cluster = new ReplayedCluster(motion, setup);
    Evenness evenness = new Evenness();
    int over = 0;
    int decided = 0;
    long crossings = 0;
    long handoffs = 0;
    for (int second = 1; second <= WARM_SECONDS + seconds; second++) {
      int known = cluster.decisions().size();
      double[] busy = cluster.second();

      if (each) {
        System.out.printf(
            Locale.ROOT,
            "  %-9s %4d s: %.3f, %s, zones %d%n",
            kind,
            second,
            Evenness.maxByMean(busy),
            Arrays.toString(Arrays.stream(busy).mapToObj(b -> "%.2f".formatted(b)).toArray()),
            cluster.zones());
        for (Decision decision : cluster.decisions().subList(known, cluster.decisions().size())) {
          System.out.printf(Locale.ROOT, "      %s: %s%n", decision.what(), decision.reason());
        }
      }
      if (second <= WARM_SECONDS) {
        decided = cluster.decisions().size();
        crossings = cluster.crossings();
        handoffs = cluster.handoffs();
        continue;
      }
      evenness.add(busy);
      over += Arrays.stream(busy).anyMatch(cores -> cores > nodeCores) ? 1 : 0;
    }
    List<String> all = cluster.decisions().stream().skip(decided).map(Decision::what).toList();
    System.out.printf(
        Locale.ROOT,
        "%-12s %-10s max/mean %s; above budget %.0f %%; %s; crossings %.0f/s, %.0f to another node;"
            + " zones %d; decisions %.2f ms per second, longest %.1f ms%n",
        motion.world().name(),
        kind,
        evenness,
        100.0 * over / seconds,
        Evenness.changes(all, seconds),
        (cluster.crossings() - crossings) / (double) seconds,
        (cluster.handoffs() - handoffs) / (double) seconds,
        cluster.zones(),
        cluster.traffic().decidingNanos / 1e6 / (WARM_SECONDS + seconds),
        cluster.traffic().slowestNanos / 1e6);
  }
}
