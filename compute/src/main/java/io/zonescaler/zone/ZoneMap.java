package io.zonescaler.zone;

import io.zonescaler.world.Box;
import io.zonescaler.world.Space;
import io.zonescaler.zone.Node.Cut;
import io.zonescaler.zone.Node.Leaf;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The kd-tree that cuts the world into zones, with each zone's slot. Every point of the world lies
 * in exactly one zone, so geometry alone says who owns an entity (I4).
 *
 * <p>Immutable and safe for any thread. A change gives a new map with the next version; zones that
 * a change makes get ids that no zone of this world had before. Lengths are in quanta, boxes are
 * half-open. {@link #locate} allocates nothing and takes time in the depth of the tree.
 */
public final class ZoneMap {
  private final long version;
  private final long nextZoneId;
  private final int slots;
  private final Node root;
  private final List<Zone> byId;
  private final Long2ObjectOpenHashMap<Zone> zonesById;

  /** Checks ids and slots; the tree's boxes are right by construction. */
  ZoneMap(long version, long nextZoneId, int slots, Node root) {
    List<Zone> zones = new ArrayList<>();
    root.forEachZone(zones::add);
    zones.sort(Comparator.comparingLong(Zone::id));
    ZoneMaps.requireDistinct(zones, nextZoneId, slots);
    this.version = version;
    this.nextZoneId = nextZoneId;
    this.slots = slots;
    this.root = root;
    this.byId = List.copyOf(zones);
    this.zonesById = new Long2ObjectOpenHashMap<>(zones.size());
    zones.forEach(zone -> zonesById.put(zone.id(), zone));
  }

  /**
   * Cuts the world into zones of nearly equal size, always along the longest axis; version 1. The
   * i-th zone has id i + 1 and slot i.
   *
   * @throws IllegalArgumentException if {@code zones} is not in [1, slots] or the world is too
   *     small for so many
   */
  public static ZoneMap uniform(Space space, int zones, int slots) {
    return ZoneMaps.uniform(space.bounds(), zones, slots);
  }

  /**
   * Cuts the world at random: any leaf, axis and place; slots at random; version 1. The same
   * generator state gives the same map.
   *
   * @throws IllegalArgumentException if {@code zones} is not in [1, slots] or the world is too
   *     small for so many
   */
  public static ZoneMap random(Space space, int zones, int slots, RandomGenerator random) {
    return ZoneMaps.random(space.bounds(), zones, slots, random);
  }

  /** Grows by one with every change, from 1. */
  public long version() {
    return version;
  }

  /** The id that the next new zone gets; all ids in use are smaller. */
  public long nextZoneId() {
    return nextZoneId;
  }

  /** Number of slots of the world; each zone's slot is less. */
  public int slots() {
    return slots;
  }

  /** The whole world. */
  public Box bounds() {
    return root.box();
  }

  /** Number of zones. */
  public int size() {
    return byId.size();
  }

  /** Ids of all zones. */
  public Set<Long> ids() {
    return Collections.unmodifiableSet(zonesById.keySet());
  }

  /** All zones, by id. */
  public List<Zone> zones() {
    return byId;
  }

  Node root() {
    return root;
  }

  /**
   * The zone that contains a position.
   *
   * @throws IllegalArgumentException if the position lies outside the world
   */
  public Zone locate(int x, int y, int z) {
    if (!root.box().contains(x, y, z)) {
      throw new IllegalArgumentException(
          "position (%d, %d, %d) lies outside the world %s: clamp it first"
              .formatted(x, y, z, root.box()));
    }
    return root.leafAt(x, y, z);
  }

  /** The zone of that id, or null if this map has none. */
  public @Nullable Zone find(long id) {
    return zonesById.get(id);
  }

  /**
   * The zone of that id.
   *
   * @throws IllegalArgumentException if this map has none
   */
  public Zone zone(long id) {
    Zone zone = find(id);
    if (zone == null) {
      throw new IllegalArgumentException(
          ("no zone %d in zone map version %d of %d zones: it was split or merged, or never"
                  + " existed; list the zones")
              .formatted(id, version, byId.size()));
    }
    return zone;
  }

  /**
   * The zones that come within {@code distance} of the box on every axis, by id, those that overlap
   * it included. With a zone's own box and the halo these are its sources.
   */
  public List<Zone> within(Box box, int distance) {
    List<Zone> found = new ArrayList<>();
    root.collectWithin(box, distance, found);
    found.sort(Comparator.comparingLong(Zone::id));
    return found;
  }

  /**
   * The zone that can be merged with this one, or nothing if the neighbour across its last cut is
   * itself cut.
   */
  public Optional<Zone> sibling(long id) {
    Zone zone = zone(id);
    Cut parent = root.parentOf(zone);
    if (parent == null || !parent.joinsZones()) {
      return Optional.empty();
    }
    Zone below = ((Leaf) parent.below()).zone();
    return Optional.of(below.equals(zone) ? ((Leaf) parent.above()).zone() : below);
  }

  /** Slots that hold no zone, ascending. */
  public List<Integer> freeSlots() {
    BitSet taken = new BitSet(slots);
    byId.forEach(zone -> taken.set(zone.slot()));
    List<Integer> free = new ArrayList<>();
    for (int slot = taken.nextClearBit(0); slot < slots; slot = taken.nextClearBit(slot + 1)) {
      free.add(slot);
    }
    return free;
  }

  /**
   * Cuts a zone in two. The half below keeps the slot, the half above goes to {@code slot}; both
   * get new ids, below first.
   *
   * @param axis 0 x, 1 y, 2 z
   * @param at first coordinate of the upper half, in quanta; strictly inside the zone
   * @param slot a free one
   * @throws IllegalArgumentException for an unknown zone, a cut that leaves an empty half, or a
   *     slot that is not free
   */
  public ZoneMap split(long zone, int axis, int at, int slot) {
    Zone parent = zone(zone);
    return cut(parent.box(), axis, at, parent.slot(), slot);
  }

  /**
   * Makes one zone, with a new id, of two that share their last cut.
   *
   * @param slot one of the two zones' or a free one
   * @throws IllegalArgumentException for an unknown zone, zones that are no siblings, or a slot
   *     that is not free
   */
  public ZoneMap merge(long a, long b, int slot) {
    Cut parent = commonParent(a, b, "merge");
    Node leaf = new Leaf(new Zone(nextZoneId, slot, parent.box()));
    return new ZoneMap(version + 1, nextZoneId + 1, slots, root.with(leaf));
  }

  /**
   * Moves or turns the border between two zones that share their last cut. Both keep their slots
   * and get new ids, the one below first.
   *
   * @throws IllegalArgumentException for an unknown zone, zones that are no siblings, or a cut that
   *     leaves an empty half
   */
  public ZoneMap recut(long a, long b, int axis, int at) {
    Cut parent = commonParent(a, b, "recut");
    int below = ((Leaf) parent.below()).zone().slot();
    int above = ((Leaf) parent.above()).zone().slot();
    return cut(parent.box(), axis, at, below, above);
  }

  /**
   * Puts a zone into another slot; it gets a new id. Whoever owns that slot makes the zone from
   * what it was, as with a split.
   *
   * @param slot a free one
   * @throws IllegalArgumentException for an unknown zone, or a slot that is not free
   */
  public ZoneMap move(long zone, int slot) {
    Zone before = zone(zone);
    if (!freeSlots().contains(slot)) {
      throw new IllegalArgumentException(
          "slot %d is not free: zone %d cannot go there".formatted(slot, zone));
    }
    Node leaf = new Leaf(new Zone(nextZoneId, slot, before.box()));
    return new ZoneMap(version + 1, nextZoneId + 1, slots, root.with(leaf));
  }

  /** The same zones as another version. */
  public ZoneMap withVersion(long newVersion) {
    return newVersion == version ? this : new ZoneMap(newVersion, nextZoneId, slots, root);
  }

  private ZoneMap cut(Box box, int axis, int at, int slotBelow, int slotAbove) {
    if (axis < 0 || axis > 2) {
      throw new IllegalArgumentException(
          "axis %d to cut %s is not 0 (x), 1 (y) or 2 (z)".formatted(axis, box));
    }
    if (at <= box.min(axis) || at >= box.max(axis)) {
      throw new IllegalArgumentException(
          "cut of %s at %d on axis %s leaves an empty half: it must be in [%d, %d]"
              .formatted(box, at, "xyz".charAt(axis), box.min(axis) + 1, box.max(axis) - 1));
    }
    Node below = new Leaf(new Zone(nextZoneId, slotBelow, box.below(axis, at)));
    Node above = new Leaf(new Zone(nextZoneId + 1, slotAbove, box.above(axis, at)));
    Cut cut = new Cut(box, axis, at, below, above);
    return new ZoneMap(version + 1, nextZoneId + 2, slots, root.with(cut));
  }

  private Cut commonParent(long a, long b, String verb) {
    Zone sibling = sibling(a).orElse(null);
    Cut parent = root.parentOf(zone(a));
    if (parent == null || sibling == null || !sibling.equals(zone(b))) {
      throw new IllegalArgumentException(
          "cannot %s zones %d and %d: they do not share their last cut; ".formatted(verb, a, b)
              + (sibling == null
                  ? "the box next to zone " + a + " is cut further, merge that first"
                  : "zone " + a + "'s sibling is zone " + sibling.id()));
    }
    return parent;
  }

  /** The map in a versioned byte format that {@link #fromBytes} reads. */
  public byte[] toBytes() {
    return ZoneMapCodec.encode(this);
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are damaged, of another format or of no
   *     consistent map
   */
  public static ZoneMap fromBytes(byte[] bytes) {
    return ZoneMapCodec.decode(bytes);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof ZoneMap other
        && version == other.version
        && nextZoneId == other.nextZoneId
        && slots == other.slots
        && root.equals(other.root);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(version) * 31 + root.hashCode();
  }

  @Override
  public String toString() {
    return "zone map version " + version + " of " + byId.size() + " zones";
  }
}
