package io.zonescaler.demo;

import static io.zonescaler.demo.Sea.SHARK_GOLD;
import static io.zonescaler.demo.Sea.SHARK_HEALTH;
import static io.zonescaler.demo.Sea.SHARK_HUNGRY;
import static io.zonescaler.demo.Sea.SHARK_VX;
import static io.zonescaler.demo.Sea.SHARK_VY;
import static io.zonescaler.demo.Sea.SHARK_VZ;

import io.zonescaler.game.Step;
import io.zonescaler.world.Kind;

/**
 * Sharks: a hungry one chases the nearest ship or minnow, scares the minnows around and bites; then
 * it idles towards a lure for a while. All that it does to others are messages.
 */
final class Shark {
  private static final double SIGHT = 10;
  private static final double FRIGHT = 4.5;
  private static final double JAWS = 1.2;
  private static final int DAMAGE = 60;
  private static final int SATED_TICKS = 60;
  private static final double CRUISE = 0.24;
  private static final double CHASE = 0.57;
  private static final double AGILITY = 0.03;

  /** A frightened minnow's kick, in units per tick. */
  private static final double KICK = 0.12;

  /** Ticks between two frights of the same shark. */
  private static final int FRIGHT_EVERY = 4;

  /** A shark idles towards another lure every 2^this ticks. */
  private static final int ROAM_SHIFT = 9;

  private Shark() {}

  static void tick(Step step, Waters waters) {
    Lures lures = new Lures(waters, step.tick());
    while (step.next()) {
      Mail mail = Mail.read(step);
      long gold = step.integer(SHARK_GOLD) + mail.gold;
      long health = step.integer(SHARK_HEALTH) - mail.damage;
      if (health <= 0) {
        Wreck.leave(step, Sea.CREW_SHARK, gold);
        continue;
      }
      step.set(SHARK_GOLD, gold);
      step.set(SHARK_HEALTH, health);
      if (step.tick() < step.integer(SHARK_HUNGRY) || !hunts(step, waters)) {
        int lure = lures.errand(step, ROAM_SHIFT);
        swim(
            step,
            waters,
            lures.x(lure) - step.x(),
            lures.y(lure) - step.y(),
            lures.z(lure) - step.z(),
            CRUISE);
      }
    }
  }

  private static boolean hunts(Step step, Waters waters) {
    Kind preyKind = Sea.SHIP;
    int prey = Sight.nearest(step, step.neighbours(preyKind, SIGHT));
    if (prey < 0 || step.integer(Sea.SHIP_HEALTH, prey) <= 0) {
      preyKind = Sea.MINNOW;
      int seen = step.neighbours(preyKind, SIGHT);
      prey = Sight.nearest(step, seen);
      if ((step.tick() + step.id()) % FRIGHT_EVERY == 0) {
        frighten(step, seen);
      }
    }
    if (prey < 0) {
      return false;
    }
    double dx = step.dx(prey);
    double dy = step.dy(prey);
    double dz = step.dz(prey);
    if (dx * dx + dy * dy + dz * dz < JAWS * JAWS) {
      step.send(prey, Sea.HIT, DAMAGE);
      step.emit(
          Sea.BITE,
          Sea.place(step.x() + dx),
          Sea.place(step.y() + dy),
          Sea.place(step.z() + dz),
          DAMAGE);
      step.set(SHARK_HUNGRY, step.tick() + SATED_TICKS);
    }
    swim(step, waters, dx, dy, dz, CHASE);
    return true;
  }

  private static void frighten(Step step, int seen) {
    for (int i = 0; i < seen; i++) {
      int minnow = step.neighbour(i);
      double square = Sight.square(step, minnow);
      if (square < FRIGHT * FRIGHT) {
        double kick = KICK / Sea.SPEED_QUANTUM / (Math.sqrt(square) + 1);
        step.send(
            minnow,
            Sea.HIT,
            0,
            (long) (step.dx(minnow) * kick),
            (long) (step.dy(minnow) * kick),
            (long) (step.dz(minnow) * kick));
      }
    }
  }

  /** Turns towards a direction and swims on. */
  private static void swim(
      Step step, Waters waters, double toX, double toY, double toZ, double pace) {
    double scale = pace / (Math.sqrt(toX * toX + toY * toY + toZ * toZ) + 1e-9);
    double vx = step.real(SHARK_VX);
    double vy = step.real(SHARK_VY);
    double vz = step.real(SHARK_VZ);
    double ax = toX * scale - vx;
    double ay = toY * scale - vy;
    double az = toZ * scale - vz;
    double change = Math.sqrt(ax * ax + ay * ay + az * az) + 1e-9;
    double share = Math.min(1, AGILITY / change);
    vx += ax * share + waters.inward(0, step.x()) * AGILITY;
    vy += ay * share + waters.inward(1, step.y()) * AGILITY;
    vz += az * share + waters.inward(2, step.z()) * AGILITY;
    step.set(SHARK_VX, vx);
    step.set(SHARK_VY, vy);
    step.set(SHARK_VZ, vz);
    step.moveTo(step.x() + vx, step.y() + vy, step.z() + vz);
  }
}
