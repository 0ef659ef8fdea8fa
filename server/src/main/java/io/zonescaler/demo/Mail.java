package io.zonescaler.demo;

import io.zonescaler.game.Message;
import io.zonescaler.game.Step;

/** What the messages of one tick do to an entity, added up. */
final class Mail {
  /** Health lost. */
  final long damage;

  /** Gold received, by whatever message: none may be lost. */
  final long gold;

  /** Goods received. */
  final long cargo;

  /** Change of velocity, in units per tick. */
  final double kickX;

  final double kickY;
  final double kickZ;

  private static final Mail NONE = new Mail(0, 0, 0, 0, 0, 0);

  private Mail(long damage, long gold, long cargo, long kickX, long kickY, long kickZ) {
    this.damage = damage;
    this.gold = gold;
    this.cargo = cargo;
    this.kickX = kickX * Sea.SPEED_QUANTUM;
    this.kickY = kickY * Sea.SPEED_QUANTUM;
    this.kickZ = kickZ * Sea.SPEED_QUANTUM;
  }

  /** Adds up the messages of the present entity. */
  static Mail read(Step step) {
    int count = step.messages();
    if (count == 0) {
      return NONE;
    }
    long damage = 0;
    long gold = 0;
    long cargo = 0;
    long x = 0;
    long y = 0;
    long z = 0;
    for (int i = 0; i < count; i++) {
      Message message = step.message(i);
      gold += goldIn(message);
      if (message.kind() == Sea.HIT) {
        damage += message.argument(0);
        x += message.argument(1);
        y += message.argument(2);
        z += message.argument(3);
      } else if (message.kind() == Sea.GOODS) {
        cargo += message.argument(1);
      }
    }
    return new Mail(damage, gold, cargo, x, y, z);
  }

  /** Gold that a message of any kind carries. */
  static long goldIn(Message message) {
    return message.kind().arguments().isEmpty()
            || message.kind().conserved(Sea.GOLD_ARGUMENT) == null
        ? 0
        : message.argument(Sea.GOLD_ARGUMENT);
  }
}
