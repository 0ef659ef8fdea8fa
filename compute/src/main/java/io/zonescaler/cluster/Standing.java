package io.zonescaler.cluster;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a node stands: whom it sees, and how far it knows the world. From its own and those of
 * others, a node that stands still finds out to whom it can go back (invariant I9).
 *
 * @param node its name
 * @param members all members of the grid, dead ones included
 * @param present those of them that it sees, itself among them; empty if the others have expelled
 *     it
 * @param goesOn whether its world makes ticks, or is paused
 * @param lost ids of zones of which no copy is left there, or that cannot go on
 * @param seen newest tick of each zone that it knows to have been safe
 * @param stored newest tick of each zone that it has stored, safe or not; empty while it sees a
 *     majority
 * @param zones ids of the zones of the maps that it knows
 * @param nextZone the first id that those maps have not given away; 0 if it knows no map
 */
public record Standing(
    String node,
    Set<String> members,
    Set<String> present,
    boolean goesOn,
    Set<Long> lost,
    Map<Long, Long> seen,
    Map<Long, Long> stored,
    Set<Long> zones,
    long nextZone) {

  /** Larger groups rank higher; of two that are equal, the one with the first name. */
  private static final Comparator<Standing> BY_RANK =
      Comparator.<Standing>comparingInt(s -> s.present.size())
          .thenComparing(s -> first(s.present), Comparator.reverseOrder());

  /**
   * A way back.
   *
   * @param to the node that is in the group to go back to
   * @param lacking zones that this group lacks, with the newest tick that anybody has seen of each
   */
  public record Way(String to, Map<Long, Long> lacking) {}

  private static String first(Set<String> names) {
    return names.isEmpty() ? "" : Collections.min(names);
  }

  /** Whether it sees a majority of the members. */
  public boolean hasMajority() {
    return 2 * present.size() > members.size();
  }

  /** The same, but for whether the world goes on. */
  public Standing withGoesOn(boolean now) {
    return new Standing(node, members, present, now, lost, seen, stored, zones, nextZone);
  }

  /**
   * To whom this node can go back: to a majority; or to a group that becomes one, and that lacks
   * nothing of what this node has seen, or knows that it does. A group that does not know it would
   * go on from what it has, as soon as it is a majority.
   *
   * @param others what other nodes answered
   * @return null if there is no way yet
   */
  public @Nullable Way back(Collection<Standing> others) {
    List<Standing> groups =
        others.stream()
            .filter(other -> !other.present.isEmpty() && !other.present.contains(node))
            .sorted(BY_RANK.reversed())
            .toList();
    for (Standing other : groups) {
      if (other.hasMajority() && (other.goesOn || !other.lost.isEmpty())) {
        return new Way(other.node, newest(other.lost, others));
      }
    }
    for (Standing other : groups) {
      if (!other.hasMajority()
          && other.members.contains(node)
          && other.isMajorityWith(this, others)
          && BY_RANK.compare(other, this) > 0
          && other.lost.containsAll(other.behind(this))) {
        return new Way(other.node, newest(other.lost, others));
      }
    }
    return null;
  }

  /** Whether all who answer would be a majority together: each of them has this way, or stays. */
  private boolean isMajorityWith(Standing asking, Collection<Standing> answers) {
    Set<String> together = new TreeSet<>(present);
    together.add(asking.node);
    answers.forEach(answer -> together.add(answer.node));
    together.retainAll(members);
    return 2 * together.size() > members.size();
  }

  /** Whether it knows that a zone was split or merged away: nobody needs it any more. */
  private boolean isOver(long zone) {
    return zone < nextZone && !zones.contains(zone);
  }

  /** Zones of which another node has seen more than this one has. */
  private Set<Long> behind(Standing other) {
    Set<Long> behind = new TreeSet<>();
    other.seen.forEach(
        (zone, tick) -> {
          long here = Math.max(seen.getOrDefault(zone, -1L), stored.getOrDefault(zone, -1L));
          if (here < tick && !isOver(zone)) {
            behind.add(zone);
          }
        });
    return behind;
  }

  private Map<Long, Long> newest(Set<Long> zones, Collection<Standing> others) {
    Map<Long, Long> newest = new TreeMap<>();
    for (long zone : zones) {
      long tick = seen.getOrDefault(zone, -1L);
      for (Standing other : others) {
        tick = Math.max(tick, other.seen.getOrDefault(zone, -1L));
      }
      newest.put(zone, tick);
    }
    return newest;
  }
}
