package io.zonescaler.bench.workload;

import io.zonescaler.math.PortableMath;
import io.zonescaler.world.WorldSettings;

/** Half of all follow a spot that goes round in the world in four minutes; the others wander. */
public final class HotSpot extends Walkers {
  private static final double PERIOD = 4800;
  private static final double TURN = 2 * Math.PI;
  private static final double ORBIT = 0.28;
  private static final double WIDTH = 0.2;

  /** In the default world. */
  public HotSpot() {
    super(usual("hot-spot"));
  }

  private HotSpot(WorldSettings settings) {
    super(settings);
  }

  @Override
  public HotSpot in(WorldSettings settings) {
    return new HotSpot(settings);
  }

  @Override
  double goal(long id, long tick, int axis) {
    if (own(id, -1) < 0.5) {
      return Waypoints.waypoint(this, id, tick, axis);
    }
    double angle = tick * (TURN / PERIOD) + axis * (TURN / 4);
    return 0.5 + ORBIT * PortableMath.cos(angle) + WIDTH * scattered(id, axis);
  }
}
