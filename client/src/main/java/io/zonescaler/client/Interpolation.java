package io.zonescaler.client;

import io.zonescaler.client.update.ClientView;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where entities are between ticks: straight on from one tick's place to the next one's, shown so
 * late that the next one is usually here. Not thread-safe.
 */
public final class Interpolation {
  /** Places that are kept of an entity. */
  private static final int KEPT = 8;

  /** The last places of an entity, in a ring. */
  private static final class Trail {
    final long[] ticks = new long[KEPT];
    final double[][] places = new double[KEPT][3];
    long count;
    long seen;

    void add(long tick, ClientView.Seen entity) {
      int at = (int) (count % KEPT);
      ticks[at] = tick;
      for (int axis = 0; axis < 3; axis++) {
        places[at][axis] = entity.position(axis);
      }
      count++;
    }

    /** The place of so many before the last one. */
    int at(int back) {
      return (int) ((count - 1 - back) % KEPT);
    }
  }

  private final double delayTicks;
  private final double farthest;
  private final Map<Long, Trail> trails = new HashMap<>();
  private long last = -1;

  /**
   * Nothing is known yet.
   *
   * @param delayTicks how much later than its update a tick is shown: 2 bridges one that is late
   * @param farthest entities that go farther than that in a tick, in quanta, jump
   */
  public Interpolation(double delayTicks, double farthest) {
    this.delayTicks = delayTicks;
    this.farthest = farthest;
  }

  /** The view has come to a tick. */
  public void updated(long tick, ClientView view) {
    if (tick <= last) {
      // Another gateway, or another world: what was shown before does not lead here.
      trails.clear();
    }
    last = tick;
    for (ClientView.Seen entity : view.entities()) {
      Trail trail = trails.computeIfAbsent(entity.id(), id -> new Trail());
      trail.add(tick, entity);
      trail.seen = tick;
    }
    trails.values().removeIf(trail -> trail.seen < tick);
  }

  /**
   * Where to draw an entity.
   *
   * @param newest the newest tick that can be here, as {@link WorldClock#newest} tells
   * @return its coordinates in quanta; null if it is not in view
   */
  public double @Nullable [] place(long entity, double newest) {
    Trail trail = trails.get(entity);
    if (trail == null) {
      return null;
    }
    double shown = newest - delayTicks;
    int after = trail.at(0);
    for (int back = 1; back < Math.min(trail.count, KEPT); back++) {
      if (trail.ticks[after] <= shown) {
        break;
      }
      int before = trail.at(back);
      if (trail.ticks[before] <= shown) {
        return between(trail, before, after, shown);
      }
      after = before;
    }
    return trail.places[after].clone();
  }

  private double[] between(Trail trail, int before, int after, double shown) {
    double[] from = trail.places[before];
    double[] to = trail.places[after];
    double ticks = trail.ticks[after] - trail.ticks[before];
    double part = (shown - trail.ticks[before]) / ticks;
    double square = 0;
    double[] place = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      double way = to[axis] - from[axis];
      square += way * way;
      place[axis] = from[axis] + part * way;
    }
    return Math.sqrt(square) > farthest * ticks ? from.clone() : place;
  }
}
