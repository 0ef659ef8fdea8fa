package io.zonescaler.demo;

import io.zonescaler.world.WorldSettings;

/**
 * The shape of the demo's world: its bounds, and the tiles that it is divided into, each with its
 * own {@link Lures}, so that a larger world has more of them. Immutable.
 */
final class Waters {
  /** Distance in units from the bounds at which swimmers begin to turn back. */
  static final double SHORE = 8;

  /** Largest edge of a tile of a 2D world; about 5,000 swimmers live in one. */
  private static final double FLAT_TILE = 512;

  /** Largest edge of a tile of a 3D world; about 5,000 swimmers live in one. */
  private static final double DEEP_TILE = 150;

  final int dimensions;
  final long seed;
  private final double[] min = new double[3];
  private final double[] max = new double[3];
  private final int[] tiles = {1, 1, 1};

  Waters(WorldSettings settings) {
    dimensions = settings.dimensions();
    seed = settings.seed();
    double largest = dimensions == 3 ? DEEP_TILE : FLAT_TILE;
    for (int axis = 0; axis < dimensions; axis++) {
      min[axis] = settings.min(axis);
      max[axis] = settings.max(axis);
      tiles[axis] = Math.max(1, (int) Math.floor((max[axis] - min[axis]) / largest + 0.5));
    }
  }

  /** Number of the tile that covers a coordinate on an axis. */
  int tile(int axis, double at) {
    double share = (at - min[axis]) / (max[axis] - min[axis]);
    return dimensions <= axis || !(share > 0)
        ? 0
        : Math.min(tiles[axis] - 1, (int) (share * tiles[axis]));
  }

  /** Edge of the tiles on an axis. */
  double tileEdge(int axis) {
    return (max[axis] - min[axis]) / tiles[axis];
  }

  /** Lower bound of a tile on an axis. */
  double tileMin(int axis, int tile) {
    return min[axis] + tile * tileEdge(axis);
  }

  /**
   * How deep {@code at} is in the shore of an axis: 0 outside, up to 1 (-1) at the lower (upper)
   * bound.
   */
  double inward(int axis, double at) {
    if (axis >= dimensions) {
      return 0;
    }
    double low = at - min[axis];
    if (low < SHORE) {
      return 1 - low / SHORE;
    }
    double high = max[axis] - at;
    return high < SHORE ? high / SHORE - 1 : 0;
  }

  /** Whether going on with {@code velocity} from {@code at} would soon leave the world. */
  boolean isAshore(int axis, double at, double velocity) {
    return axis < dimensions
        && ((velocity < 0 && at + velocity < min[axis] + 1)
            || (velocity > 0 && at + velocity > max[axis] - 1));
  }
}
