package io.zonescaler.verify;

import io.zonescaler.world.Box;
import io.zonescaler.zone.MapChange;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Moves borders at random while a world runs: splits anywhere, merges and new cuts of siblings,
 * around a wanted number of zones.
 */
public final class RandomBorders {
  /** One in so many changes puts a zone into another slot. */
  private static final int MOVES_APART = 5;

  private final RandomGenerator random;
  private final int wanted;

  /** Borders of about {@code wanted} zones; the same generator state gives the same changes. */
  public RandomBorders(RandomGenerator random, int wanted) {
    this.random = random;
    this.wanted = wanted;
  }

  ZoneMap change(ZoneMap map) {
    ZoneMap changed = map;
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      MapChange change = next(changed);
      changed = change == null ? changed : change.applyTo(changed);
    }
    return changed;
  }

  /** One random change that is possible in a map; now and then null. */
  public @Nullable MapChange next(ZoneMap map) {
    if (random.nextInt(MOVES_APART) == 0) {
      return move(map);
    }
    if (map.size() < 2 || random.nextInt(2 * wanted) >= map.size()) {
      return split(map);
    }
    Zone zone = map.zones().get(random.nextInt(map.size()));
    Optional<Zone> sibling = map.sibling(zone.id());
    if (sibling.isEmpty()) {
      return null;
    }
    return random.nextInt(3) == 0
        ? recut(zone, sibling.get())
        : new MapChange.Merge(zone.id(), sibling.get().id(), zone.slot());
  }

  private @Nullable MapChange move(ZoneMap map) {
    List<Integer> slots = map.freeSlots();
    Zone zone = map.zones().get(random.nextInt(map.size()));
    return slots.isEmpty()
        ? null
        : new MapChange.Move(zone.id(), "", slots.get(random.nextInt(slots.size())));
  }

  private @Nullable MapChange split(ZoneMap map) {
    List<Integer> slots = map.freeSlots();
    Zone zone = map.zones().get(random.nextInt(map.size()));
    int axis = axis(zone.box());
    if (slots.isEmpty() || zone.box().size(axis) < 2) {
      return null;
    }
    return new MapChange.Split(
        zone.id(), axis, place(zone.box(), axis), slots.get(random.nextInt(slots.size())));
  }

  private @Nullable MapChange recut(Zone zone, Zone sibling) {
    Box a = zone.box();
    Box b = sibling.box();
    Box both =
        new Box(
            Math.min(a.minX(), b.minX()),
            Math.min(a.minY(), b.minY()),
            Math.min(a.minZ(), b.minZ()),
            Math.max(a.maxX(), b.maxX()),
            Math.max(a.maxY(), b.maxY()),
            Math.max(a.maxZ(), b.maxZ()));
    int axis = axis(both);
    return both.size(axis) < 2
        ? null
        : new MapChange.Recut(zone.id(), sibling.id(), axis, place(both, axis));
  }

  private int axis(Box box) {
    return random.nextInt(box.size(2) > 1 ? 3 : 2);
  }

  private int place(Box box, int axis) {
    return random.nextInt(box.min(axis) + 1, box.max(axis));
  }
}
