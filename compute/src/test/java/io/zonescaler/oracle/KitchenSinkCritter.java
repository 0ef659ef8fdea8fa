package io.zonescaler.oracle;

import static io.zonescaler.oracle.KitchenSinkGame.CHIRP;
import static io.zonescaler.oracle.KitchenSinkGame.CRITTER;
import static io.zonescaler.oracle.KitchenSinkGame.CRITTER_AGE;
import static io.zonescaler.oracle.KitchenSinkGame.CRITTER_ENERGY;
import static io.zonescaler.oracle.KitchenSinkGame.CRITTER_GOLD;
import static io.zonescaler.oracle.KitchenSinkGame.CRITTER_HEADING;
import static io.zonescaler.oracle.KitchenSinkGame.CRITTER_MEMORY;
import static io.zonescaler.oracle.KitchenSinkGame.CRITTER_MOOD;
import static io.zonescaler.oracle.KitchenSinkGame.CRITTER_ORE;
import static io.zonescaler.oracle.KitchenSinkGame.CRITTER_TAG;
import static io.zonescaler.oracle.KitchenSinkGame.DEATH;
import static io.zonescaler.oracle.KitchenSinkGame.GIFT;
import static io.zonescaler.oracle.KitchenSinkGame.GOLD;
import static io.zonescaler.oracle.KitchenSinkGame.GRAB;
import static io.zonescaler.oracle.KitchenSinkGame.HERO;
import static io.zonescaler.oracle.KitchenSinkGame.HERO_HP;
import static io.zonescaler.oracle.KitchenSinkGame.HERO_NOTE;
import static io.zonescaler.oracle.KitchenSinkGame.LOOT;
import static io.zonescaler.oracle.KitchenSinkGame.LOOT_GOLD;
import static io.zonescaler.oracle.KitchenSinkGame.LOOT_LABEL;
import static io.zonescaler.oracle.KitchenSinkGame.NUDGE;
import static io.zonescaler.oracle.KitchenSinkGame.ORE;
import static io.zonescaler.oracle.KitchenSinkGame.SIGHT;
import static io.zonescaler.oracle.KitchenSinkMind.rare;

import io.zonescaler.game.Draft;
import io.zonescaler.game.Step;
import io.zonescaler.math.PortableMath;

/**
 * One tick of one critter: breeds where there is room, so that their number stays near the first.
 */
final class KitchenSinkCritter {
  private static final double CROWD_RADIUS = 6;
  private static final int CROWD = 10;

  private final Step step;
  private final KitchenSinkMind mind;
  private double mood;
  private int crowd;

  KitchenSinkCritter(Step step) {
    this.step = step;
    failIf(rare(step, 1, 1500));
    mind = new KitchenSinkMind(step, CRITTER_MEMORY, CRITTER_GOLD, CRITTER_ORE);
  }

  void live() {
    meetCritters();
    sendFar();
    meetLoot();
    meetHeroes();
    move();
    trade();
    writeWrongValues();
    if (step.random() < 0.04 * (1 - (double) crowd / CROWD)) {
      breed();
    }
    write();
    teleport();
    if (step.random() < 0.02) {
      die();
    }
    failIf(rare(step, 2, 1500));
  }

  private static void failIf(boolean now) {
    if (now) {
      throw new IllegalStateException("a critter trips");
    }
  }

  private void meetCritters() {
    if (rare(step, 3, 40)) {
      mind.look(CRITTER, rare(step, 4, 2) ? -1 : Double.NaN);
      mind.look(CRITTER, rare(step, 5, 2) ? 1000 : Double.POSITIVE_INFINITY);
      mind.look(CRITTER, 0);
    }
    int nearest = mind.look(CRITTER, CROWD_RADIUS);
    crowd = mind.found();
    double sum = step.real(CRITTER_MOOD);
    for (int i = 0; i < crowd; i++) {
      int other = step.neighbour(i);
      sum += step.real(CRITTER_MOOD, other);
      mind.feel(step.real(CRITTER_ENERGY, other));
      mind.feel(step.real(CRITTER_HEADING, other));
      mind.feel(step.integer(CRITTER_AGE, other));
      mind.feel(step.integer(CRITTER_GOLD, other));
      mind.feel(step.bytes(CRITTER_TAG, other));
    }
    mood = 0.9 * (sum / (crowd + 1)) + 0.1 * (step.random() - 0.5);
    if (nearest >= 0 && step.random() < 0.2) {
      long dx = Double.doubleToRawLongBits(step.dx(nearest));
      long dy = Double.doubleToRawLongBits(step.dy(nearest));
      step.send(nearest, NUDGE, dx, dy);
    }
    if (crowd > 2 && mind.gold > 0 && rare(step, 6, 15)) {
      step.send(step.neighbour(step.random(crowd)), GIFT, 7, 1);
      mind.gold--;
    }
  }

  /** Gifts for whom it has met, sent to where that one may be by the time, or is not. */
  private void sendFar() {
    if (crowd > 0 && mind.gold > 0 && rare(step, 30, 25)) {
      int friend = step.neighbour(step.random(crowd));
      double far = rare(step, 31, 3) ? 300 : rare(step, 32, 2) ? 12 : 2;
      double x = rare(step, 33, 40) ? Double.NaN : step.x() + far * (step.random() - 0.5);
      double y = step.y() + far * (step.random() - 0.5);
      step.sendFar(GIFT, step.idOf(friend), CRITTER, x, y, step.z(), 8, 1);
      mind.gold--;
    }
  }

  private void meetLoot() {
    int nearest = mind.look(LOOT, SIGHT);
    if (nearest >= 0) {
      mind.feel(step.integer(LOOT_GOLD, nearest));
      mind.feel(step.bytes(LOOT_LABEL, nearest));
      if (step.random() < 0.5) {
        step.send(nearest, GRAB, 1 + step.random(4));
      }
    }
  }

  private void meetHeroes() {
    int nearest = mind.look(HERO, SIGHT);
    if (nearest < 0) {
      return;
    }
    mind.feel(step.real(HERO_HP, nearest));
    mind.feel(step.bytes(HERO_NOTE, nearest));
    mind.feel(step.integer(HERO.playerColumn(), nearest));
    if (mind.gold > 0 && mind.ore > 0 && step.random() < 0.1) {
      step.send(nearest, GIFT, 0, 1, 1);
      mind.gold--;
      mind.ore--;
    }
  }

  private void move() {
    double heading = step.real(CRITTER_HEADING) + 0.8 * (step.random() - 0.5);
    double speed = 0.2 + 0.6 * step.random();
    double vx = speed * PortableMath.cos(heading);
    double vy = speed * PortableMath.sin(heading);
    double vz = 0.5 * (step.random() - 0.5);
    step.set(CRITTER_HEADING, heading);
    step.moveTo(step.x() + vx, step.y() + vy, step.z() + vz);
    if (rare(step, 7, 200)) {
      step.moveTo(step.x() + vx + 5, step.y(), step.z());
    }
    if (rare(step, 8, 200)) {
      step.moveTo(step.x(), Double.NaN, Double.NaN);
    }
    if (rare(step, 9, 100)) {
      step.moveTo(step.x() + 1, step.y());
    }
    if (rare(step, 10, 100)) {
      step.moveTo(step.x() - 0.75, step.y() + 0.75);
    }
    if (rare(step, 11, 300)) {
      step.moveTo(step.x(), step.y(), rare(step, 12, 2) ? Double.NaN : step.z() + 1.5);
    }
  }

  private void trade() {
    if (rare(step, 13, 100)) {
      step.source(GOLD, 3);
      step.source(ORE, 2);
      step.source(GOLD, 1);
      mind.gold += 4;
      mind.ore += 2;
    }
    if (rare(step, 14, 50) && mind.gold > 2) {
      step.sink(GOLD, 2);
      mind.gold -= 2;
    }
    if (rare(step, 15, 30)) {
      step.emit(CHIRP, Double.doubleToRawLongBits(mood));
      step.emit(CHIRP, 0, step.integer(CRITTER_AGE));
    }
  }

  private void writeWrongValues() {
    if (rare(step, 16, 150)) {
      step.set(CRITTER_AGE, 1L << 31);
      step.set(CRITTER_TAG, new byte[9]);
      step.set(CRITTER_ENERGY, 1e300);
      step.set(CRITTER_MOOD, Double.NaN);
      step.set(CRITTER_HEADING, Double.NaN);
      step.set(CRITTER_GOLD, 1e19);
    }
    if (rare(step, 17, 1500)) {
      mind.feel(step.idOf(step.neighbour(step.neighbours(LOOT, 3))));
    }
    if (rare(step, 18, 150)) {
      step.set(CRITTER_ENERGY, Double.NEGATIVE_INFINITY);
      step.set(CRITTER_AGE, -1.5);
      step.set(CRITTER_HEADING, -0.0);
    }
  }

  private void breed() {
    int children = rare(step, 19, 4) ? 2 : 1;
    for (int i = 0; i < children; i++) {
      double dx = 1.6 * (step.random() - 0.5);
      double far = rare(step, 21, 10) ? 50 : rare(step, 22, 10) ? Double.NaN : 0;
      Draft child = step.spawn(CRITTER, step.x() + dx + far, step.y() - 0.25, step.z() + 0.25);
      long share = mind.gold / 2;
      mind.gold -= share;
      child.set(CRITTER_GOLD, share).set(CRITTER_MOOD, -mood).set(CRITTER_ENERGY, dx);
      child.set(CRITTER_TAG, step.bytes(CRITTER_TAG));
      mind.feel(child.id());
      if (far != 0) {
        child.set(CRITTER_AGE, -(1L << 40)).set(CRITTER_TAG, new byte[99]);
      }
    }
  }

  private void write() {
    step.set(CRITTER_GOLD, mind.gold);
    step.set(CRITTER_ORE, mind.ore);
    step.set(CRITTER_MEMORY, mind.memory());
    if (!rare(step, 18, 150)) {
      step.set(CRITTER_AGE, step.integer(CRITTER_AGE) + 1);
    }
    if (!rare(step, 16, 150)) {
      step.set(CRITTER_MOOD, mood);
    }
    step.set(CRITTER_ENERGY, step.real(CRITTER_ENERGY) * 0.99 + mood);
    if (rare(step, 23, 20)) {
      byte[] tag = new byte[step.random(9)];
      for (int i = 0; i < tag.length; i++) {
        tag[i] = (byte) step.random(256);
      }
      step.set(CRITTER_TAG, tag);
    }
  }

  private void teleport() {
    if (rare(step, 40, 60)) {
      double far = rare(step, 41, 5) ? 1000 : rare(step, 42, 3) ? 2 : 15;
      step.teleport(
          step.x() + far * (step.random() - 0.5),
          rare(step, 43, 20) ? Double.NaN : step.y() + far * (step.random() - 0.5),
          step.z() + far * (step.random() - 0.5));
      if (rare(step, 44, 10)) {
        step.teleport(step.x() + 3, step.y());
      }
    }
  }

  private void die() {
    step.emit(DEATH, mind.gold, mind.ore, step.integer(CRITTER_AGE), mind.memory());
    KitchenSinkGame.leaveBehind(step, mind.gold, mind.ore);
    step.despawn();
    failIf(rare(step, 24, 10));
    if (rare(step, 25, 10)) {
      step.despawn();
      step.teleport(step.x() + 2, step.y());
      step.moveTo(step.x() + 9, step.y());
    }
  }
}
