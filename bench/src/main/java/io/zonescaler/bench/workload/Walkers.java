package io.zonescaler.bench.workload;

import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.math.StableHash;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;

/**
 * A game of entities that walk to where their workload wants them, and look at all whom they see: a
 * crowd costs the square of its size. Where somebody goes depends on the entity, the tick and the
 * world's seed only.
 */
public abstract class Walkers implements Game, Motion {
  /** Edge of the default world, which has {@link #WALKERS}; a larger one has as many by area. */
  static final double EDGE = 512;

  static final double SIGHT = 10;
  static final int WALKERS = 16_000;

  /** Longest way in a tick; at 20 ticks per second, across the world in two minutes. */
  static final double STEP = 0.2;

  private static final Kind WALKER = Kind.of("walker");
  private static final Column SEEN = WALKER.i32("seen").hidden();

  private final WorldSettings settings;
  private final double edge;

  Walkers(WorldSettings settings) {
    this.settings = settings;
    edge = settings.max(0);
  }

  static WorldSettings usual(String name) {
    return WorldSettings.flat(EDGE, EDGE).name(name).interestRadius(SIGHT).build();
  }

  /** The same in a square world with so many walkers. */
  public final Walkers larger(int walkers) {
    double longer = EDGE * Math.sqrt((double) walkers / WALKERS);
    return (Walkers)
        in(world().toBuilder().bounds(0, 0, longer).bounds(1, 0, longer).slots(4096).build());
  }

  @Override
  public final int size() {
    return (int) Math.round(WALKERS * (edge / EDGE) * (edge / EDGE));
  }

  @Override
  public final void place(int who, double[] at) {
    at[0] = own(who, -20) * edge;
    at[1] = own(who, -21) * edge;
  }

  @Override
  public final void move(int who, long tick, int ticks, double[] at) {
    double toX = goal(who, tick, 0) * edge - at[0];
    double toY = goal(who, tick, 1) * edge - at[1];
    double part = part(toX, toY, ticks * STEP);
    at[0] += toX * part;
    at[1] += toY * part;
  }

  /** Where an entity wants to be on an axis (0 x, 1 y), as a part of the world's edge in [0, 1]. */
  abstract double goal(long id, long tick, int axis);

  /** An entity's own number in [0, 1), one of many. */
  final double own(long id, long number) {
    return StableHash.unit(StableHash.hash(settings.seed(), id, number));
  }

  /** An entity's own distance from the middle of a crowd on an axis: about normal, within 1.5. */
  final double scattered(long id, int axis) {
    return own(id, -2 - axis) + own(id, -4 - axis) + own(id, -6 - axis) - 1.5;
  }

  /** The part of a way that nobody exceeds who goes no farther than {@code longest}. */
  static double part(double x, double y, double longest) {
    double far = Math.sqrt(x * x + y * y);
    return far > longest ? longest / far : 1;
  }

  @Override
  public final Schema schema() {
    return Schema.of(WALKER).build();
  }

  @Override
  public final WorldSettings world() {
    return settings;
  }

  @Override
  public final void populate(Population cell) {
    int count = cell.count(WALKERS / (EDGE * EDGE));
    for (int i = 0; i < count; i++) {
      cell.spawn(WALKER);
    }
  }

  @Override
  public final void tick(Step step) {
    while (step.next()) {
      int seen = step.neighbours(WALKER, SIGHT);
      double crowd = 0;
      for (int i = 0; i < seen; i++) {
        int other = step.neighbour(i);
        double dx = step.dx(other);
        double dy = step.dy(other);
        crowd += 1 / (1 + dx * dx + dy * dy);
      }
      step.set(SEEN, (long) crowd);
      double toX = goal(step.id(), step.tick(), 0) * edge - step.x();
      double toY = goal(step.id(), step.tick(), 1) * edge - step.y();
      double part = part(toX, toY, STEP);
      step.moveTo(step.x() + toX * part, step.y() + toY * part);
    }
  }
}
