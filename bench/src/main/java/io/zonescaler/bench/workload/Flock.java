package io.zonescaler.bench.workload;

import io.zonescaler.math.PortableMath;
import io.zonescaler.math.StableHash;
import io.zonescaler.world.WorldSettings;

/**
 * Flocks, a few large ones and many small ones (Zipf), that each go together from one of a few hot
 * spots to another every two minutes; most of a flock stay near its middle, some far away (Pareto).
 */
public final class Flock extends Walkers {
  private static final int SPOTS = 8;
  private static final int FLOCKS = 40;
  private static final int TICKS = 2400;
  private static final double TURN = 2 * Math.PI;
  private static final double NEAR = 0.02;
  private static final double FARTHEST = 0.3;
  private static final double TAIL = 1 / 1.5;

  /** For each flock, the part of all that are in it or in a larger one. */
  private final double[] upTo = new double[FLOCKS];

  /** In the default world. */
  public Flock() {
    this(usual("flock"));
  }

  private Flock(WorldSettings settings) {
    super(settings);
    double sum = 0;
    for (int flock = 0; flock < FLOCKS; flock++) {
      sum += 1.0 / (flock + 1);
      upTo[flock] = sum;
    }
    for (int flock = 0; flock < FLOCKS; flock++) {
      upTo[flock] /= sum;
    }
  }

  @Override
  public Flock in(WorldSettings settings) {
    return new Flock(settings);
  }

  @Override
  double goal(long id, long tick, int axis) {
    double member = own(id, 0);
    int flock = 0;
    while (flock < FLOCKS - 1 && upTo[flock] < member) {
      flock++;
    }
    long seed = world().seed();
    long visit = (tick + StableHash.bounded(StableHash.hash(seed, flock), TICKS)) / TICKS;
    int spot = StableHash.bounded(StableHash.hash(seed, flock, visit), SPOTS);
    double middle = 0.1 + 0.8 * StableHash.unit(StableHash.hash(seed, -1 - spot, axis));
    double distance = Math.min(FARTHEST, NEAR * PortableMath.pow(1 - own(id, -1), -TAIL));
    double angle = own(id, -2) * TURN + axis * (TURN / 4);
    return middle + distance * PortableMath.cos(angle);
  }
}
