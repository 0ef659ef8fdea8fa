package io.zonescaler.grid;

import java.util.Set;
import java.util.TreeSet;

/** Says why a world stands still that nobody has paused, and what an operator can do. */
final class Trouble {
  private Trouble() {}

  /**
   * The trouble as one sentence; empty if there is none.
   *
   * @param members all members of the grid, dead ones included
   * @param present those of them that this node sees
   * @param lost zones that nobody has, or that cannot go on
   */
  static String of(Set<String> members, Set<String> present, Set<Long> lost) {
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
    return lost.isEmpty()
        ? ""
        : "zones "
            + lost
            + " have lost all their copies with "
            + (missing.isEmpty() ? "the nodes that had them" : missing)
            + ", or cannot begin (see their owners' logs): the world waits for a node that still has them";
  }
}
