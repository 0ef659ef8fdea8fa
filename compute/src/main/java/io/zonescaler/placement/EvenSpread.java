package io.zonescaler.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives every node its share of the slots, in every role, by what the slots take and what the nodes
 * have, and moves only what must move: what is pinned goes where it is pinned to; what a node has
 * it keeps up to its share, the heaviest first; what is left over goes to a node that has a copy of
 * it and room, else to the one that is emptiest with it (longest processing time first: R. L.
 * Graham, Bounds on multiprocessing timing anomalies, 1969). A backup is in the rack of the primary
 * owner only when no other node is left for it in another one.
 */
public final class EvenSpread {
  /** Loads are the same when they differ by less than this part of a node's share. */
  private static final double SAME = 1e-9;

  /**
   * A node that is to own slots.
   *
   * @param capacity what it has, in any unit, above 0
   * @param rack what it fails together with; empty if nothing is known
   */
  public record Member(double capacity, String rack) {
    /** One of many that are alike. */
    public static final Member USUAL = new Member(1, "");
  }

  private final Map<String, Member> nodes;
  private final int copies;
  private final List<List<String>> now;
  private final double[] weights;
  private final Map<Integer, String> pins;
  private final List<List<String>> owners = new ArrayList<>();

  private EvenSpread(
      List<List<String>> now,
      Map<String, Member> nodes,
      int copies,
      Map<Integer, Double> used,
      Map<Integer, String> pins) {
    this.now = now;
    this.pins = pins;
    this.nodes = new TreeMap<>(nodes);
    this.copies = Math.min(copies, nodes.size());
    weights = new double[now.size()];
    for (int slot = 0; slot < weights.length; slot++) {
      weights[slot] = used.getOrDefault(slot, 1.0);
      owners.add(new ArrayList<>());
    }
  }

  /**
   * Spreads slots over nodes.
   *
   * @param now for each slot the names of its owners now, the primary one first; may name nodes
   *     that are not to own anything any more
   * @param nodes the nodes that are to own slots by their names, 1 or more
   * @param copies wanted owners per slot, 1 or more; limited by the number of nodes
   * @param used slots that hold a zone, with what that takes, in any unit, above 0: they are spread
   *     evenly among themselves, the others by number
   * @param pins names of the primary owners of slots that have to have this one; those of other
   *     nodes count for nothing
   * @return for each slot the names of its owners, the primary one first
   */
  public static List<List<String>> of(
      List<List<String>> now,
      Map<String, Member> nodes,
      int copies,
      Map<Integer, Double> used,
      Map<Integer, String> pins) {
    EvenSpread spread = new EvenSpread(now, nodes, copies, used, pins);
    List<Integer> busy = new ArrayList<>();
    List<Integer> empty = new ArrayList<>();
    for (int slot = 0; slot < now.size(); slot++) {
      (used.containsKey(slot) ? busy : empty).add(slot);
    }
    busy.sort(Comparator.comparingDouble(slot -> -spread.weights[slot]));
    for (List<Integer> group : List.of(busy, empty)) {
      for (int role = 0; role < spread.copies; role++) {
        spread.fill(group, role);
      }
    }
    return spread.owners.stream().map(List::copyOf).toList();
  }

  /**
   * Whether a backup of some slot fails together with the primary owner, though another node could
   * have it.
   *
   * @param owners for each slot the names of its owners, the primary one first
   * @param nodes the nodes that own slots by their names
   */
  public static boolean risks(List<List<String>> owners, Map<String, Member> nodes) {
    EvenSpread spread = new EvenSpread(owners, nodes, 1, Map.of(), Map.of());
    for (List<String> of : owners) {
      boolean near = of.stream().skip(1).anyMatch(backup -> spread.isNear(of.get(0), backup));
      if (near
          && nodes.keySet().stream()
              .anyMatch(node -> !of.contains(node) && !spread.isNear(of.get(0), node))) {
        return true;
      }
    }
    return false;
  }

  /** Slots that have another primary owner in {@code after} than in {@code before}. */
  public static int moves(List<List<String>> before, List<List<String>> after) {
    int moves = 0;
    for (int slot = 0; slot < after.size(); slot++) {
      List<String> old = before.get(slot);
      moves += old.isEmpty() || !old.get(0).equals(after.get(slot).get(0)) ? 1 : 0;
    }
    return moves;
  }

  /** Chooses one more owner for each of the slots, the heaviest first. */
  private void fill(List<Integer> slots, int role) {
    if (role == 0 && isFair(slots)) {
      Share all = new Share(slots);
      slots.forEach(slot -> take(slot, now.get(slot).get(0), all));
      return;
    }
    Share share = new Share(slots);
    List<Integer> free = new ArrayList<>();
    for (int slot : slots) {
      String pin = role == 0 ? pins.get(slot) : null;
      if (pin != null && nodes.containsKey(pin)) {
        take(slot, pin, share);
      } else {
        free.add(slot);
      }
    }
    List<Integer> open = new ArrayList<>();
    for (int slot : free) {
      int of = role == 0 ? Math.min(1, now.get(slot).size()) : now.get(slot).size();
      if (!keep(slot, 0, of, share)) {
        open.add(slot);
      }
    }
    List<Integer> rest = new ArrayList<>();
    for (int slot : open) {
      if (role > 0 || !keep(slot, 1, now.get(slot).size(), share)) {
        rest.add(slot);
      }
    }
    for (int slot : rest) {
      take(slot, share.emptiest(slot), share);
    }
  }

  /** Whether each node has its share as it is, up to one slot more or less. */
  private boolean isFair(List<Integer> slots) {
    Share share = new Share(slots);
    Map<String, Double> heaviest = new HashMap<>();
    for (int slot : slots) {
      List<String> old = now.get(slot);
      String pin = pins.get(slot);
      if (old.isEmpty()
          || !nodes.containsKey(old.get(0))
          || (pin != null && nodes.containsKey(pin) && !pin.equals(old.get(0)))) {
        return false;
      }
      share.add(slot, old.get(0));
      heaviest.merge(old.get(0), weights[slot], Math::max);
    }
    double most = slots.stream().mapToDouble(slot -> weights[slot]).max().orElse(0);
    return nodes.keySet().stream()
        .allMatch(
            node ->
                share.excess(node) < heaviest.getOrDefault(node, 0.0) + SAME * most
                    && -share.excess(node) < most);
  }

  /** Keeps the first of the slot's owners from {@code from} on that still has room. */
  private boolean keep(int slot, int from, int to, Share share) {
    List<String> old = now.get(slot);
    for (int i = from; i < to; i++) {
      String node = old.get(i);
      if (nodes.containsKey(node) && isPossible(slot, node) && share.hasRoom(slot, node)) {
        take(slot, node, share);
        return true;
      }
    }
    return false;
  }

  private void take(int slot, String node, Share share) {
    share.add(slot, node);
    owners.get(slot).add(node);
  }

  /** Whether a node may own a slot besides those that have been chosen. */
  private boolean isPossible(int slot, String node) {
    List<String> chosen = owners.get(slot);
    return !chosen.contains(node)
        && (chosen.isEmpty()
            || !isNear(chosen.get(0), node)
            || nodes.keySet().stream()
                .noneMatch(n -> !chosen.contains(n) && !isNear(chosen.get(0), n)));
  }

  /** Whether two nodes fail together. */
  private boolean isNear(String node, String other) {
    String rack = member(node).rack();
    return !rack.isEmpty() && rack.equals(member(other).rack());
  }

  private Member member(String node) {
    return nodes.getOrDefault(node, Member.USUAL);
  }

  /**
   * What each node has in one role: of all slots as primary owner, and as a backup of those of each
   * primary owner, so that all others share what a dead node leaves.
   */
  private final class Share {
    /** What nodes have of a primary owner's slots; of all if its name is empty. */
    private final Map<String, Map<String, Double>> loads = new HashMap<>();

    /** What a node of capacity 1 should have of them. */
    private final Map<String, Double> perCapacity = new HashMap<>();

    Share(List<Integer> slots) {
      slots.forEach(slot -> perCapacity.merge(primary(slot), weights[slot], Double::sum));
      perCapacity.replaceAll((primary, all) -> all / capacityFor(primary));
    }

    /** Capacity of all nodes that may have a primary owner's slots. */
    private double capacityFor(String primary) {
      double apart = 0;
      double others = 0;
      for (Map.Entry<String, Member> node : nodes.entrySet()) {
        boolean other = !node.getKey().equals(primary);
        others += other ? node.getValue().capacity() : 0;
        apart += other && !isNear(primary, node.getKey()) ? node.getValue().capacity() : 0;
      }
      return apart > 0 ? apart : others;
    }

    /** The primary owner that has been chosen for a slot; empty if that is what is chosen now. */
    private String primary(int slot) {
      return owners.get(slot).isEmpty() ? "" : owners.get(slot).get(0);
    }

    private double load(String primary, String node) {
      return loads.getOrDefault(primary, Map.of()).getOrDefault(node, 0.0);
    }

    /** How much more than its share a primary owner has. */
    double excess(String node) {
      return load("", node) - perCapacity.getOrDefault("", 0.0) * member(node).capacity();
    }

    private double part(int slot, String node) {
      return (load(primary(slot), node) + weights[slot]) / member(node).capacity();
    }

    /** Whether the node has no more than its share with the slot. */
    boolean hasRoom(int slot, String node) {
      return part(slot, node) <= perCapacity.getOrDefault(primary(slot), 0.0) * (1 + SAME);
    }

    void add(int slot, String node) {
      loads
          .computeIfAbsent(primary(slot), p -> new HashMap<>())
          .merge(node, weights[slot], Double::sum);
    }

    /**
     * The node that is emptiest with the slot; of several, the one that owns it or has a copy of
     * it.
     */
    String emptiest(int slot) {
      String best = "";
      for (String node : nodes.keySet()) {
        if (isPossible(slot, node) && (best.isEmpty() || isBetter(slot, node, best))) {
          best = node;
        }
      }
      return best;
    }

    private boolean isBetter(int slot, String node, String other) {
      double difference = part(slot, node) - part(slot, other);
      return Math.abs(difference) > SAME * perCapacity.getOrDefault(primary(slot), 0.0)
          ? difference < 0
          : placeNow(slot, node) < placeNow(slot, other);
    }

    private int placeNow(int slot, String node) {
      int at = now.get(slot).indexOf(node);
      return at < 0 ? Integer.MAX_VALUE : at;
    }
  }
}
