package io.zonescaler.grid;

import io.zonescaler.placement.PlacementPlan;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cache.affinity.AffinityFunction;
import org.apache.ignite.cache.affinity.AffinityFunctionContext;
import org.apache.ignite.cluster.ClusterNode;

/**
 * Partition = slot, and its owners are those that the placement plan names. Until there is a plan,
 * the baseline's n nodes own slots in turn: sorted by name, slot s is owned by node s mod n, and
 * the backups of a node's slots rotate over all other nodes, so that these share the load of one
 * that dies.
 *
 * <p>Ignite calls it on every node by itself, and all must agree. So it is a pure function of its
 * context's baseline, which the plan is part of ({@link BaselinePlan}); it looks neither at the
 * previous assignment, which a joining node does not have, nor at the load.
 */
public final class LoadAffinityFunction implements AffinityFunction {
  @Serial private static final long serialVersionUID = 1;

  private final int slots;

  /**
   * A function for that many slots.
   *
   * @throws IllegalArgumentException if not 1 to 4096
   */
  public LoadAffinityFunction(int slots) {
    if (slots < 1 || slots > 4096) {
      throw new IllegalArgumentException(
          "world.slots = " + slots + " is not possible: it must be 1 to 4096");
    }
    this.slots = slots;
  }

  @Override
  public int partitions() {
    return slots;
  }

  /** The key's slot; of a {@link ZoneKey} Ignite hands over just that, its affinity field. */
  @Override
  public int partition(Object key) {
    int slot =
        key instanceof ZoneKey zoneKey
            ? zoneKey.slot()
            : key instanceof Integer number ? number : -1;
    if (slot < 0 || slot >= slots) {
      throw new IllegalArgumentException(
          "key "
              + key
              + " has no slot in [0, "
              + slots
              + "): use ZoneKey with a slot of the zone map");
    }
    return slot;
  }

  @Override
  public List<List<ClusterNode>> assignPartitions(AffinityFunctionContext context) {
    List<ClusterNode> nodes = new ArrayList<>();
    PlacementPlan plan = null;
    for (ClusterNode node : context.currentTopologySnapshot()) {
      if (BaselinePlan.isPhantom(node)) {
        plan = BaselinePlan.of(node);
      } else {
        nodes.add(node);
      }
    }
    return plan == null ? inTurn(nodes, context.backups()) : planned(nodes, plan);
  }

  private List<List<ClusterNode>> inTurn(List<ClusterNode> nodes, int backups) {
    nodes.sort(Comparator.comparing(node -> node.consistentId().toString()));
    List<List<ClusterNode>> owners = new ArrayList<>(slots);
    for (int slot = 0; slot < slots; slot++) {
      owners.add(ownersOf(slot, nodes, backups));
    }
    return owners;
  }

  private List<List<ClusterNode>> planned(List<ClusterNode> nodes, PlacementPlan plan) {
    if (plan.owners().size() != slots) {
      throw new IgniteException(
          "placement plan "
              + plan.number()
              + " is for "
              + plan.owners().size()
              + " slots, and world.slots = "
              + slots
              + ": all nodes of a world must have the same");
    }
    Map<String, ClusterNode> byName = new HashMap<>();
    nodes.forEach(node -> byName.put(node.consistentId().toString(), node));
    List<List<ClusterNode>> owners = new ArrayList<>(slots);
    for (List<String> names : plan.owners()) {
      List<ClusterNode> of = new ArrayList<>(names.size());
      for (String name : names) {
        ClusterNode node = byName.get(name);
        if (node != null) {
          of.add(node);
        }
      }
      owners.add(of);
    }
    return owners;
  }

  /**
   * Who owns a slot as long as there is no plan: in turn, and what a node owns is backed up by all
   * others in turn.
   */
  public static <T> List<T> ownersOf(int slot, List<T> nodes, int backups) {
    List<T> owners = new ArrayList<>(backups + 1);
    int n = nodes.size();
    if (n == 0) {
      return owners;
    }
    int primary = slot % n;
    owners.add(nodes.get(primary));
    int others = n - 1;
    for (int i = 0; i < Math.min(backups, others); i++) {
      owners.add(nodes.get((primary + 1 + (slot / n + i) % others) % n));
    }
    return owners;
  }

  @Override
  public void removeNode(UUID nodeId) {
    // nothing is remembered about nodes
  }

  @Override
  public void reset() {
    // nothing is remembered
  }
}
