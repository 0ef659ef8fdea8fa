package io.zonescaler.bench.workload;

import java.util.List;

/** All workloads. */
public final class Workloads {
  private Workloads() {}

  /** Each in its default world, which has its name. */
  public static List<Walkers> all() {
    return List.of(new Waypoints(), new HotSpot(), new Flock(), new FlashCrowd(), new Commuters());
  }
}
