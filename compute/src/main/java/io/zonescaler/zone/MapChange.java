package io.zonescaler.zone;

import io.zonescaler.world.Box;

/**
 * One change of the zone map. Whether it is possible depends on the map that it is applied to; that
 * says why it is not.
 */
public sealed interface MapChange {
  /** No slot in particular: whoever makes the change is to choose one. */
  int ANY_SLOT = -1;

  /**
   * Makes the changed map.
   *
   * @throws IllegalArgumentException if the change is not possible in this map
   */
  ZoneMap applyTo(ZoneMap map);

  /**
   * Cuts a zone in two, see {@link ZoneMap#split}.
   *
   * @param slot a free one, or {@link #ANY_SLOT}
   */
  record Split(long zone, int axis, int at, int slot) implements MapChange {
    /** The same with the half above in a slot. */
    public Split in(int chosen) {
      return new Split(zone, axis, at, chosen);
    }

    @Override
    public ZoneMap applyTo(ZoneMap map) {
      return map.split(zone, axis, at, slot);
    }

    @Override
    public String toString() {
      return "split of zone " + zone + " at " + "xyz".charAt(axis) + " = " + at + " quanta";
    }
  }

  /**
   * Cuts the zone that has a box in two, as {@link Split} does; of use for a zone that another
   * change is only going to make.
   */
  record SplitBox(Box box, int axis, int at) implements MapChange {
    /**
     * The split that this is in a map.
     *
     * @throws IllegalArgumentException if no zone of the map has the box
     */
    public Split in(ZoneMap map) {
      Zone zone = map.locate(box.minX(), box.minY(), box.minZ());
      if (!zone.box().equals(box)) {
        throw new IllegalArgumentException("no zone has the box " + box);
      }
      return new Split(zone.id(), axis, at, ANY_SLOT);
    }

    @Override
    public ZoneMap applyTo(ZoneMap map) {
      return in(map).applyTo(map);
    }

    @Override
    public String toString() {
      return "split of " + box + " at " + "xyz".charAt(axis) + " = " + at + " quanta";
    }
  }

  /** Makes one zone of two, see {@link ZoneMap#merge}. */
  record Merge(long a, long b, int slot) implements MapChange {
    @Override
    public ZoneMap applyTo(ZoneMap map) {
      return map.merge(a, b, slot);
    }

    @Override
    public String toString() {
      return "merge of zones " + a + " and " + b;
    }
  }

  /**
   * Lets another node own a zone, by putting it into a slot of that node, see {@link ZoneMap#move}.
   *
   * @param node name of the node
   * @param slot a free one that the node owns, or {@link #ANY_SLOT}
   */
  record Move(long zone, String node, int slot) implements MapChange {
    /** The same into a slot. */
    public Move in(int chosen) {
      return new Move(zone, node, chosen);
    }

    @Override
    public ZoneMap applyTo(ZoneMap map) {
      return map.move(zone, slot);
    }

    @Override
    public String toString() {
      return "move of zone " + zone + " to node " + node;
    }
  }

  /** Moves or turns the border between two zones, see {@link ZoneMap#recut}. */
  record Recut(long a, long b, int axis, int at) implements MapChange {
    @Override
    public ZoneMap applyTo(ZoneMap map) {
      return map.recut(a, b, axis, at);
    }

    @Override
    public String toString() {
      return "new cut between zones "
          + a
          + " and "
          + b
          + " at "
          + "xyz".charAt(axis)
          + " = "
          + at
          + " quanta";
    }
  }
}
