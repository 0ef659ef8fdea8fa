package io.zonescaler.placement;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a plan is made from. Loads are in cores: seconds of a core's time per second.
 *
 * @param nodes the nodes that there are; slots may have owners that are not among them any more
 * @param slots the slots by number
 * @param copies wanted owners per slot, 1 or more
 */
public record LoadSnapshot(List<NodeLoad> nodes, List<SlotLoad> slots, int copies) {
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
      @Nullable String pin) {}
}
