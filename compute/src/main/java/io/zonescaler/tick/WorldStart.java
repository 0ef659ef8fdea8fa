package io.zonescaler.tick;

import io.zonescaler.state.VariableValues;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Box;

/** Where a world begins: its states at its first tick, for any cut into zones. Thread-safe. */
public interface WorldStart {
  /** The world's first tick. */
  long tick();

  /** Values of the world's variables at the first tick. */
  VariableValues variables();

  /**
   * The state of a zone of the first map at the first tick. Its digest is 0 until its frame is
   * encoded.
   *
   * @param zone id of the zone
   * @param mapVersion version of the map
   * @param box the zone's box
   */
  ZoneState of(long zone, long mapVersion, Box box);
}
