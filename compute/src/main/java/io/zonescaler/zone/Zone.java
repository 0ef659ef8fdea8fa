package io.zonescaler.zone;

import io.zonescaler.world.Box;

/**
 * A leaf of a zone map: a half-open box of the world that is simulated as one.
 *
 * @param id never used again for another zone of the same world; 1 or more
 * @param slot the Ignite partition that holds the zone's data; no two zones of a map share one
 * @param box what the zone covers, in quanta
 */
public record Zone(long id, int slot, Box box) {
  @Override
  public String toString() {
    return "zone " + id + " " + box + " in slot " + slot;
  }
}
