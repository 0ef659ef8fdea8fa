package io.zonescaler.cluster;

import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.world.Space;
import io.zonescaler.zone.MapChange;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Completes what somebody wants of the zones: where one is cut so that its halves weigh the same,
 * in which slot a new one goes; or says why it is not possible.
 */
public final class Reshaping {
  private final WorldAccess access;

  /** For the world as a node sees it. */
  public Reshaping(WorldAccess access) {
    this.access = access;
  }

  /**
   * A split of a zone; whoever makes it chooses the new zone's slot.
   *
   * @param id the zone
   * @param axis 0 x, 1 y, 2 z; -1 for the longest one
   * @param at first coordinate of the upper half, in quanta; null where both halves weigh the same
   * @throws IllegalArgumentException if it is not possible; says why, and what is
   */
  public MapChange.Split split(long id, int axis, @Nullable Integer at) {
    ZoneMap map = map();
    Zone zone = zone(map, id);
    Space space = access.world().space();
    int across = axis >= 0 ? axis : zone.box().longestAxis();
    if (across >= space.dimensions()) {
      throw new IllegalArgumentException("a world of 2 dimensions cannot be cut across z");
    }
    int least = space.halo();
    int first = zone.box().min(across) + least;
    int last = zone.box().max(across) - least;
    if (first > last) {
      throw new IllegalArgumentException(
          ("zone %d is %s long on %s: a half must have at least world.interestRadius + world.maxStep"
                  + " = %s, or its entities would all be seen across its borders")
              .formatted(
                  id,
                  length(space, zone.box().size(across)),
                  "xyz".charAt(across),
                  length(space, least)));
    }
    if (at != null && (at < first || at > last)) {
      throw new IllegalArgumentException(
          "a cut of zone %d across %s must lie in [%s, %s]: a half must be at least %s long"
              .formatted(
                  id,
                  "xyz".charAt(across),
                  space.toUnits(across, first),
                  space.toUnits(across, last),
                  length(space, least)));
    }
    ZoneReport report = access.view().zone(id);
    CutPlaces places = report == null ? CutPlaces.middle(zone.box()) : report.cuts();
    int place = at != null ? at : Math.max(first, Math.min(last, places.at(across)));
    freeSlots(map, "");
    return new MapChange.Split(id, across, place, MapChange.ANY_SLOT);
  }

  /**
   * A merge of two zones, in the slot of the one that is pinned, or takes more time.
   *
   * @throws IllegalArgumentException if it is not possible; says why
   */
  public MapChange.Merge merge(long a, long b) {
    ZoneMap map = map();
    Zone one = zone(map, a);
    Zone other = zone(map, b);
    String pin = pinOf(one);
    String otherPin = pinOf(other);
    if (!pin.isEmpty() && !otherPin.isEmpty() && !pin.equals(otherPin)) {
      throw new IllegalArgumentException(
          "zone "
              + a
              + " is pinned to "
              + pin
              + " and zone "
              + b
              + " to "
              + otherPin
              + ": unpin one of them first");
    }
    boolean first =
        pin.isEmpty() == otherPin.isEmpty() ? micros(one) >= micros(other) : otherPin.isEmpty();
    int slot = first ? one.slot() : other.slot();
    map.merge(a, b, slot);
    return new MapChange.Merge(a, b, slot);
  }

  /** The node that a zone is pinned to; empty if it is not. */
  public String pinOf(Zone zone) {
    ControlRecord control = access.control();
    return control == null ? "" : control.directives().pins().getOrDefault(zone.slot(), "");
  }

  /**
   * A move of a zone; whoever makes it chooses the slot.
   *
   * @throws IllegalArgumentException if the zone cannot go to that node; says why
   */
  public MapChange.Move move(long id, String node) {
    ZoneMap map = map();
    Zone zone = zone(map, id);
    requirePresent(node);
    if (access.ownership().isOwner(node, zone.slot())) {
      throw new IllegalArgumentException("zone " + id + " is on node " + node + " already");
    }
    if (!pinOf(zone).isEmpty() && !pinOf(zone).equals(node)) {
      throw new IllegalArgumentException(
          "zone "
              + id
              + " is pinned to node "
              + pinOf(zone)
              + ": unpin it first, or pin it to "
              + node);
    }
    freeSlots(map, node);
    return new MapChange.Move(id, node, MapChange.ANY_SLOT);
  }

  /**
   * The slot that a zone is in, which is to be pinned to a node; to none if the name is empty.
   *
   * @throws IllegalArgumentException if there is no such zone or node; says why
   */
  public int pin(long id, String node) {
    Zone zone = zone(map(), id);
    if (!node.isEmpty()) {
      requirePresent(node);
    }
    return zone.slot();
  }

  private void requirePresent(String node) {
    Set<String> there = new TreeSet<>(access.present());
    if (!there.contains(node)) {
      throw new IllegalArgumentException(
          "node '" + node + "' is not there: the members that are there are " + there);
    }
  }

  private ZoneMap map() {
    ControlRecord control = access.control();
    if (control == null || control.populating()) {
      throw new IllegalArgumentException("the world has not begun yet: wait until it runs");
    }
    return control.newestMap();
  }

  private Zone zone(ZoneMap map, long id) {
    ControlRecord control = access.control();
    if (map.find(id) == null && control != null && control.find(id) != null) {
      throw new IllegalArgumentException(
          "zone " + id + " is being split or merged already: wait until that is over");
    }
    return map.zone(id);
  }

  private static double length(Space space, int quanta) {
    return space.toUnits(0, quanta) - space.toUnits(0, 0);
  }

  private int micros(Zone zone) {
    ZoneReport report = access.view().zone(zone.id());
    return report == null ? 0 : report.tickMicros();
  }

  /**
   * The free slots of a map that have an owner.
   *
   * @param node name of the node that is to own them; empty for any
   * @throws IllegalArgumentException if there is none
   */
  public List<Integer> freeSlots(ZoneMap map, String node) {
    Ownership ownership = access.ownership();
    List<Integer> free =
        map.freeSlots().stream()
            .filter(
                slot ->
                    node.isEmpty()
                        ? !ownership.owner(slot).isEmpty()
                        : ownership.isOwner(node, slot))
            .toList();
    if (free.isEmpty()) {
      throw new IllegalArgumentException(
          "no slot is free"
              + (node.isEmpty() ? "" : " on node " + node)
              + ": all "
              + map.slots()
              + " of world.slots hold a zone or have another owner, or none; merge zones first");
    }
    return free;
  }
}
