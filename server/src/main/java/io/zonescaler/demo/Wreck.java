package io.zonescaler.demo;

import static io.zonescaler.demo.Sea.WRECK;
import static io.zonescaler.demo.Sea.WRECK_CREW;
import static io.zonescaler.demo.Sea.WRECK_GOLD;
import static io.zonescaler.demo.Sea.WRECK_UNTIL;

import io.zonescaler.game.Effects;
import io.zonescaler.game.Message;
import io.zonescaler.game.Step;
import io.zonescaler.world.Kind;

/**
 * Wrecks are what the dead leave: they keep the gold until a ship loots it or a fresh creature
 * hatches with it, so that neither gold nor population is lost. A wreck without a crew is a chest:
 * when its time is over it gives its gold to a trader or minnow.
 */
final class Wreck {
  /** Ticks that a wreck lies there. */
  private static final int TICKS = 240;

  private static final double SIGHT = 10;

  private Wreck() {}

  /** The present entity dies here. */
  static void leave(Step step, int crew, long gold) {
    step.emit(Sea.EXPLOSION, crew, gold);
    put(step, step.x(), step.y(), step.z(), crew, gold);
    step.despawn();
  }

  /** Puts a wreck at a place. */
  static void put(Effects effects, double x, double y, double z, int crew, long gold) {
    effects.spawn(WRECK, x, y, z).set(WRECK_CREW, crew).set(WRECK_GOLD, gold);
  }

  static void tick(Step step) {
    while (step.next()) {
      long gold = step.integer(WRECK_GOLD) + Mail.read(step).gold;
      long until = step.integer(WRECK_UNTIL);
      if (until == 0) {
        until = step.tick() + TICKS;
        step.set(WRECK_UNTIL, until);
      }
      if (gold > 0 && isLooted(step, gold)) {
        hatch(step, 0);
      } else if (step.tick() < until) {
        step.set(WRECK_GOLD, gold);
      } else if (step.integer(WRECK_CREW) != Sea.CREW_NONE || gold == 0 || isGiven(step, gold)) {
        hatch(step, gold);
      } else {
        step.set(WRECK_GOLD, gold);
      }
    }
  }

  /** Hands the gold to the first looter that is still in sight. */
  private static boolean isLooted(Step step, long gold) {
    for (int m = 0; m < step.messages(); m++) {
      Message message = step.message(m);
      if (message.kind() == Sea.LOOT) {
        int ship = Sight.find(step, Sea.SHIP, SIGHT, message.sender());
        if (ship >= 0) {
          step.send(ship, Sea.GIFT, gold);
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isGiven(Step step, long gold) {
    int finder = Sight.nearest(step, step.neighbours(Sea.TRADER, SIGHT));
    if (finder < 0) {
      finder = Sight.nearest(step, step.neighbours(Sea.MINNOW, SIGHT));
    }
    if (finder >= 0) {
      step.send(finder, Sea.GIFT, gold);
    }
    return finder >= 0;
  }

  private static void hatch(Step step, long gold) {
    int crew = (int) step.integer(WRECK_CREW);
    if (crew != Sea.CREW_NONE) {
      Kind kind =
          crew == Sea.CREW_SHARK ? Sea.SHARK : crew == Sea.CREW_TRADER ? Sea.TRADER : Sea.MINNOW;
      Sea.equip(step.spawn(kind, step.x(), step.y(), step.z()), kind, gold);
      step.emit(Sea.HATCH, crew);
    }
    step.despawn();
  }
}
