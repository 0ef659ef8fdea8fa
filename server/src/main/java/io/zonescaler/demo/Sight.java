package io.zonescaler.demo;

import io.zonescaler.game.Step;
import io.zonescaler.world.Kind;

/** Picks one of the neighbours that an entity sees. */
final class Sight {
  private Sight() {}

  /**
   * Handle of the nearest of the {@code found} neighbours of the last search, -1 if there is none.
   */
  static int nearest(Step step, int found) {
    int best = -1;
    double least = Double.MAX_VALUE;
    for (int i = 0; i < found; i++) {
      int handle = step.neighbour(i);
      double square = square(step, handle);
      if (square < least) {
        least = square;
        best = handle;
      }
    }
    return best;
  }

  /** Searches for the entity with that id; its handle, or -1 if it is not in sight. */
  static int find(Step step, Kind kind, double radius, long id) {
    int found = step.neighbours(kind, radius);
    for (int i = 0; i < found; i++) {
      if (step.idOf(step.neighbour(i)) == id) {
        return step.neighbour(i);
      }
    }
    return -1;
  }

  /** Squared distance of a neighbour. */
  static double square(Step step, int handle) {
    double dx = step.dx(handle);
    double dy = step.dy(handle);
    double dz = step.dz(handle);
    return dx * dx + dy * dy + dz * dz;
  }
}
