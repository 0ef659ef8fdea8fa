package io.zonescaler.grid;

import java.io.Serial;
import java.io.Serializable;
import org.apache.ignite.cache.affinity.AffinityKeyMapped;
import org.jspecify.annotations.Nullable;

/**
 * Key of a stored value: its zone, its slot, which is the partition it lies in, and its place among
 * the zone's values.
 *
 * <p>Not a record, as Ignite cannot read the fields of records. Ordered, because batches must be
 * sorted.
 */
public final class ZoneKey implements Serializable, Comparable<ZoneKey> {
  @Serial private static final long serialVersionUID = 1;

  private final long zone;
  @AffinityKeyMapped private final int slot;
  private final int place;

  /** A key; {@code slot} must be a slot of the world, or the store refuses it. */
  public ZoneKey(long zone, int slot, int place) {
    this.zone = zone;
    this.slot = slot;
    this.place = place;
  }

  /** Id of the zone; 0 for what belongs to the cluster. */
  public long zone() {
    return zone;
  }

  /** The partition that the value lies in. */
  public int slot() {
    return slot;
  }

  /** Which of the zone's values. */
  public int place() {
    return place;
  }

  @Override
  public int compareTo(ZoneKey other) {
    int bySlot = Integer.compare(slot, other.slot);
    int byZone = bySlot != 0 ? bySlot : Long.compare(zone, other.zone);
    return byZone != 0 ? byZone : Integer.compare(place, other.place);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof ZoneKey other
        && zone == other.zone
        && slot == other.slot
        && place == other.place;
  }

  @Override
  public int hashCode() {
    return (Long.hashCode(zone) * 31 + slot) * 31 + place;
  }

  @Override
  public String toString() {
    return "zone " + zone + " slot " + slot + " place " + place;
  }
}
