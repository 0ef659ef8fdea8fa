package io.zonescaler.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Decides which zones are cut in two because they are too heavy to be moved about, and which are
 * joined again because they are too light to be worth it. It depends on nothing but what it is
 * shown at each look, and how often in a row it was the same.
 *
 * <p>A zone is too heavy if it takes more than a part of what a node has to do, so that nodes can
 * be made equal by moving whole zones; or if it takes so much of one core that its ticks may become
 * late. Two halves together are too light well below that, so that no cut is undone by the next
 * look.
 */
public final class ZonePolicy {
  /**
   * When to act.
   *
   * @param part most that a zone may take of what a node has to do on average; 0 if zones are never
   *     cut or joined
   * @param least cores that a zone may take in any case: what is smaller is not worth a cut
   * @param most cores that a zone may not take in any case: a tick that takes half of its time
   *     leaves room for a moment that takes twice as much
   * @param zonesPerNode most zones per node
   * @param zonesAtLeast no zones are joined if that would leave fewer
   */
  public record Limits(double part, double least, double most, int zonesPerNode, int zonesAtLeast) {
    /** The usual limits, with a part and the number of zones to keep at least. */
    public static Limits of(double part, int zonesAtLeast) {
      return new Limits(part, 0.05, 0.5, 64, zonesAtLeast);
    }
  }

  /**
   * A zone.
   *
   * @param id its id
   * @param cost cores that it keeps busy
   * @param soon cores that it will keep busy soon, as far as it can be foreseen
   * @param sibling the zone that it can be joined with, or -1
   * @param small whether it cannot be cut
   * @param fixed whether it stays as it is, whatever it takes
   */
  public record ZoneLoad(
      long id, double cost, double soon, long sibling, boolean small, boolean fixed) {
    /** What it takes, or soon will, whichever is more. */
    double expected() {
      return Math.max(cost, soon);
    }
  }

  /**
   * A change that is due.
   *
   * @param zone the zone to cut, or one of two to join
   * @param with the other one of two; -1 for a cut
   * @param reason why, as a sentence
   * @param allowed cores that one zone may take
   */
  public record Change(long zone, long with, String reason, double allowed) {
    /** Whether a zone is cut. */
    public boolean isSplit() {
      return with < 0;
    }
  }

  /** Looks in a row at which a zone must be too heavy. */
  private static final int SPLIT_LOOKS = 3;

  /** Looks in a row at which two must be too light: nothing is lost while they stay apart. */
  private static final int MERGE_LOOKS = 300;

  /** Two halves are joined below this part of what one zone may take. */
  private static final double MERGE_PART = 0.4;

  /** Most changes at a look. */
  private static final int MOST_CHANGES = 8;

  private final Limits limits;
  private Map<Long, Integer> heavy = new HashMap<>();
  private Map<Long, Integer> light = new HashMap<>();

  /** A policy that has seen nothing. */
  public ZonePolicy(Limits limits) {
    this.limits = limits;
  }

  /** What was seen does not count any more. */
  public void reset() {
    heavy.clear();
    light.clear();
  }

  /**
   * Looks at the zones; call it about once a second.
   *
   * @param zones all zones
   * @param nodes number of nodes that own zones, 1 or more
   * @param uneven whether some nodes have more to do than others: while they have not, only zones
   *     whose ticks may become late are cut
   * @return the changes that are due, the most urgent first; all of them can be made at once, and
   *     are due until they are made
   */
  public List<Change> look(List<ZoneLoad> zones, int nodes, boolean uneven) {
    List<Change> changes = new ArrayList<>();
    if (limits.part() <= 0) {
      return changes;
    }
    double perNode = zones.stream().mapToDouble(ZoneLoad::cost).sum() / nodes;
    double allowed = Math.min(limits.most(), Math.max(limits.least(), limits.part() * perNode));
    Map<Long, ZoneLoad> byId = new HashMap<>();
    zones.forEach(zone -> byId.put(zone.id(), zone));
    split(zones, nodes, uneven ? allowed : limits.most(), perNode, changes);
    merge(zones, byId, allowed, changes);
    return changes;
  }

  private void split(
      List<ZoneLoad> zones, int nodes, double allowed, double perNode, List<Change> changes) {
    Map<Long, Integer> now = new HashMap<>();
    int room = limits.zonesPerNode() * nodes - zones.size();
    List<ZoneLoad> heaviest = new ArrayList<>(zones);
    heaviest.sort(Comparator.comparingDouble(ZoneLoad::expected).reversed());
    for (ZoneLoad zone : heaviest) {
      if (zone.expected() > allowed && !zone.fixed() && !zone.small()) {
        int looks = heavy.getOrDefault(zone.id(), 0) + 1;
        if (looks >= SPLIT_LOOKS && changes.size() < Math.min(MOST_CHANGES, room)) {
          changes.add(
              new Change(
                  zone.id(),
                  -1,
                  String.format(
                      Locale.ROOT,
                      "it takes %.2f cores, or soon will, and no zone should take more than %.2f: a"
                          + " node's zones take %.2f on average",
                      zone.expected(),
                      allowed,
                      perNode),
                  allowed));
        }
        now.put(zone.id(), looks);
      }
    }
    heavy = now;
  }

  private void merge(
      List<ZoneLoad> zones, Map<Long, ZoneLoad> byId, double allowed, List<Change> changes) {
    Map<Long, Integer> now = new HashMap<>();
    Set<Long> split = new HashSet<>();
    changes.forEach(change -> split.add(change.zone()));
    int spare = zones.size() - limits.zonesAtLeast();
    for (ZoneLoad zone : zones) {
      ZoneLoad other = byId.get(zone.sibling());
      if (other == null
          || other.id() < zone.id()
          || zone.fixed()
          || other.fixed()
          || split.contains(zone.id())) {
        continue;
      }
      double together = zone.expected() + other.expected();
      if (together < MERGE_PART * allowed && !split.contains(other.id())) {
        int looks = light.getOrDefault(zone.id(), 0) + 1;
        if (looks >= MERGE_LOOKS && spare > 0 && changes.size() < MOST_CHANGES) {
          spare--;
          changes.add(
              new Change(
                  zone.id(),
                  other.id(),
                  String.format(
                      Locale.ROOT,
                      "they take %.2f cores together, and one zone may take %.2f",
                      together,
                      allowed),
                  allowed));
        }
        now.put(zone.id(), looks);
      }
    }
    light = now;
  }
}
