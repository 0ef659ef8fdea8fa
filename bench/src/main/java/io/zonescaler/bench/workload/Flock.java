package io.zonescaler.bench.workload;

import io.zonescaler.math.PortableMath;
import io.zonescaler.math.StableHash;
import io.zonescaler.world.WorldSettings;

/**
 * Everybody goes from one of a few spots to another now and then; some spots attract many more than
 * others (Zipf), and most stay near the middle of theirs, some far away (Pareto).
 */
public final class Flock extends Walkers {
  private static final int SPOTS = 8;
  private static final int TICKS = 1200;
  private static final double TURN = 2 * Math.PI;
  private static final double NEAR = 0.02;
  private static final double FARTHEST = 0.3;
  private static final double TAIL = 1 / 1.5;

  /** In the default world. */
  public Flock() {
    super(usual("flock"));
  }

  private Flock(WorldSettings settings) {
    super(settings);
  }

  @Override
  public Flock in(WorldSettings settings) {
    return new Flock(settings);
  }

  @Override
  double goal(long id, long tick, int axis) {
    long phase = (long) (own(id, 0) * TICKS);
    long visit = (tick + phase) / TICKS;
    // What is popular changes too, every few visits.
    long fashion = tick / (3 * TICKS);
    int spot = spot(own(id, 10 + visit), fashion);
    double distance =
        Math.min(FARTHEST, NEAR * (PortableMath.pow(1 - own(id, -1), -TAIL) - 1) + NEAR);
    double angle = own(id, -2) * TURN + axis * (TURN / 4);
    double middle = 0.1 + 0.8 * StableHash.unit(StableHash.hash(world().seed(), spot, axis));
    return middle + distance * PortableMath.cos(angle);
  }

  /** The spot that a number in [0, 1) leads to: the first one of a fashion attracts most. */
  private static int spot(double number, long fashion) {
    double all = 0;
    for (int i = 1; i <= SPOTS; i++) {
      all += 1.0 / i;
    }
    double sum = 0;
    int rank = 0;
    while (rank < SPOTS - 1 && sum + 1.0 / (rank + 1) < number * all) {
      rank++;
      sum += 1.0 / rank;
    }
    return (int) ((rank + 3 * fashion) % SPOTS);
  }
}
