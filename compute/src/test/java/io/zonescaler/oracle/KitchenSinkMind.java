package io.zonescaler.oracle;

import io.zonescaler.game.Message;
import io.zonescaler.game.Step;
import io.zonescaler.math.StableHash;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;

/** What an entity perceives in one tick, hashed, and what it owns after reading its messages. */
final class KitchenSinkMind {
  private final Step step;
  private long memory;
  private int found;
  long gold;
  long ore;

  KitchenSinkMind(Step step, Column memory, Column gold, Column ore) {
    this.step = step;
    this.memory = step.integer(memory);
    this.gold = step.integer(gold);
    this.ore = step.integer(ore);
    feel(step.id());
    feel(step.x());
    feel(step.y());
    feel(step.z());
    feel(step.integer(KitchenSinkGame.WEATHER));
    feel(step.real(KitchenSinkGame.WIND));
    readMessages();
  }

  /**
   * Whether this tick is one in {@code times} on which the entity does the odd thing {@code what}.
   */
  static boolean rare(Step step, int what, int times) {
    return StableHash.bounded(StableHash.hash(step.id(), step.tick(), what), times) == 0;
  }

  private void readMessages() {
    for (int i = 0; i < step.messages(); i++) {
      Message message = step.message(i);
      feel(message.kind().index());
      feel(message.sender());
      for (int at = 0; at < 4; at++) {
        feel(message.argument(at));
      }
      if (message.kind() == KitchenSinkGame.GIFT) {
        gold += message.argument(1);
        ore += message.argument(2);
      }
    }
  }

  void feel(long value) {
    memory = StableHash.hash(memory, value);
  }

  void feel(double value) {
    feel(Double.doubleToRawLongBits(value));
  }

  void feel(byte[] value) {
    feel((long) value.length);
    for (byte b : value) {
      feel((long) b);
    }
  }

  long memory() {
    return memory;
  }

  /** Number of neighbours that the last {@link #look} found. */
  int found() {
    return found;
  }

  /** Searches, feels every neighbour's id and place, and returns the nearest one's handle or -1. */
  int look(Kind kind, double radius) {
    found = step.neighbours(kind, radius);
    feel((long) found);
    int nearest = -1;
    double least = Double.MAX_VALUE;
    for (int i = 0; i < found; i++) {
      int handle = step.neighbour(i);
      double dx = step.dx(handle);
      double dy = step.dy(handle);
      double dz = step.dz(handle);
      feel(step.idOf(handle));
      feel(dx);
      feel(dy);
      feel(dz);
      double squared = dx * dx + dy * dy + dz * dz;
      if (squared < least) {
        least = squared;
        nearest = handle;
      }
    }
    return nearest;
  }
}
