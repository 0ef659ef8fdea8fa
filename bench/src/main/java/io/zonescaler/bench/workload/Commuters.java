package io.zonescaler.bench.workload;

import io.zonescaler.world.WorldSettings;

/** All go from their homes in one quarter of the world to their work in another, and back. */
public final class Commuters extends Walkers {
  private static final int HALF_DAY = 4800;
  private static final double QUARTER = 0.3;

  /** In the default world. */
  public Commuters() {
    super(usual("commuters"));
  }

  private Commuters(WorldSettings settings) {
    super(settings);
  }

  @Override
  public Commuters in(WorldSettings settings) {
    return new Commuters(settings);
  }

  @Override
  double goal(long id, long tick, int axis) {
    // Not all leave at the same time.
    long late = (long) (own(id, 0) * HALF_DAY / 4);
    boolean working = (tick + HALF_DAY - late) / HALF_DAY % 2 == 0;
    double place = 0.05 + QUARTER * own(id, 1 + axis + (working ? 2 : 0));
    return working ? place + 0.6 : place;
  }
}
