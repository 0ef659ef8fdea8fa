package io.zonescaler.placement;

import io.zonescaler.placement.LoadSnapshot.NodeLoad;
import io.zonescaler.placement.LoadSnapshot.SlotLoad;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Owners of all slots while a plan is being made, with the nodes' loads as they would be. Nodes and
 * slots are numbers; a draining node owns nothing here, except slots that it has to keep for now.
 */
final class Layout {
  private static final int NONE = -1;

  private final LoadSnapshot snapshot;
  private final List<NodeLoad> nodes;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final int[] primary;
  private final int[] pins;
  private final List<List<Integer>> backups = new ArrayList<>();
  private final List<TreeSet<Integer>> slotsOf = new ArrayList<>();
  private final double[] loads;
  private final double capacity;

  /** Load of all nodes as a part of all capacity; NaN if it has to be found again. */
  private double mean = Double.NaN;

  /** What nodes would have more, while {@link #fullestAfter} is found; all 0 else. */
  private final double[] more;

  /** Nodes that would have more or less; the first {@link #touched} count. */
  private final int[] touchedNodes;

  private int touched;

  /** Slots that stay with a draining node for now, as they are. */
  private final TreeSet<Integer> kept = new TreeSet<>();

  Layout(LoadSnapshot snapshot, List<NodeLoad> nodes) {
    this.snapshot = snapshot;
    this.nodes = nodes;
    loads = new double[nodes.size()];
    more = new double[nodes.size()];
    touchedNodes = new int[nodes.size()];
    capacity = nodes.stream().mapToDouble(NodeLoad::capacity).sum();
    for (int n = 0; n < nodes.size(); n++) {
      numbers.put(nodes.get(n).name(), n);
      loads[n] = nodes.get(n).other();
      slotsOf.add(new TreeSet<>());
    }
    int slots = snapshot.slots().size();
    primary = new int[slots];
    pins = new int[slots];
    for (int slot = 0; slot < slots; slot++) {
      SlotLoad load = snapshot.slots().get(slot);
      List<Integer> others = new ArrayList<>();
      primary[slot] = load.owners().isEmpty() ? NONE : number(load.owners().get(0));
      for (String name :
          load.owners().subList(Math.min(1, load.owners().size()), load.owners().size())) {
        int node = number(name);
        if (node != NONE && node != primary[slot] && !others.contains(node)) {
          others.add(node);
        }
      }
      String pin = load.pin();
      pins[slot] = pin == null ? NONE : number(pin);
      backups.add(others);
      if (primary[slot] != NONE) {
        loads[primary[slot]] += load.cost();
        slotsOf.get(primary[slot]).add(slot);
      }
      others.forEach(node -> loads[node] += load.backupCost());
    }
  }

  private int number(String name) {
    return numbers.getOrDefault(name, NONE);
  }

  boolean hasPrimary(int slot) {
    return primary[slot] != NONE;
  }

  int primary(int slot) {
    return primary[slot];
  }

  /** The node that a slot is pinned to, or -1. */
  int pinOf(int slot) {
    return pins[slot];
  }

  boolean hasCopy(int slot, int node) {
    return primary[slot] == node || backups.get(slot).contains(node);
  }

  /** A draining node keeps the slot, with its owners as they are. */
  void leave(int slot) {
    kept.add(slot);
  }

  /** Slots of a node that may move. */
  List<Integer> movable(int node) {
    List<Integer> slots = new ArrayList<>();
    for (int slot : slotsOf.get(node)) {
      if (pins[slot] != node && snapshot.slots().get(slot).cost() > 0) {
        slots.add(slot);
      }
    }
    return slots;
  }

  /** Load of a node as a part of its capacity. */
  double part(int node) {
    return loads[node] / nodes.get(node).capacity();
  }

  int fullestNode() {
    return IntStream.range(0, nodes.size())
        .boxed()
        .max(Comparator.comparingDouble(this::part))
        .orElseThrow();
  }

  double fullest() {
    return part(fullestNode());
  }

  /** Load of all nodes as a part of all capacity. */
  double mean() {
    if (Double.isNaN(mean)) {
      mean = Arrays.stream(loads).sum() / capacity;
    }
    return mean;
  }

  /** The node that is emptiest with a slot; of several, one that has a copy of it. */
  int emptiestFor(int slot) {
    int best = NONE;
    double least = Double.POSITIVE_INFINITY;
    for (int n = 0; n < nodes.size(); n++) {
      double then = (loads[n] + snapshot.slots().get(slot).cost()) / nodes.get(n).capacity();
      if (then < least || (then == least && hasCopy(slot, n) && !hasCopy(slot, best))) {
        best = n;
        least = then;
      }
    }
    return best;
  }

  /**
   * The fullest load among the nodes that take part if a slot went to a node, and another one
   * ({@code back}, if not -1) came from there.
   */
  double fullestAfter(int slot, int to, int back) {
    int from = primary[slot];
    shift(slot, from, to);
    if (back >= 0) {
      shift(back, to, from);
    }
    double fullest = (loads[from] + more[from]) / nodes.get(from).capacity();
    for (int i = 0; i < touched; i++) {
      int n = touchedNodes[i];
      if (more[n] > 0) {
        fullest = Math.max(fullest, (loads[n] + more[n]) / nodes.get(n).capacity());
      }
    }
    while (touched > 0) {
      more[touchedNodes[--touched]] = 0;
    }
    return fullest;
  }

  private void shift(int slot, int from, int to) {
    SlotLoad load = snapshot.slots().get(slot);
    add(from, -load.cost());
    add(to, load.cost());
    for (int node : backups.get(slot)) {
      add(node, -load.backupCost());
    }
    for (int node : backupsWith(slot, to)) {
      add(node, load.backupCost());
    }
  }

  private void add(int node, double cost) {
    boolean known = false;
    for (int i = 0; i < touched; i++) {
      known |= touchedNodes[i] == node;
    }
    if (!known) {
      touchedNodes[touched++] = node;
    }
    more[node] += cost;
  }

  /**
   * Backups of a slot with another owner, or the same: those of before and the old owner, as far as
   * they do not fail together with it; and the nodes that are emptiest, as far as there are too
   * few. A copy that fails together with the owner is better than none.
   */
  private List<Integer> backupsWith(int slot, int owner) {
    int wanted = snapshot.copies() - 1;
    List<Integer> after = new ArrayList<>();
    if (primary[slot] != NONE && isApart(primary[slot], owner)) {
      after.add(primary[slot]);
    }
    for (int node : backups.get(slot)) {
      if (isApart(node, owner)) {
        after.add(node);
      }
    }
    while (after.size() > wanted) {
      after.remove(after.size() - 1);
    }
    int next = 0;
    while (after.size() < wanted && next != NONE) {
      next = NONE;
      for (int n = 0; n < nodes.size(); n++) {
        if (n != owner
            && !after.contains(n)
            && (next == NONE || isBetterBackup(n, next, slot, owner))) {
          next = n;
        }
      }
      if (next != NONE) {
        after.add(next);
      }
    }
    return after;
  }

  private boolean isBetterBackup(int node, int other, int slot, int owner) {
    if (isApart(node, owner) != isApart(other, owner)) {
      return isApart(node, owner);
    }
    if (!isApart(node, owner) && hasCopy(slot, node) != hasCopy(slot, other)) {
      return hasCopy(slot, node);
    }
    return part(node) < part(other);
  }

  private boolean isApart(int node, int other) {
    String rack = nodes.get(other).rack();
    return node != other && (rack.isEmpty() || !rack.equals(nodes.get(node).rack()));
  }

  void move(int slot, int to) {
    SlotLoad load = snapshot.slots().get(slot);
    List<Integer> after = backupsWith(slot, to);
    if (primary[slot] != NONE) {
      loads[primary[slot]] -= load.cost();
      slotsOf.get(primary[slot]).remove(slot);
    }
    loads[to] += load.cost();
    slotsOf.get(to).add(slot);
    primary[slot] = to;
    backUp(slot, after);
  }

  /** Gives every slot its backups, where they are allowed. */
  void repairBackups() {
    for (int slot = 0; slot < primary.length; slot++) {
      if (!kept.contains(slot)) {
        backUp(slot, backupsWith(slot, primary[slot]));
      }
    }
  }

  private void backUp(int slot, List<Integer> after) {
    double cost = snapshot.slots().get(slot).backupCost();
    backups.get(slot).forEach(node -> loads[node] -= cost);
    after.forEach(node -> loads[node] += cost);
    backups.set(slot, after);
    mean = Double.NaN;
  }

  /** Names of the owners of all slots. */
  List<List<String>> owners() {
    List<List<String>> owners = new ArrayList<>();
    for (int slot = 0; slot < primary.length; slot++) {
      if (kept.contains(slot)) {
        owners.add(List.copyOf(snapshot.slots().get(slot).owners()));
      } else {
        List<String> names = new ArrayList<>();
        names.add(nodes.get(primary[slot]).name());
        backups.get(slot).forEach(node -> names.add(nodes.get(node).name()));
        owners.add(List.copyOf(names));
      }
    }
    return owners;
  }
}
