package io.zonescaler.state;

import io.zonescaler.math.StableHash;
import io.zonescaler.world.Space;

/**
 * Ids and places that are pure functions of what they belong to (invariant I8), so that no zone has
 * to be asked for them.
 */
public final class Ids {
  private static final long HOME = 0x686f6d65L;
  private static final long QUARANTINE = 0x71756172L;
  private static final long AVATAR = 0x61766174L;
  private static final long START = 0x73746172L;
  private static final long MESSAGE = 0x6d657373L;
  private static final long PLACE = 0x706c6163L;

  private Ids() {}

  /** Id of a player's home. */
  public static long home(long player) {
    return StableHash.hash(HOME, player);
  }

  /** Id of a player's avatar. */
  public static long avatar(long player) {
    return StableHash.hash(AVATAR, player);
  }

  /** Id of the marker that keeps an entity in quarantine. */
  public static long quarantine(long entity) {
    return StableHash.hash(QUARANTINE, entity);
  }

  /** Id of the child number {@code ordinal} that {@code parent} spawns in {@code tick}. */
  public static long spawned(long parent, long tick, int ordinal) {
    return StableHash.hash(parent, tick, ordinal);
  }

  /** Id of entity number {@code ordinal} of a cell's start population. */
  public static long populated(long worldSeed, int cell, int ordinal) {
    return StableHash.hash(START, worldSeed, cell, ordinal);
  }

  /** Id that stands for a message as the parent of what its undeliverable hook spawns. */
  public static long message(long sender, long sentTick, int ordinal) {
    return StableHash.hash(MESSAGE, sender, sentTick, ordinal);
  }

  /** Coordinate in quanta, on an axis, of a player's home. */
  public static int homePlace(Space space, long player, int axis) {
    return StableHash.bounded(StableHash.hash(PLACE, player, axis), space.bounds().max(axis));
  }
}
