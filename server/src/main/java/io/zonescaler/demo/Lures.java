package io.zonescaler.demo;

import io.zonescaler.game.Step;
import io.zonescaler.math.PortableMath;
import io.zonescaler.math.StableHash;

/**
 * The moving points of interest of one tick: in every tile {@value #PER_TILE} points on Lissajous
 * curves, which wax and wane, so that schools form around one, dissolve and gather around another.
 * Each is a pure function of seed, tile, number and tick.
 *
 * <p>Holds the points of the tile asked for last. One per range of entities, used by one thread.
 */
final class Lures {
  static final int PER_TILE = 8;

  private static final double TURN = 2 * PortableMath.PI;

  /** Largest speed of a lure on an axis, in units per tick. */
  private static final double SPEED = 0.12;

  /** Half the extent of the curves as a part of the tile's edge. */
  private static final double REACH = 0.38;

  /** Ticks from one peak of a lure's strength to the next. */
  private static final double PERIOD = 1600;

  private final Waters waters;
  private final long tick;
  private final double[] x = new double[PER_TILE];
  private final double[] y = new double[PER_TILE];
  private final double[] z = new double[PER_TILE];
  private final double[] reluctance = new double[PER_TILE];
  private int tileX = -1;
  private int tileY;
  private int tileZ;

  Lures(Waters waters, long tick) {
    this.waters = waters;
    this.tick = tick;
  }

  /**
   * Number, below {@link #PER_TILE}, of the lure that attracts most at a place: near and strong.
   */
  int strongest(double px, double py, double pz) {
    enter(px, py, pz);
    int best = 0;
    double least = Double.MAX_VALUE;
    for (int i = 0; i < PER_TILE; i++) {
      double dx = x[i] - px;
      double dy = y[i] - py;
      double dz = z[i] - pz;
      double effort = (dx * dx + dy * dy + dz * dz) * reluctance[i];
      if (effort < least) {
        least = effort;
        best = i;
      }
    }
    return best;
  }

  /**
   * Number of the lure that the present entity visits: by its id, another one every {@code 2^shift}
   * ticks.
   */
  int errand(Step step, int shift) {
    enter(step.x(), step.y(), step.z());
    return StableHash.bounded(StableHash.hash(step.id(), tick >> shift), PER_TILE);
  }

  /** Makes the lures those of the tile that covers a place. */
  private void enter(double px, double py, double pz) {
    int tx = waters.tile(0, px);
    int ty = waters.tile(1, py);
    int tz = waters.tile(2, pz);
    if (tx != tileX || ty != tileY || tz != tileZ) {
      tileX = tx;
      tileY = ty;
      tileZ = tz;
      for (int i = 0; i < PER_TILE; i++) {
        place(i);
      }
    }
  }

  private void place(int lure) {
    long key = StableHash.hash(StableHash.hash(waters.seed, tileX, tileY), tileZ, lure);
    x[lure] = coordinate(0, tileX, key);
    y[lure] = coordinate(1, tileY, key);
    z[lure] = waters.dimensions == 3 ? coordinate(2, tileZ, key) : 0;
    double strength = 0.6 + 0.4 * wave(StableHash.hash(key, 3), TURN / PERIOD);
    reluctance[lure] = 1 / (strength * strength);
  }

  private double coordinate(int axis, int tile, long key) {
    double edge = waters.tileEdge(axis);
    long hash = StableHash.hash(key, axis);
    double rate = SPEED / (REACH * edge) * (0.6 + 0.4 * StableHash.unit(StableHash.mix64(hash)));
    return waters.tileMin(axis, tile) + edge * (0.5 + REACH * wave(hash, rate));
  }

  private double wave(long phase, double rate) {
    return PortableMath.sin(StableHash.unit(phase) * TURN + tick * rate);
  }

  double x(int lure) {
    return x[lure];
  }

  double y(int lure) {
    return y[lure];
  }

  double z(int lure) {
    return z[lure];
  }
}
