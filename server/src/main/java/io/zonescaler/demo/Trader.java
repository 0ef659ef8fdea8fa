package io.zonescaler.demo;

import static io.zonescaler.demo.Sea.TRADER_GOLD;
import static io.zonescaler.demo.Sea.TRADER_HEALTH;
import static io.zonescaler.demo.Sea.TRADER_VX;
import static io.zonescaler.demo.Sea.TRADER_VY;
import static io.zonescaler.demo.Sea.TRADER_VZ;

import io.zonescaler.game.Message;
import io.zonescaler.game.Step;

/** Traders drift from lure to lure and sell goods: who pays gets cargo and the change. */
final class Trader {
  /** Gold for one piece of cargo. */
  static final int PRICE = 10;

  private static final double SIGHT = 10;
  private static final double PACE = 0.12;

  /** Ticks between two corrections of the course. */
  private static final int COURSE_TICKS = 32;

  /** A trader makes for another lure every 2^this ticks. */
  private static final int ROUTE_SHIFT = 11;

  /** Ticks between two times that a trader teleports, and about how far, in units. */
  private static final int PASSAGE_TICKS = 512;

  private static final double PASSAGE = 64;

  private Trader() {}

  static void tick(Step step, Waters waters) {
    Lures lures = new Lures(waters, step.tick());
    while (step.next()) {
      Mail mail = Mail.read(step);
      long gold = step.integer(TRADER_GOLD) + mail.gold;
      long health = step.integer(TRADER_HEALTH) - mail.damage;
      if (health <= 0) {
        Wreck.leave(step, Sea.CREW_TRADER, gold);
        continue;
      }
      step.set(TRADER_GOLD, gold - deliver(step));
      step.set(TRADER_HEALTH, health);
      drift(step, lures);
      if ((step.tick() + step.id()) % PASSAGE_TICKS == 0) {
        takePassage(step, lures);
      }
    }
  }

  /** Nobody meets a trader on the passage towards its lure. */
  private static void takePassage(Step step, Lures lures) {
    int lure = lures.errand(step, ROUTE_SHIFT);
    double toX = lures.x(lure) - step.x();
    double toY = lures.y(lure) - step.y();
    double toZ = lures.z(lure) - step.z();
    double scale = PASSAGE / (Math.sqrt(toX * toX + toY * toY + toZ * toZ) + 1);
    step.teleport(step.x() + toX * scale, step.y() + toY * scale, step.z() + toZ * scale);
  }

  /** Answers the payments of buyers in sight; returns the change that was given. */
  private static long deliver(Step step) {
    long given = 0;
    for (int i = 0; i < step.messages(); i++) {
      Message message = step.message(i);
      if (message.kind() == Sea.PAY) {
        long paid = Mail.goldIn(message);
        int buyer = Sight.find(step, Sea.SHIP, SIGHT, message.sender());
        if (buyer >= 0) {
          step.send(buyer, Sea.GOODS, paid % PRICE, paid / PRICE);
          given += paid % PRICE;
        }
      }
    }
    return given;
  }

  private static void drift(Step step, Lures lures) {
    double x = step.x();
    double y = step.y();
    double z = step.z();
    double vx = step.real(TRADER_VX);
    double vy = step.real(TRADER_VY);
    double vz = step.real(TRADER_VZ);
    if ((step.tick() + step.id()) % COURSE_TICKS == 0 || (vx == 0 && vy == 0)) {
      int lure = lures.errand(step, ROUTE_SHIFT);
      double toX = lures.x(lure) - x;
      double toY = lures.y(lure) - y;
      double toZ = lures.z(lure) - z;
      double scale = PACE / (Math.sqrt(toX * toX + toY * toY + toZ * toZ) + 1);
      vx = toX * scale;
      vy = toY * scale;
      vz = toZ * scale;
      step.set(TRADER_VX, vx);
      step.set(TRADER_VY, vy);
      step.set(TRADER_VZ, vz);
    }
    step.moveTo(x + vx, y + vy, z + vz);
  }
}
