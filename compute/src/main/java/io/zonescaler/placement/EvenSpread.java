package io.zonescaler.placement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gives every node its share of the slots, in every role, and moves only what must move: what a
 * node has it keeps up to its share; what is left over goes to a node that has a copy of it, else
 * to the one that has least.
 */
public final class EvenSpread {
  private final List<String> nodes;
  private final int copies;
  private final List<List<String>> now;
  private final List<List<String>> owners = new ArrayList<>();

  private EvenSpread(List<List<String>> now, Set<String> nodes, int copies) {
    this.now = now;
    this.nodes = List.copyOf(new TreeSet<>(nodes));
    this.copies = Math.min(copies, nodes.size());
    now.forEach(slot -> owners.add(new ArrayList<>()));
  }

  /**
   * Spreads slots over nodes.
   *
   * @param now for each slot the names of its owners now, the primary one first; may name nodes
   *     that are not to own anything any more
   * @param nodes names of the nodes that are to own slots, 1 or more
   * @param copies wanted owners per slot, 1 or more; limited by the number of nodes
   * @param used slots that hold a zone: they are spread evenly among themselves
   * @return for each slot the names of its owners, the primary one first
   */
  public static List<List<String>> of(
      List<List<String>> now, Set<String> nodes, int copies, Set<Integer> used) {
    EvenSpread spread = new EvenSpread(now, nodes, copies);
    List<Integer> busy = new ArrayList<>();
    List<Integer> empty = new ArrayList<>();
    for (int slot = 0; slot < now.size(); slot++) {
      (used.contains(slot) ? busy : empty).add(slot);
    }
    for (List<Integer> group : List.of(busy, empty)) {
      for (int role = 0; role < spread.copies; role++) {
        spread.fill(group, role);
      }
    }
    return spread.owners.stream().map(List::copyOf).toList();
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

  /** Chooses one more owner for each of the slots. */
  private void fill(List<Integer> slots, int role) {
    Share share = new Share(slots.size());
    List<Integer> open = new ArrayList<>();
    for (int slot : slots) {
      if (!(role == 0 ? keep(slot, 0, 1, share) : keep(slot, 0, now.get(slot).size(), share))) {
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
      take(slot, share.least(owners.get(slot)), share);
    }
  }

  /** Keeps the first of the slot's owners from {@code from} on that still has room. */
  private boolean keep(int slot, int from, int to, Share share) {
    List<String> old = now.get(slot);
    for (int i = from; i < Math.min(to, old.size()); i++) {
      String node = old.get(i);
      if (!owners.get(slot).contains(node) && share.hasRoom(node)) {
        take(slot, node, share);
        return true;
      }
    }
    return false;
  }

  private void take(int slot, String node, Share share) {
    List<String> chosen = owners.get(slot);
    share.count(node, chosen.isEmpty() ? "" : chosen.get(0));
    chosen.add(node);
  }

  /** How many slots each node has in one role. */
  private final class Share {
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, Integer> pairs = new HashMap<>();
    private final int least;
    private int larger;

    Share(int slots) {
      least = slots / nodes.size();
      larger = slots % nodes.size();
      nodes.forEach(node -> counts.put(node, 0));
    }

    boolean hasRoom(String node) {
      Integer count = counts.get(node);
      return count != null && (count < least || (count == least && larger > 0));
    }

    void count(String node, String primary) {
      if (counts.merge(node, 1, Integer::sum) == least + 1) {
        larger--;
      }
      pairs.merge(primary + ' ' + node, 1, Integer::sum);
    }

    /**
     * The node with the fewest slots that is not taken; of several, the one that backs up the
     * primary owner least, so that many share what a dead node leaves.
     */
    String least(List<String> taken) {
      String primary = taken.isEmpty() ? "" : taken.get(0);
      String best = "";
      long bestRank = Long.MAX_VALUE;
      for (String node : nodes) {
        if (!taken.contains(node)) {
          long count = counts.getOrDefault(node, 0);
          long rank = (count << 32) + pairs.getOrDefault(primary + ' ' + node, 0);
          if (rank < bestRank) {
            bestRank = rank;
            best = node;
          }
        }
      }
      return best;
    }
  }
}
