package io.zonescaler.zone;

import io.zonescaler.world.Box;
import io.zonescaler.zone.Node.Cut;
import io.zonescaler.zone.Node.Leaf;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Makes first versions of zone maps, and checks all. */
final class ZoneMaps {
  private ZoneMaps() {}

  static ZoneMap uniform(Box world, int zones, int slots) {
    requireCount(zones, slots);
    return new ZoneMap(1, zones + 1L, slots, uniformTree(world, 0, zones, zones));
  }

  /** A tree of {@code count} equal zones whose first has slot {@code first}. */
  private static Node uniformTree(Box box, int first, int count, int all) {
    if (count == 1) {
      return new Leaf(new Zone(first + 1L, first, box));
    }
    int axis = box.longestAxis();
    int size = box.size(axis);
    if (size < 2) {
      throw tooSmall(all);
    }
    int half = count / 2;
    int place = (int) ((2L * size * half + count) / (2L * count));
    int at = box.min(axis) + Math.max(1, Math.min(size - 1, place));
    return new Cut(
        box,
        axis,
        at,
        uniformTree(box.below(axis, at), first, half, all),
        uniformTree(box.above(axis, at), first + half, count - half, all));
  }

  static ZoneMap random(Box world, int zones, int slots, RandomGenerator random) {
    requireCount(zones, slots);
    int[] slotOf = shuffled(slots, random);
    List<Box> cuttable = new ArrayList<>(List.of(world));
    Node root = new Leaf(new Zone(1, slotOf[0], world));
    long nextId = 2;
    ZoneMap map = new ZoneMap(1, nextId, slots, root);
    for (int made = 1; made < zones; made++) {
      Zone zone = cuttableZone(map, cuttable, random, zones);
      int axis = randomAxis(zone.box(), random);
      int at = zone.box().min(axis) + 1 + random.nextInt(zone.box().size(axis) - 1);
      Box below = zone.box().below(axis, at);
      Box above = zone.box().above(axis, at);
      Node cut =
          new Cut(
              zone.box(),
              axis,
              at,
              new Leaf(new Zone(zone.id(), zone.slot(), below)),
              new Leaf(new Zone(nextId, slotOf[made], above)));
      cuttable.add(below);
      cuttable.add(above);
      map = new ZoneMap(1, ++nextId, slots, map.root().with(cut));
    }
    return map;
  }

  /** Takes a random box out of {@code cuttable}, dropping those too small to cut. */
  private static Zone cuttableZone(
      ZoneMap map, List<Box> cuttable, RandomGenerator random, int zones) {
    while (!cuttable.isEmpty()) {
      int pick = random.nextInt(cuttable.size());
      Collections.swap(cuttable, pick, cuttable.size() - 1);
      Box box = cuttable.remove(cuttable.size() - 1);
      if (box.size(box.longestAxis()) > 1) {
        return map.locate(box.minX(), box.minY(), box.minZ());
      }
    }
    throw tooSmall(zones);
  }

  private static int randomAxis(Box box, RandomGenerator random) {
    int[] axes = IntStream.range(0, 3).filter(axis -> box.size(axis) > 1).toArray();
    return axes[random.nextInt(axes.length)];
  }

  /** Numbers from 0 to {@code count - 1} in random order (Fisher-Yates). */
  private static int[] shuffled(int count, RandomGenerator random) {
    int[] order = IntStream.range(0, count).toArray();
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /** Checks the ids and slots of zones that are sorted by id. */
  static void requireDistinct(List<Zone> zones, long nextZoneId, int slots) {
    BitSet taken = new BitSet(slots);
    long last = 0;
    for (Zone zone : zones) {
      if (zone.id() <= last || zone.id() >= nextZoneId) {
        throw new IllegalArgumentException(
            "zone id " + zone.id() + " is used twice or not in [1, " + nextZoneId + ")");
      }
      last = zone.id();
      if (zone.slot() < 0 || zone.slot() >= slots) {
        throw new IllegalArgumentException(
            zone + ": the slot must be in [0, " + slots + "), as world.slots = " + slots);
      }
      if (taken.get(zone.slot())) {
        throw new IllegalArgumentException(
            zone + ": another zone is in that slot, take a free one");
      }
      taken.set(zone.slot());
    }
  }

  private static void requireCount(int zones, int slots) {
    if (zones < 1 || zones > slots) {
      throw new IllegalArgumentException(
          "a world of "
              + zones
              + " zones is not possible: it must be 1 to world.slots ("
              + slots
              + ")");
    }
  }

  private static IllegalArgumentException tooSmall(int zones) {
    return new IllegalArgumentException(
        "the world is too small to be cut into "
            + zones
            + " zones: take fewer zones or a finer world.quantum");
  }
}
