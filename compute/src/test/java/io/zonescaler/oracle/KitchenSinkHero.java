package io.zonescaler.oracle;

import static io.zonescaler.oracle.KitchenSinkGame.CRITTER;
import static io.zonescaler.oracle.KitchenSinkGame.GIFT;
import static io.zonescaler.oracle.KitchenSinkGame.GOLD;
import static io.zonescaler.oracle.KitchenSinkGame.GRAB;
import static io.zonescaler.oracle.KitchenSinkGame.HERO;
import static io.zonescaler.oracle.KitchenSinkGame.HERO_DONE;
import static io.zonescaler.oracle.KitchenSinkGame.HERO_GOLD;
import static io.zonescaler.oracle.KitchenSinkGame.HERO_HEADING;
import static io.zonescaler.oracle.KitchenSinkGame.HERO_HP;
import static io.zonescaler.oracle.KitchenSinkGame.HERO_MEMORY;
import static io.zonescaler.oracle.KitchenSinkGame.HERO_NOTE;
import static io.zonescaler.oracle.KitchenSinkGame.HERO_ORE;
import static io.zonescaler.oracle.KitchenSinkGame.HERO_SPEED;
import static io.zonescaler.oracle.KitchenSinkGame.HERO_STEPS;
import static io.zonescaler.oracle.KitchenSinkGame.LOOT;
import static io.zonescaler.oracle.KitchenSinkGame.LOOT_GOLD;
import static io.zonescaler.oracle.KitchenSinkGame.LOOT_TTL;
import static io.zonescaler.oracle.KitchenSinkGame.NUDGE;
import static io.zonescaler.oracle.KitchenSinkGame.SHOUT;
import static io.zonescaler.oracle.KitchenSinkGame.SIGHT;

import io.zonescaler.game.Command;
import io.zonescaler.game.Step;
import io.zonescaler.math.PortableMath;

/**
 * One tick of one hero. A command's first byte says what to do: 0 steer (heading, speed), 1 give
 * gold to the nearest critter, 2 refuse, 3 fail, 4 write a note, 5 drop gold, 6 shout, 7 die (only
 * if the second byte is 7 too), 8 teleport (quarters of x and y).
 */
final class KitchenSinkHero {
  private final Step step;
  private final KitchenSinkMind mind;
  private double heading;
  private double speed;

  KitchenSinkHero(Step step) {
    this.step = step;
    mind = new KitchenSinkMind(step, HERO_MEMORY, HERO_GOLD, HERO_ORE);
    heading = step.real(HERO_HEADING);
    speed = step.real(HERO_SPEED);
  }

  void live() {
    if (step.integer(HERO_STEPS) == 0) {
      step.source(GOLD, 50);
      mind.gold += 50;
    }
    int rival = mind.look(HERO, SIGHT / 2);
    if (rival >= 0) {
      step.send(rival, NUDGE, step.integer(HERO_STEPS));
    }
    int loot = mind.look(LOOT, SIGHT);
    if (loot >= 0) {
      step.send(loot, GRAB, 9);
    }
    for (int i = 0; i < step.commands(); i++) {
      obey(step.command(i));
    }
    step.moveTo(
        step.x() + speed * PortableMath.cos(heading), step.y() + speed * PortableMath.sin(heading));
    step.set(HERO_GOLD, mind.gold);
    step.set(HERO_ORE, mind.ore);
    step.set(HERO_HEADING, heading);
    step.set(HERO_SPEED, speed);
    step.set(HERO_HP, step.real(HERO_HP) - 0.1 * step.messages());
    step.set(HERO_STEPS, step.integer(HERO_STEPS) + 1);
    step.set(HERO_DONE, step.integer(HERO_DONE) + step.commands());
    step.set(HERO_MEMORY, mind.memory());
  }

  private void obey(Command command) {
    byte[] payload = command.payload();
    mind.feel(command.number());
    mind.feel(payload);
    if (payload.length < 3) {
      command.refuse("a command has at least 3 bytes");
      return;
    }
    switch (payload[0]) {
      case 0 -> {
        heading = payload[1] * (PortableMath.PI / 128);
        speed = (payload[2] & 0x7f) / 120.0;
      }
      case 1 -> give(command, payload[1] & 7);
      case 2 -> command.refuse("no");
      case 3 -> throw new UnsupportedOperationException("the hero stumbles");
      case 4 -> step.set(HERO_NOTE, payload);
      case 5 -> drop();
      case 6 -> step.emit(SHOUT);
      case 8 -> step.teleport(step.x() + payload[1] / 4.0, step.y() + payload[2] / 4.0);
      case 7 -> {
        if (payload[1] == 7) {
          step.despawn();
        }
      }
      default -> command.refuse("there is no command " + payload[0]);
    }
  }

  private void give(Command command, int wanted) {
    int nearest = mind.look(CRITTER, SIGHT);
    if (nearest < 0 || mind.gold == 0) {
      command.refuse("nobody is near, or no gold left");
      return;
    }
    long gold = Math.min(mind.gold, wanted);
    step.send(nearest, GIFT, command.number(), gold);
    mind.gold -= gold;
  }

  private void drop() {
    if (mind.gold > 0) {
      mind.gold--;
      step.spawn(LOOT, step.x() + 1, step.y(), step.z()).set(LOOT_GOLD, 1L).set(LOOT_TTL, 5L);
    }
  }
}
