package io.zonescaler.oracle;

import static io.zonescaler.oracle.KitchenSinkGame.CRITTER;
import static io.zonescaler.oracle.KitchenSinkGame.GIFT;
import static io.zonescaler.oracle.KitchenSinkGame.GOLD;
import static io.zonescaler.oracle.KitchenSinkGame.GRAB;
import static io.zonescaler.oracle.KitchenSinkGame.HERO;
import static io.zonescaler.oracle.KitchenSinkGame.LOOT_GOLD;
import static io.zonescaler.oracle.KitchenSinkGame.LOOT_LABEL;
import static io.zonescaler.oracle.KitchenSinkGame.LOOT_MEMORY;
import static io.zonescaler.oracle.KitchenSinkGame.LOOT_ORE;
import static io.zonescaler.oracle.KitchenSinkGame.LOOT_TTL;
import static io.zonescaler.oracle.KitchenSinkGame.LOOT_WORTH;
import static io.zonescaler.oracle.KitchenSinkGame.ORE;
import static io.zonescaler.oracle.KitchenSinkGame.SIGHT;
import static io.zonescaler.oracle.KitchenSinkMind.rare;

import io.zonescaler.game.Message;
import io.zonescaler.game.Step;
import io.zonescaler.world.Kind;

/** One tick of one piece of loot: gives itself to those who asked, and rots. */
final class KitchenSinkLoot {
  private KitchenSinkLoot() {}

  static void live(Step step) {
    KitchenSinkMind mind = new KitchenSinkMind(step, LOOT_MEMORY, LOOT_GOLD, LOOT_ORE);
    giveTo(step, mind, CRITTER);
    giveTo(step, mind, HERO);
    long ttl = step.integer(LOOT_TTL) - 1;
    if (mind.gold == 0 && mind.ore == 0) {
      step.despawn();
    } else if (ttl <= 0) {
      step.sink(GOLD, mind.gold);
      step.sink(ORE, mind.ore);
      step.despawn();
    }
    step.set(LOOT_GOLD, mind.gold);
    step.set(LOOT_ORE, mind.ore);
    step.set(LOOT_TTL, ttl);
    step.set(LOOT_WORTH, mind.gold / 3.0);
    step.set(LOOT_MEMORY, mind.memory());
    step.set(LOOT_LABEL, new byte[(int) (ttl & 15)]);
    if (rare(step, 1, 200)) {
      throw new IllegalArgumentException("cursed loot");
    }
  }

  /** Gives to everyone of the kind who asked and is still in sight, first come first served. */
  private static void giveTo(Step step, KitchenSinkMind mind, Kind kind) {
    if (step.messages() == 0) {
      return;
    }
    mind.look(kind, SIGHT);
    for (int i = 0; i < step.messages(); i++) {
      Message asked = step.message(i);
      for (int at = 0; asked.kind() == GRAB && at < mind.found(); at++) {
        int handle = step.neighbour(at);
        if (step.idOf(handle) == asked.sender()) {
          long gold = Math.min(mind.gold, asked.argument(0));
          long ore = Math.min(mind.ore, 1);
          step.send(handle, GIFT, 1, gold, ore);
          mind.gold -= gold;
          mind.ore -= ore;
        }
      }
    }
  }
}
