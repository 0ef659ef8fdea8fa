package io.zonescaler.placement;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a plan is made from. Loads are in cores: seconds of a core's time per second.
 *
 * @param nodes the nodes that there are; slots may have owners that are not among them any more
 * @param slots the slots by number
 * @param copies wanted owners per slot, 1 or more
 */
public record LoadSnapshot(List<NodeLoad> nodes, List<SlotLoad> slots, int copies) {
  /** Load of each node, in cores, by name. */
  public Map<String, Double> loads() {
    Map<String, Double> loads = new TreeMap<>();
    nodes.forEach(node -> loads.put(node.name(), node.other()));
    for (SlotLoad slot : slots) {
      for (int i = 0; i < slot.owners().size(); i++) {
        double more = i == 0 ? slot.cost() : slot.backupCost();
        loads.computeIfPresent(slot.owners().get(i), (name, load) -> load + more);
      }
    }
    return loads;
  }

  /** Load of the fullest node, as a part of its capacity. */
  public double fullest() {
    return fullest(loads());
  }

  /** Load of the fullest node, as a part of its capacity, if the nodes' loads were these. */
  public double fullest(Map<String, Double> loads) {
    return nodes.stream()
        .mapToDouble(node -> loads.getOrDefault(node.name(), 0.0) / node.capacity())
        .max()
        .orElse(0);
  }

  /** Load of all nodes as a part of what they have together. */
  public double mean() {
    double capacity = nodes.stream().mapToDouble(NodeLoad::capacity).sum();
    return loads().values().stream().mapToDouble(load -> load).sum() / capacity;
  }

  /**
   * A node.
   *
   * @param name its name
   * @param capacity cores that it has, more than 0
   * @param other cores that everything but its slots keeps busy
   * @param rack what fails together with it; empty if nothing does
   * @param draining whether it is to own nothing any more
   */
  public record NodeLoad(
      String name, double capacity, double other, String rack, boolean draining) {}

  /**
   * A slot.
   *
   * @param owners names of its owners now, the primary one first
   * @param cost cores that its zone's ticks keep busy at the primary owner; 0 for an empty slot
   * @param backupCost cores that a backup takes
   * @param bytes what has to be copied to a node that has no copy
   * @param seams bytes per second between its zone and those of other slots
   * @param pin the node that must be its primary owner, if that node is there; null for any
   */
  public record SlotLoad(
      List<String> owners,
      double cost,
      double backupCost,
      long bytes,
      Map<Integer, Double> seams,
      @Nullable String pin) {
    /** The same, which stays where it is. */
    public SlotLoad staying() {
      return new SlotLoad(
          owners, cost, backupCost, bytes, seams, owners.isEmpty() ? null : owners.get(0));
    }
  }
}
