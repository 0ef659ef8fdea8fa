package io.zonescaler.game;

import io.zonescaler.world.Kind;

/**
 * One cell of a world at its first start, to be filled with entities. Lengths are in the game's
 * unit.
 */
public interface Population {
  /** Lower bound of the cell on an axis (0 x, 1 y, 2 z). */
  double min(int axis);

  /** Upper bound, exclusive, of the cell on an axis. */
  double max(int axis);

  /**
   * How many entities this cell gets at the given mean number per unit of area (2D) or volume (3D);
   * rounds at random.
   */
  int count(double density);

  /** A random number in [0, 1), from the world's seed and this cell only. */
  double random();

  /** Makes an entity at a random place of the cell. */
  Draft spawn(Kind kind);

  /** Makes an entity at a place, which is moved into the cell if it lies outside. */
  Draft spawn(Kind kind, double x, double y, double z);
}
