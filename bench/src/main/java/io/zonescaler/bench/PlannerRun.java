package io.zonescaler.bench;

import io.zonescaler.bench.workload.Rendezvous;
import io.zonescaler.placement.LoadPlan;
import io.zonescaler.placement.LoadPlanner;
import io.zonescaler.placement.LoadPlanner.Limits;
import io.zonescaler.placement.LoadSnapshot;
import io.zonescaler.placement.LoadSnapshot.NodeLoad;
import io.zonescaler.placement.LoadSnapshot.SlotLoad;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * How even plans for large clusters are, how many slots they move and how long they take to make,
 * against Ignite's rendezvous function, the greedy longest-processing-time rule, which may move
 * everything, and a bound that no plan can beat.
 */
public final class PlannerRun {
  private static final int[][] SIZES = {{3, 48}, {16, 256}, {64, 1024}, {200, 4000}};
  private static final int[] MOVES = {2, 16, 64, Integer.MAX_VALUE};
  private static final int WARM = 5;
  private static final int TIMES = 9;

  private PlannerRun() {}

  /** Runs all sizes. */
  public static void main(String[] args) {
    for (int[] size : SIZES) {
      Random random = new Random(size[0]);
      LoadSnapshot snapshot = snapshot(size[0], size[1], random);
      double mean = mean(snapshot);
      System.out.printf(
          Locale.ROOT,
          "%d nodes, %d zones: no plan below %.3f of the mean%n",
          size[0],
          size[1],
          Math.max(mean, largest(snapshot)) / mean);
      System.out.printf(
          Locale.ROOT, "  rendezvous           max/mean %.3f%n", snapshot.fullest() / mean);
      greedy(snapshot, mean);
      for (int moves : MOVES) {
        ours(snapshot, moves, mean);
      }
    }
  }

  /** Nodes of one to three sizes; zones of very different weight; owners as rendezvous has them. */
  private static LoadSnapshot snapshot(int nodes, int zones, Random random) {
    List<NodeLoad> all = new ArrayList<>();
    for (int n = 0; n < nodes; n++) {
      String name = "n" + n;
      all.add(
          new NodeLoad(name, 4 << random.nextInt(3), 0.2 + 0.2 * random.nextDouble(), "", false));
    }
    List<List<String>> owners = Rendezvous.owners(all.stream().map(NodeLoad::name).toList(), zones);
    List<SlotLoad> slots = new ArrayList<>();
    double width = Math.sqrt(zones);
    for (int slot = 0; slot < zones; slot++) {
      double cost = 0.1 * Math.exp(random.nextGaussian());
      Map<Integer, Double> seams = new HashMap<>();
      for (int other : new int[] {slot - 1, slot + 1, slot - (int) width, slot + (int) width}) {
        if (other >= 0 && other < zones) {
          seams.put(other, 20_000 * random.nextDouble());
        }
      }
      slots.add(
          new SlotLoad(
              owners.get(slot), cost, 0.15 * cost, 100_000 + random.nextInt(900_000), seams, null));
    }
    return new LoadSnapshot(all, slots, 2);
  }

  private static double mean(LoadSnapshot snapshot) {
    double load = snapshot.loads().values().stream().mapToDouble(l -> l).sum();
    return load / snapshot.nodes().stream().mapToDouble(NodeLoad::capacity).sum();
  }

  /** The heaviest zone alone on the largest node. */
  private static double largest(LoadSnapshot snapshot) {
    double most = snapshot.nodes().stream().mapToDouble(NodeLoad::capacity).max().orElse(1);
    return snapshot.slots().stream().mapToDouble(SlotLoad::cost).max().orElse(0) / most;
  }

  private static void greedy(LoadSnapshot snapshot, double mean) {
    Map<String, Double> loads = new HashMap<>();
    snapshot.nodes().forEach(node -> loads.put(node.name(), node.other()));
    for (SlotLoad slot : snapshot.slots()) {
      // Backups stay where they are: the rule knows of none.
      loads.merge(slot.owners().get(1), slot.backupCost(), Double::sum);
    }
    List<SlotLoad> heaviest = new ArrayList<>(snapshot.slots());
    heaviest.sort(Comparator.comparingDouble(SlotLoad::cost).reversed());
    int moves = 0;
    for (SlotLoad slot : heaviest) {
      NodeLoad best =
          snapshot.nodes().stream()
              .min(
                  Comparator.comparingDouble(
                      node ->
                          (loads.getOrDefault(node.name(), 0.0) + slot.cost()) / node.capacity()))
              .orElseThrow();
      loads.merge(best.name(), slot.cost(), Double::sum);
      moves += best.name().equals(slot.owners().get(0)) ? 0 : 1;
    }
    System.out.printf(
        Locale.ROOT,
        "  longest first        max/mean %.3f, %d moves%n",
        snapshot.fullest(loads) / mean,
        moves);
  }

  private static void ours(LoadSnapshot snapshot, int moves, double mean) {
    Limits limits = new Limits(moves, 1.0001, 1, 0);
    long[] nanos = new long[TIMES];
    LoadPlan plan = LoadPlanner.plan(snapshot, limits);
    for (int i = -WARM; i < TIMES; i++) {
      long from = System.nanoTime();
      plan = LoadPlanner.plan(snapshot, limits);
      if (i >= 0) {
        nanos[i] = System.nanoTime() - from;
      }
    }
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "  ours, %-9s      max/mean %.3f, %d moves, %.1f MB copied, in %.1f ms (slowest %.1f)%n",
        moves == Integer.MAX_VALUE ? "any" : "at most " + moves,
        plan.after() / mean,
        plan.decisions().size(),
        plan.bytes() / 1e6,
        nanos[TIMES / 2] / 1e6,
        nanos[TIMES - 1] / 1e6);
  }
}
