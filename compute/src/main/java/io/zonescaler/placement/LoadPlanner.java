package io.zonescaler.placement;

import io.zonescaler.placement.LoadPlan.Decision;
import io.zonescaler.placement.LoadSnapshot.NodeLoad;
import io.zonescaler.placement.LoadSnapshot.SlotLoad;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plans who owns the slots so that the fullest node is as empty as possible, by moving few. A pure
 * function of its snapshot.
 *
 * <p>First what must move: slots whose owner is gone, draining, or not the one they are pinned to,
 * the heaviest first, each to the node that is emptiest then (longest processing time first: R. L.
 * Graham, Bounds on multiprocessing timing anomalies, 1969). Then local search: from the fullest
 * node the one move, or if none helps the one exchange, after which the nodes that take part are
 * emptiest; of those that are about as good, the one that copies fewest bytes, then the one that
 * leaves least traffic between nodes. It begins only when the imbalance is worth it, and ends well
 * below that, so that a plan is not undone by the next.
 */
public final class LoadPlanner {
  /**
   * Limits of a plan.
   *
   * @param moves most slots that change their primary owner, those of nodes that are gone not
   *     counted; 0 or more
   * @param begin the fullest node's load over the mean from which on it is worth a plan, above 1
   * @param end the same at which it is good enough, from 1 up to {@code begin}
   * @param idle load, as a part of the capacity, up to which the fullest node is left alone: what
   *     differs then is mostly noise, and nobody gains
   */
  public record Limits(int moves, double begin, double end, double idle) {
    /** So many moves, to begin above 1.15 and a fifth of the capacity, and to stop at 1.05. */
    public static Limits of(int moves) {
      return new Limits(moves, 1.15, 1.05, 0.2);
    }

    /** Whether the fullest node has so much more than the mean that a plan is worth it. */
    public boolean isUneven(double fullest, double mean) {
      return fullest > Math.max(idle, begin * mean);
    }

    /** The same with so many moves. */
    public Limits most(int now) {
      return new Limits(now, begin, end, idle);
    }
  }

  /** Differences of a load, as a part of the mean, that do not matter. */
  private static final double SAME = 0.01;

  private final LoadSnapshot snapshot;
  private final Limits limits;
  private final List<NodeLoad> nodes;
  private final Layout layout;
  private final List<Decision> decisions = new ArrayList<>();
  private int left;
  private long bytes;

  private LoadPlanner(LoadSnapshot snapshot, Limits limits) {
    this.snapshot = snapshot;
    this.limits = limits;
    nodes =
        snapshot.nodes().stream()
            .filter(node -> !node.draining())
            .sorted(Comparator.comparing(NodeLoad::name))
            .toList();
    left = limits.moves();
    layout = new Layout(snapshot, nodes);
  }

  /**
   * Makes a plan.
   *
   * @throws IllegalArgumentException if no node could own anything
   */
  public static LoadPlan plan(LoadSnapshot snapshot, Limits limits) {
    LoadPlanner planner = new LoadPlanner(snapshot, limits);
    if (planner.nodes.isEmpty()) {
      throw new IllegalArgumentException(
          "none of the "
              + snapshot.nodes().size()
              + " nodes may own slots: all are draining, or there is none");
    }
    return planner.make();
  }

  private LoadPlan make() {
    double before = layout.fullest();
    moveWhatMust();
    layout.repairBackups();
    if (limits.isUneven(layout.fullest(), layout.mean())) {
      balance();
    }
    return new LoadPlan(layout.owners(), List.copyOf(decisions), before, layout.fullest(), bytes);
  }

  private void moveWhatMust() {
    List<Integer> homeless = new ArrayList<>();
    List<Integer> misplaced = new ArrayList<>();
    for (int slot = 0; slot < snapshot.slots().size(); slot++) {
      if (!layout.hasPrimary(slot)) {
        (isThere(primaryNow(slot)) ? misplaced : homeless).add(slot);
      } else if (layout.pinOf(slot) >= 0 && layout.pinOf(slot) != layout.primary(slot)) {
        misplaced.add(slot);
      }
    }
    Comparator<Integer> heaviestFirst =
        Comparator.comparingDouble(slot -> -snapshot.slots().get(slot).cost());
    homeless.sort(heaviestFirst);
    misplaced.sort(heaviestFirst);
    for (int slot : homeless) {
      String old = primaryNow(slot);
      move(slot, homeOf(slot), old.isEmpty() ? "it had no owner" : old + " is gone");
    }
    for (int slot : misplaced) {
      if (left > 0) {
        left--;
        String why = layout.pinOf(slot) >= 0 ? "it is pinned" : primaryNow(slot) + " is drained";
        move(slot, homeOf(slot), why);
      } else if (!layout.hasPrimary(slot)) {
        layout.leave(slot);
      }
    }
  }

  private int homeOf(int slot) {
    return layout.pinOf(slot) >= 0 ? layout.pinOf(slot) : layout.emptiestFor(slot);
  }

  private boolean isThere(String name) {
    return snapshot.nodes().stream().anyMatch(node -> node.name().equals(name));
  }

  private String primaryNow(int slot) {
    List<String> owners = snapshot.slots().get(slot).owners();
    return owners.isEmpty() ? "" : owners.get(0);
  }

  private void move(int slot, int to, String why) {
    NodeLoad target = nodes.get(to);
    boolean copy = layout.hasCopy(slot, to);
    SlotLoad load = snapshot.slots().get(slot);
    bytes += copy ? 0 : load.bytes();
    layout.move(slot, to);
    decisions.add(
        new Decision(
            slot,
            primaryNow(slot),
            target.name(),
            String.format(
                Locale.ROOT,
                "slot %d (%.2f cores) goes to %s, which %s and is at %.0f %% then: %s",
                slot,
                load.cost(),
                target.name(),
                copy ? "has a copy" : "gets a copy",
                100 * layout.part(to),
                why)));
  }

  private void balance() {
    while (left > 0 && layout.fullest() > limits.end() * layout.mean()) {
      int from = layout.fullestNode();
      Step best = bestMove(from);
      if (best == null && left > 1) {
        best = bestExchange(from);
      }
      if (best == null) {
        return;
      }
      String why =
          String.format(
              Locale.ROOT,
              "%s is at %.0f %%, the mean is %.0f %%",
              nodes.get(from).name(),
              100 * layout.part(from),
              100 * layout.mean());
      move(best.slot, best.to, why);
      left--;
      if (best.back >= 0) {
        move(best.back, from, "in exchange for slot " + best.slot);
        left--;
      }
    }
  }

  /** A move, or an exchange if {@code back} is a slot. */
  private record Step(int slot, int to, int back, double fullest, long bytes, double traffic) {
    boolean isBetterThan(Step other, double same) {
      if (Math.abs(fullest - other.fullest) > same) {
        return fullest < other.fullest;
      }
      return bytes != other.bytes ? bytes < other.bytes : traffic < other.traffic;
    }
  }

  private @Nullable Step bestMove(int from) {
    Step best = null;
    for (int slot : layout.movable(from)) {
      for (int to = 0; to < nodes.size(); to++) {
        if (to != from) {
          best = better(best, slot, to, -1);
        }
      }
    }
    return best;
  }

  private @Nullable Step bestExchange(int from) {
    Step best = null;
    for (int to = 0; to < nodes.size(); to++) {
      if (to != from) {
        for (int slot : layout.movable(from)) {
          for (int back : layout.movable(to)) {
            if (snapshot.slots().get(back).cost() < snapshot.slots().get(slot).cost()) {
              best = better(best, slot, to, back);
            }
          }
        }
      }
    }
    return best;
  }

  private @Nullable Step better(@Nullable Step best, int slot, int to, int back) {
    int from = layout.primary(slot);
    double then = layout.fullestAfter(slot, to, back);
    double same = SAME * layout.mean();
    if (then > layout.part(from) - same) {
      return best;
    }
    long copied = layout.hasCopy(slot, to) ? 0 : snapshot.slots().get(slot).bytes();
    double traffic = trafficAfter(slot, from, to);
    if (back >= 0) {
      copied += layout.hasCopy(back, from) ? 0 : snapshot.slots().get(back).bytes();
      traffic += trafficAfter(back, to, from);
    }
    Step step = new Step(slot, to, back, then, copied, traffic);
    return best == null || step.isBetterThan(best, same) ? step : best;
  }

  /** How much more traffic goes between nodes when a slot moves. */
  private double trafficAfter(int slot, int from, int to) {
    double more = 0;
    for (Map.Entry<Integer, Double> seam : snapshot.slots().get(slot).seams().entrySet()) {
      int other = layout.primary(seam.getKey());
      more += other == from ? seam.getValue() : other == to ? -seam.getValue() : 0;
    }
    return more;
  }
}
