package io.zonescaler.bench;

import io.zonescaler.state.EntityTable;
import io.zonescaler.verify.LocalWorld;
import io.zonescaler.world.Space;

/**
 * How close together the entities of a {@link CrowdGame} world of one zone are, found by looking at
 * all pairs.
 *
 * @param diameter largest distance of two of them, in units
 * @param meanNeighbours mean number of others within the interest radius
 */
record CrowdSpread(double diameter, double meanNeighbours) {
  static CrowdSpread of(LocalWorld local, Space space) {
    EntityTable rows = local.states().iterator().next().tables().get(CrowdGame.MILLER.index());
    long limit = (long) space.radius() * space.radius();
    long widest = 0;
    long pairs = 0;
    for (int i = 0; i < rows.size; i++) {
      for (int j = 0; j < i; j++) {
        long dx = (long) rows.x[i] - rows.x[j];
        long dy = (long) rows.y[i] - rows.y[j];
        long square = dx * dx + dy * dy;
        widest = Math.max(widest, square);
        pairs += square <= limit ? 1 : 0;
      }
    }
    return new CrowdSpread(Math.sqrt(widest) * space.quantum(), 2.0 * pairs / rows.size);
  }
}
