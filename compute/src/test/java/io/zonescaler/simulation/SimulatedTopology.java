package io.zonescaler.simulation;

import io.zonescaler.cluster.Ownership;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who is up, who can reach whom, who has copies of which slot, and what the nodes know of it. The
 * <i>main part</i> of the cluster is what is left after nodes died or were cut off; a node that is
 * cut off believes, after a while, that all others are dead.
 */
final class SimulatedTopology {
  final List<String> names = new ArrayList<>();
  private final Set<String> up = new LinkedHashSet<>();
  private final Set<String> cutOff = new HashSet<>();

  /** Cut-off nodes that have noticed it, with the slots that they hold. */
  private final Map<String, Set<Integer>> alone = new HashMap<>();

  /** Nodes that the main part believes to be up. */
  private final Set<String> members = new LinkedHashSet<>();

  /** Owners of each slot as the main part sees it, primary first. */
  private final List<List<String>> owners = new ArrayList<>();

  /** What some nodes wrongly believe: slot to owner. */
  private final Map<String, Map<Integer, String>> errors = new TreeMap<>();

  private final int backups;
  private long version = 1;

  SimulatedTopology(int nodes, int slots, int backups, Random random) {
    this.backups = backups;
    for (int i = 0; i < nodes; i++) {
      names.add("n" + i);
    }
    up.addAll(names);
    members.addAll(names);
    for (int slot = 0; slot < slots; slot++) {
      List<String> copies = new ArrayList<>();
      int first = random.nextInt(nodes);
      for (int i = 0; i <= backups; i++) {
        copies.add(names.get((first + i) % nodes));
      }
      owners.add(copies);
    }
  }

  boolean isUp(String node) {
    return up.contains(node);
  }

  /** Nodes that are up and not cut off. */
  List<String> mainNodes() {
    return up.stream().filter(n -> !cutOff.contains(n)).toList();
  }

  boolean isMain(String node) {
    return up.contains(node) && !cutOff.contains(node);
  }

  /** Main nodes that the main part knows as members. */
  List<String> mainMembers() {
    return mainNodes().stream().filter(members::contains).toList();
  }

  boolean isMember(String node) {
    return members.contains(node);
  }

  boolean reachable(String a, String b) {
    return up.contains(a)
        && up.contains(b)
        && (a.equals(b) || !cutOff.contains(a) && !cutOff.contains(b));
  }

  boolean hasMajority(int reachable) {
    return 2 * reachable > names.size();
  }

  long versionSeenBy(String node) {
    return alone.containsKey(node) ? -version : version;
  }

  /** Owners of a slot as a node sees it, primary first. */
  List<String> ownersSeenBy(String node, int slot) {
    Set<Integer> held = alone.get(node);
    if (held != null) {
      return held.contains(slot) ? List.of(node) : List.of();
    }
    return List.copyOf(owners.get(slot));
  }

  List<String> owners(int slot) {
    return owners.get(slot);
  }

  int slots() {
    return owners.size();
  }

  Ownership viewOf(String node, long viewVersion) {
    List<String> primaries = new ArrayList<>();
    List<List<String>> others = new ArrayList<>();
    for (int slot = 0; slot < owners.size(); slot++) {
      List<String> seen = ownersSeenBy(node, slot);
      String primary = seen.isEmpty() ? "" : seen.get(0);
      String believed = errors.getOrDefault(node, Map.of()).get(slot);
      primaries.add(believed != null ? believed : primary);
      others.add(seen.isEmpty() ? List.of() : seen.subList(1, seen.size()));
    }
    return new Ownership(viewVersion, primaries, others, Set.of());
  }

  void err(String node, int slot, String believedOwner) {
    errors.computeIfAbsent(node, n -> new TreeMap<>()).put(slot, believedOwner);
  }

  void endError(String node, int slot) {
    Map<Integer, String> wrong = errors.get(node);
    if (wrong != null) {
      wrong.remove(slot);
    }
  }

  /**
   * Whether every slot has all its copies on nodes that are up, and nobody is missing unnoticed.
   */
  boolean isWhole() {
    int wanted = Math.min(backups + 1, mainMembers().size());
    return members.equals(new HashSet<>(mainNodes()))
        && wanted > 1
        && owners.stream().allMatch(copies -> copies.size() >= wanted);
  }

  void kill(String node) {
    up.remove(node);
    errors.remove(node);
  }

  void cutOff(String node) {
    cutOff.add(node);
  }

  /** The main part notices that a node is gone: its backups are promoted. */
  void noticeGone(String node) {
    if (members.remove(node)) {
      version++;
      owners.forEach(copies -> copies.remove(node));
    }
  }

  /** A cut-off node notices that all others are gone. */
  void noticeAlone(String node, Set<Integer> held) {
    alone.put(node, held);
  }

  Set<Integer> held(String node) {
    Set<Integer> held = new HashSet<>();
    for (int slot = 0; slot < owners.size(); slot++) {
      if (owners.get(slot).contains(node)) {
        held.add(slot);
      }
    }
    return held;
  }

  /** A fresh process with the name of a dead one joins the main part; it has no copies. */
  void join(String node) {
    noticeGone(node);
    up.add(node);
    cutOff.remove(node);
    alone.remove(node);
    members.add(node);
    version++;
  }

  /** Makes {@code copies} the owners of a slot; the store has copied the values already. */
  void assign(int slot, List<String> copies) {
    owners.set(slot, new ArrayList<>(copies));
    version++;
  }

  /** A node that could take one more copy of the slot, or empty. */
  String spare(int slot, Random random) {
    List<String> free = mainMembers().stream().filter(n -> !owners.get(slot).contains(n)).toList();
    return free.isEmpty() ? "" : free.get(random.nextInt(free.size()));
  }

  int copiesWanted() {
    return Math.min(backups + 1, mainMembers().size());
  }
}
