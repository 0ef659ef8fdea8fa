package io.zonescaler.demo;

import io.zonescaler.game.Step;
import io.zonescaler.world.Kind;

/** A ship's gun: hits the nearest thing ahead, whatever it is. */
final class Gun {
  private static final double RANGE = 9;
  private static final int DAMAGE = 40;

  /** Cosine of half the angle that counts as ahead. */
  private static final double AHEAD = 0.8;

  private static final Kind[] TARGETS = {Sea.SHIP, Sea.SHARK, Sea.TRADER, Sea.MINNOW};

  private Gun() {}

  /** Fires from the present entity in a direction, a vector of length 1. */
  static void fire(Step step, double bowX, double bowY, double bowZ) {
    int kind = -1;
    int at = 0;
    double least = Double.MAX_VALUE;
    for (int k = 0; k < TARGETS.length; k++) {
      int found = step.neighbours(TARGETS[k], RANGE);
      for (int i = 0; i < found; i++) {
        int handle = step.neighbour(i);
        double distance = Math.sqrt(Sight.square(step, handle));
        double ahead = step.dx(handle) * bowX + step.dy(handle) * bowY + step.dz(handle) * bowZ;
        if (distance < least && ahead >= AHEAD * distance && isThere(step, TARGETS[k], handle)) {
          least = distance;
          kind = k;
          at = i;
        }
      }
    }
    double x = bowX * RANGE;
    double y = bowY * RANGE;
    double z = bowZ * RANGE;
    if (kind >= 0) {
      step.neighbours(TARGETS[kind], RANGE);
      int target = step.neighbour(at);
      step.send(target, Sea.HIT, DAMAGE);
      x = step.dx(target);
      y = step.dy(target);
      z = step.dz(target);
    }
    step.emit(
        Sea.SHOT,
        Sea.place(step.x() + x),
        Sea.place(step.y() + y),
        Sea.place(step.z() + z),
        kind >= 0 ? 1 : 0);
  }

  /** A lost ship is no target. */
  private static boolean isThere(Step step, Kind kind, int handle) {
    return kind != Sea.SHIP || step.integer(Sea.SHIP_HEALTH, handle) > 0;
  }
}
