package io.zonescaler.demo;

import static io.zonescaler.demo.Sea.MINNOW;
import static io.zonescaler.demo.Sea.MINNOW_GOLD;
import static io.zonescaler.demo.Sea.MINNOW_HEALTH;
import static io.zonescaler.demo.Sea.MINNOW_VX;
import static io.zonescaler.demo.Sea.MINNOW_VY;
import static io.zonescaler.demo.Sea.MINNOW_VZ;

import io.zonescaler.game.Step;

/**
 * Minnows flock: each swims along with the minnows it sees (alignment), towards them (cohesion) and
 * away from the nearest (separation), after Reynolds, "Flocks, Herds, and Schools", 1987, and
 * towards the strongest lure. The more of them it sees, the less it is drawn to any place, and in a
 * crowd it is driven away, so that schools grow wide instead of dense: about 16 in sight.
 *
 * <p>One per range of entities. This is the bulk of the game's work: one search per minnow, nothing
 * allocated.
 */
final class Minnow {
  /** How far a minnow sees. */
  static final double SIGHT = 10;

  /** With so many neighbours in sight, nothing draws a minnow any more; in 2D. */
  private static final double FLAT_CROWD = 20;

  /** The same in 3D, where more of a school is surface. */
  private static final double DEEP_CROWD = 24;

  /** Limit of how much stronger than any draw a crowd's repulsion becomes. */
  private static final double LEAST_ROOM = -3;

  private static final double CRUISE = 0.34;
  private static final double FASTEST = 0.6;
  private static final double ALIGNMENT = 0.06;
  private static final double COHESION = 0.0012;
  private static final double SEPARATION = 0.003;
  private static final double LURE = 0.012;
  private static final double SWIRL = 0.006;

  /** Part of the way to {@link #CRUISE} that a minnow's speed goes in a tick. */
  private static final double SETTLE = 0.1;

  private static final double TURN_BACK = 0.08;
  private static final double PER_SIGHT2 = 1 / (SIGHT * SIGHT);

  private final Step step;
  private final Waters waters;
  private final Lures lures;
  private final boolean deep;
  private final double current;

  // What the present minnow sees: sums over its neighbours.
  private int seen;
  private double sumX;
  private double sumY;
  private double sumZ;
  private double awayX;
  private double awayY;
  private double awayZ;
  private double alongX;
  private double alongY;
  private double alongZ;

  // What frightens it.
  private double kickX;
  private double kickY;
  private double kickZ;

  private Minnow(Step step, Waters waters) {
    this.step = step;
    this.waters = waters;
    lures = new Lures(waters, step.tick());
    deep = waters.dimensions == 3;
    current = step.real(Sea.CURRENT);
  }

  static void tick(Step step, Waters waters) {
    new Minnow(step, waters).run();
  }

  private void run() {
    while (step.next()) {
      kickX = 0;
      kickY = 0;
      kickZ = 0;
      if (step.messages() == 0 || survives()) {
        look();
        swim();
      }
    }
  }

  private boolean survives() {
    Mail mail = Mail.read(step);
    kickX = mail.kickX;
    kickY = mail.kickY;
    kickZ = mail.kickZ;
    long gold = step.integer(MINNOW_GOLD) + mail.gold;
    long health = step.integer(MINNOW_HEALTH) - mail.damage;
    if (health <= 0) {
      Wreck.leave(step, Sea.CREW_MINNOW, gold);
      return false;
    }
    step.set(MINNOW_GOLD, gold);
    step.set(MINNOW_HEALTH, health);
    return true;
  }

  /** Adds up what the minnow sees. */
  private void look() {
    int count = step.neighbours(MINNOW, SIGHT);
    double centreX = 0;
    double centreY = 0;
    double centreZ = 0;
    double apartX = 0;
    double apartY = 0;
    double apartZ = 0;
    double courseX = 0;
    double courseY = 0;
    double courseZ = 0;
    for (int i = 0; i < count; i++) {
      int other = step.neighbour(i);
      double dx = step.dx(other);
      double dy = step.dy(other);
      double square = dx * dx + dy * dy;
      double dz = 0;
      if (deep) {
        dz = step.dz(other);
        square += dz * dz;
        courseZ += step.real(MINNOW_VZ, other);
      }
      double nearness = 1 - square * PER_SIGHT2;
      centreX += dx;
      centreY += dy;
      centreZ += dz;
      apartX -= dx * nearness;
      apartY -= dy * nearness;
      apartZ -= dz * nearness;
      courseX += step.real(MINNOW_VX, other);
      courseY += step.real(MINNOW_VY, other);
    }
    seen = count;
    sumX = centreX;
    sumY = centreY;
    sumZ = centreZ;
    awayX = apartX;
    awayY = apartY;
    awayZ = apartZ;
    alongX = courseX;
    alongY = courseY;
    alongZ = courseZ;
  }

  private void swim() {
    double x = step.x();
    double y = step.y();
    double z = step.z();
    double vx = step.real(MINNOW_VX);
    double vy = step.real(MINNOW_VY);
    double vz = deep ? step.real(MINNOW_VZ) : 0;
    int lure = lures.strongest(x, y, z);
    double toX = lures.x(lure) - x;
    double toY = lures.y(lure) - y;
    double toZ = deep ? lures.z(lure) - z : 0;

    double room = Math.max(1 - seen / (deep ? DEEP_CROWD : FLAT_CROWD), LEAST_ROOM);
    double perSeen = seen == 0 ? 0 : 1.0 / seen;
    double draw = room * COHESION * perSeen;
    double align = seen == 0 ? 0 : ALIGNMENT;
    double level = toX * toX + toY * toY + 1;
    double pull = room * LURE / Math.sqrt(level + toZ * toZ);
    double swirl = ((lure & 1) == 0 ? SWIRL : -SWIRL) / Math.sqrt(level);

    vx += sumX * draw + awayX * SEPARATION + (alongX * perSeen - vx) * align;
    vy += sumY * draw + awayY * SEPARATION + (alongY * perSeen - vy) * align;
    vx += toX * pull - toY * swirl + waters.inward(0, x) * TURN_BACK + kickX;
    vy += toY * pull + toX * swirl + waters.inward(1, y) * TURN_BACK + kickY;
    if (deep) {
      vz += sumZ * draw + awayZ * SEPARATION + (alongZ * perSeen - vz) * align;
      vz += toZ * pull + waters.inward(2, z) * TURN_BACK + kickZ;
    }
    double speed = Math.sqrt(vx * vx + vy * vy + vz * vz) + 1e-9;
    double change = Math.min(speed + (CRUISE - speed) * SETTLE, FASTEST) / speed;
    go(x, y, z, vx * change, vy * change, vz * change);
  }

  private void go(double x, double y, double z, double vx, double vy, double vz) {
    step.set(MINNOW_VX, vx);
    step.set(MINNOW_VY, vy);
    if (deep) {
      step.set(MINNOW_VZ, vz);
    }
    step.moveTo(x + vx + current, y + vy, z + vz);
  }
}
