package io.zonescaler.zone;

/**
 * One change of the zone map. Whether it is possible depends on the map that it is applied to; that
 * says why it is not.
 */
public sealed interface MapChange {
  /**
   * Makes the changed map.
   *
   * @throws IllegalArgumentException if the change is not possible in this map
   */
  ZoneMap applyTo(ZoneMap map);

  /**
   * Cuts a zone in two, see {@link ZoneMap#split}.
   *
   * @param slot a free one; {@link #ANY_SLOT} if whoever makes the change is to choose one
   */
  record Split(long zone, int axis, int at, int slot) implements MapChange {
    /** No slot in particular. */
    public static final int ANY_SLOT = -1;

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
