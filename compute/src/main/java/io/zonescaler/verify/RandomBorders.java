package io.zonescaler.verify;

import io.zonescaler.world.Box;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Moves borders at random while a world runs: splits anywhere, merges of siblings, around a wanted
 * number of zones.
 */
final class RandomBorders {
  private final RandomGenerator random;
  private final int wanted;

  RandomBorders(RandomGenerator random, int wanted) {
    this.random = random;
    this.wanted = wanted;
  }

  ZoneMap change(ZoneMap map) {
    ZoneMap changed = map;
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      boolean split = changed.size() < 2 || random.nextInt(2 * wanted) >= changed.size();
      changed = split ? split(changed) : merge(changed);
    }
    return changed;
  }

  private ZoneMap split(ZoneMap map) {
    List<Integer> slots = map.freeSlots();
    Zone zone = map.zones().get(random.nextInt(map.size()));
    Box box = zone.box();
    int axis = random.nextInt(box.size(2) > 1 ? 3 : 2);
    if (slots.isEmpty() || box.size(axis) < 2) {
      return map;
    }
    int at = random.nextInt(box.min(axis) + 1, box.max(axis));
    return map.split(zone.id(), axis, at, slots.get(random.nextInt(slots.size())));
  }

  private ZoneMap merge(ZoneMap map) {
    Zone zone = map.zones().get(random.nextInt(map.size()));
    Optional<Zone> sibling = map.sibling(zone.id());
    return sibling.isEmpty() ? map : map.merge(zone.id(), sibling.get().id(), zone.slot());
  }
}
