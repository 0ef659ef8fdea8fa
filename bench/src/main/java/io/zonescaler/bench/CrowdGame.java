package io.zonescaler.bench;

import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;

/**
 * The worst crowd: entities that all stay within one interest radius of each other, so that each
 * sees all others and no cut of the world spares any of them a neighbour. They flock like the demo
 * game's minnows ({@code io.zonescaler.demo.Minnow}), with the same work per neighbour, but less
 * aligned and farther apart, else all would meet in one point, and mill around the middle of the
 * world.
 */
final class CrowdGame implements Game {
  /** Interest radius of the world, which is also how far an entity sees. */
  static final double RADIUS = 10;

  static final Kind MILLER = Kind.of("miller");

  private static final double SPEED_QUANTUM = 1.0 / 256;
  private static final Column VX = MILLER.fixed("vx", SPEED_QUANTUM).hidden();
  private static final Column VY = MILLER.fixed("vy", SPEED_QUANTUM).hidden();

  /** Edge of the world: three cells, so that its middle is that of a cell. */
  private static final double EDGE = 3 * RADIUS;

  private static final double MIDDLE = EDGE / 2;

  /** Nobody goes farther from the middle: less than half the radius, whatever rounding does. */
  private static final double REACH = 0.45 * RADIUS;

  private static final double PER_RADIUS2 = 1 / (RADIUS * RADIUS);
  private static final double CRUISE = 0.22;
  private static final double FASTEST = 0.4;
  private static final double ALIGNMENT = 0.006;
  private static final double COHESION = 0.0012;
  private static final double SEPARATION = 0.06;
  private static final double PULL = 0.04;
  private static final double SWIRL = 0.01;

  /** Speed at the start per distance from the middle, around which all go the same way. */
  private static final double TURN = 0.07;

  /** Part of the way to {@link #CRUISE} that a speed goes in a tick. */
  private static final double SETTLE = 0.1;

  private final int entities;

  /** The game for a crowd of so many. */
  CrowdGame(int entities) {
    this.entities = entities;
  }

  @Override
  public Schema schema() {
    return Schema.of(MILLER).build();
  }

  @Override
  public WorldSettings world() {
    return WorldSettings.flat(EDGE, EDGE).name("crowd").interestRadius(RADIUS).build();
  }

  @Override
  public void populate(Population cell) {
    if (!isInside(cell, 0) || !isInside(cell, 1)) {
      return;
    }
    for (int i = 0; i < entities; i++) {
      double fromX = scattered(cell);
      double fromY = scattered(cell);
      cell.spawn(MILLER, MIDDLE + fromX, MIDDLE + fromY, 0)
          .set(VX, -fromY * TURN)
          .set(VY, fromX * TURN);
    }
  }

  private static boolean isInside(Population cell, int axis) {
    return cell.min(axis) <= MIDDLE && MIDDLE < cell.max(axis);
  }

  /** A distance from the middle on an axis, such that two of them are within {@link #REACH}. */
  private static double scattered(Population cell) {
    return (1.4 * cell.random() - 0.7) * REACH;
  }

  @Override
  public void tick(Step step) {
    while (step.next()) {
      flock(step);
    }
  }

  private static void flock(Step step) {
    int seen = step.neighbours(MILLER, RADIUS);
    double sumX = 0;
    double sumY = 0;
    double awayX = 0;
    double awayY = 0;
    double alongX = 0;
    double alongY = 0;
    for (int i = 0; i < seen; i++) {
      int other = step.neighbour(i);
      double dx = step.dx(other);
      double dy = step.dy(other);
      double nearness = 1 - (dx * dx + dy * dy) * PER_RADIUS2;
      sumX += dx;
      sumY += dy;
      awayX -= dx * nearness;
      awayY -= dy * nearness;
      alongX += step.real(VX, other);
      alongY += step.real(VY, other);
    }
    double perSeen = 1.0 / Math.max(1, seen);
    double vx = step.real(VX);
    double vy = step.real(VY);
    vx += (sumX * COHESION + awayX * SEPARATION) * perSeen + (alongX * perSeen - vx) * ALIGNMENT;
    vy += (sumY * COHESION + awayY * SEPARATION) * perSeen + (alongY * perSeen - vy) * ALIGNMENT;
    mill(step, vx, vy);
  }

  private static void mill(Step step, double flockX, double flockY) {
    double fromX = step.x() - MIDDLE;
    double fromY = step.y() - MIDDLE;
    double vx = flockX - fromX * PULL - fromY * SWIRL;
    double vy = flockY - fromY * PULL + fromX * SWIRL;
    double speed = Math.sqrt(vx * vx + vy * vy) + 1e-9;
    double change = Math.min(speed + (CRUISE - speed) * SETTLE, FASTEST) / speed;
    step.set(VX, vx * change);
    step.set(VY, vy * change);
    double toX = fromX + vx * change;
    double toY = fromY + vy * change;
    double far = Math.sqrt(toX * toX + toY * toY);
    double inside = far > REACH ? REACH / far : 1;
    step.moveTo(MIDDLE + toX * inside, MIDDLE + toY * inside);
  }
}
