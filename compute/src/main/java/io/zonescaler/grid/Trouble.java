package io.zonescaler.grid;

import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.Ownership;
import io.zonescaler.zone.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Says why a world stands still that nobody has paused, and what an operator can do. */
final class Trouble {
  private Trouble() {}

  /**
   * The trouble as one sentence; empty if there is none.
   *
   * @param members all members of the grid, dead ones included
   * @param present those of them that this node sees
   * @param control the control record, for the zones that there are; null before the first
   */
  static String of(
      Set<String> members,
      Set<String> present,
      Ownership ownership,
      @Nullable ControlRecord control) {
    Set<String> missing = new TreeSet<>(members);
    missing.removeAll(present);
    if (2 * present.size() <= members.size()) {
      return "only "
          + present
          + " of the members "
          + members
          + " are there, which is no majority: bring "
          + missing
          + " back; or, if they are gone for ever, use zonescaler forget NODE";
    }
    List<Long> lost = new ArrayList<>();
    if (control != null) {
      for (Zone zone : control.newestMap().zones()) {
        if (ownership.owner(zone.slot()).isEmpty()) {
          lost.add(zone.id());
        }
      }
    }
    return lost.isEmpty()
        ? ""
        : "zones "
            + lost
            + " have lost all their copies with "
            + (missing.isEmpty() ? "the nodes that had them" : missing)
            + ": the world waits for a node that still has them";
  }
}
