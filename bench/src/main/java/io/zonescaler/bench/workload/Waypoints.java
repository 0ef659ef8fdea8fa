package io.zonescaler.bench.workload;

import io.zonescaler.world.WorldSettings;

/**
 * Everybody walks to a random place, and then to the next: the load stays even. J. Broch et al., A
 * performance comparison of multi-hop wireless ad hoc network routing protocols, 1998.
 */
public final class Waypoints extends Walkers {
  private static final int TICKS = 1800;

  /** In the default world. */
  public Waypoints() {
    super(usual("waypoints"));
  }

  private Waypoints(WorldSettings settings) {
    super(settings);
  }

  @Override
  public Waypoints in(WorldSettings settings) {
    return new Waypoints(settings);
  }

  @Override
  double goal(long id, long tick, int axis) {
    return waypoint(this, id, tick, axis);
  }

  static double waypoint(Walkers walkers, long id, long tick, int axis) {
    long phase = (long) (walkers.own(id, 0) * TICKS);
    return walkers.own(id, 1 + axis + 2 * ((tick + phase) / TICKS));
  }
}
