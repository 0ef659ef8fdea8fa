package io.zonescaler.simulation;

import org.jspecify.annotations.Nullable;

/** An invariant that did not hold in a simulated cluster. */
final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1;

  final long seed;
  final long tick;
  final String what;

  SimulationFailure(long seed, long tick, String what, @Nullable Throwable cause) {
    super("seed " + seed + ", the world being at tick " + tick + ": " + what, cause);
    this.seed = seed;
    this.tick = tick;
    this.what = what;
  }
}
