package io.zonescaler.bench.workload;

import io.zonescaler.world.WorldSettings;

/** Every eight minutes, for three of them, half of all come to one place. */
public final class FlashCrowd extends Walkers {
  private static final long PERIOD = 9600;
  private static final long FROM = 2400;
  private static final long TO = 6000;
  private static final double WIDTH = 0.12;

  /** In the default world. */
  public FlashCrowd() {
    super(usual("flash-crowd"));
  }

  private FlashCrowd(WorldSettings settings) {
    super(settings);
  }

  @Override
  public FlashCrowd in(WorldSettings settings) {
    return new FlashCrowd(settings);
  }

  @Override
  double goal(long id, long tick, int axis) {
    long time = tick % PERIOD;
    if (time < FROM || time >= TO || own(id, -1) < 0.5) {
      return Waypoints.waypoint(this, id, tick, axis);
    }
    return (axis == 0 ? 0.7 : 0.35) + WIDTH * scattered(id, axis);
  }
}
