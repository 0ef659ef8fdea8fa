package io.zonescaler.bench;

import io.zonescaler.bench.workload.FlashCrowd;
import io.zonescaler.bench.workload.ReplayedCluster;
import io.zonescaler.bench.workload.ReplayedCluster.Setup;
import io.zonescaler.bench.workload.ReplayedCluster.Traffic;
import io.zonescaler.placement.EvenSpread;
import io.zonescaler.placement.EvenSpread.Member;
import io.zonescaler.placement.PlacementPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the coordinator of a large cluster has to do: the real one, in virtual time, with nodes that
 * only report what a flash crowd would take; and the plan for a node that joins.
 */
public final class ScaleRun {
  private static final int[][] SIZES = {{3, 60}, {12, 250}, {50, 1000}, {100, 2000}, {200, 4000}};
  private static final int SLOTS = 4096;
  private static final int RACKS = 10;
  private static final int WALKERS_PER_ZONE = 64;
  private static final int WARM_SECONDS = 60;
  private static final int SECONDS = 120;
  private static final double MILLIS = 1e6;

  private ScaleRun() {}

  /** Runs all sizes, or the one that is given: nodes and zones. */
  public static void main(String[] args) {
    if (args.length == 2) {
      run(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
      return;
    }
    for (int[] size : SIZES) {
      run(size[0], size[1]);
    }
  }

  private static void run(int nodes, int zones) {
    Setup setup = new Setup(nodes, zones, nodes * 0.5, 1, 2 * nodes, 0.12, true, false);
    ReplayedCluster cluster =
        new ReplayedCluster(new FlashCrowd().larger(zones * WALKERS_PER_ZONE), setup);
    for (int second = 0; second < WARM_SECONDS; second++) {
      cluster.second();
    }
    Traffic traffic = cluster.startOver();
    int decided = cluster.decisions().size();
    for (int second = 0; second < SECONDS; second++) {
      cluster.second();
    }
    System.out.printf(
        Locale.ROOT,
        "%d nodes, %d zones: decides %.1f ms per second, longest %.1f; listens %.1f ms per second%n"
            + "  reports %.0f per second of %.1f KB; flows %.0f per second of %.1f KB;"
            + " control records %.1f per second of %.1f KB; decisions %d; zones then %d%n",
        nodes,
        zones,
        traffic.decidingNanos / MILLIS / SECONDS,
        traffic.slowestNanos / MILLIS,
        traffic.learningNanos / MILLIS / SECONDS,
        (double) traffic.reports / SECONDS,
        kilobytes(traffic.reportBytes, traffic.reports),
        (double) traffic.flows / SECONDS,
        kilobytes(traffic.flowBytes, traffic.flows),
        (double) traffic.records / SECONDS,
        kilobytes(traffic.recordBytes, traffic.records),
        cluster.decisions().size() - decided,
        cluster.zones());
    join(nodes, zones);
  }

  private static double kilobytes(long bytes, long messages) {
    return bytes / 1000.0 / Math.max(1, messages);
  }

  /** One more node. */
  private static void join(int nodes, int zones) {
    Map<String, Member> names = new TreeMap<>();
    for (int n = 1; n <= nodes; n++) {
      names.put("n" + n, new Member(1, "rack " + n % RACKS));
    }
    Map<Integer, Double> used = new HashMap<>();
    List<List<String>> none = new ArrayList<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      none.add(List.of());
      if (slot < zones) {
        used.put(slot, 1.0 + slot % 7);
      }
    }
    List<List<String>> before = EvenSpread.of(none, names, 2, used, Map.of());
    names.put("joiner", Member.USUAL);
    long from = System.nanoTime();
    List<List<String>> after = EvenSpread.of(before, names, 2, used, Map.of());
    long nanos = System.nanoTime() - from;
    int moves = EvenSpread.moves(before, after);
    PlacementPlan plan = new PlacementPlan(2, after, moves, "joiner joins");
    System.out.printf(
        Locale.ROOT,
        "  a plan for one more node: %.1f ms, %.1f KB, %d of %d slots move%n",
        nanos / MILLIS,
        plan.encode().length / 1000.0,
        moves,
        SLOTS);
  }
}
