package io.zonescaler.demo;

import static io.zonescaler.demo.Sea.SHIP_CARGO;
import static io.zonescaler.demo.Sea.SHIP_COMMANDS;
import static io.zonescaler.demo.Sea.SHIP_GOLD;
import static io.zonescaler.demo.Sea.SHIP_HEADING;
import static io.zonescaler.demo.Sea.SHIP_HEALTH;
import static io.zonescaler.demo.Sea.SHIP_LAUNCH;
import static io.zonescaler.demo.Sea.SHIP_LAUNCHES;
import static io.zonescaler.demo.Sea.SHIP_LOADED;
import static io.zonescaler.demo.Sea.SHIP_PITCH;
import static io.zonescaler.demo.Sea.SHIP_VX;
import static io.zonescaler.demo.Sea.SHIP_VY;
import static io.zonescaler.demo.Sea.SHIP_VZ;

import io.zonescaler.game.Command;
import io.zonescaler.game.Step;
import io.zonescaler.math.PortableMath;

/**
 * Players' ships: they do what their players command, turn at the edge of the world, loot wrecks
 * they come near, and when their health is gone they are lost for a while, which is a state of the
 * ship. One per range of entities.
 */
final class Ship {
  /** Gold that a new ship gets: the only gold that is ever made. */
  static final int START_GOLD = 100;

  /** Ticks that a lost ship waits for its next launch. */
  static final int LOST_TICKS = 100;

  /** Speed at full thrust, in units per tick. */
  static final double FULL_SPEED = 0.4;

  private static final int RELOAD_TICKS = 5;
  private static final double TRADE_RANGE = 9;
  private static final double LOOT_RANGE = 6;

  /** Ticks between two attempts to loot. */
  private static final int LOOT_EVERY = 4;

  /** Ticks in which the crew repairs one point of health. */
  private static final int REPAIR_EVERY = 20;

  private static final double TO_RADIANS = PortableMath.PI / 128;

  private final Step step;
  private final Waters waters;
  private long health;
  private long gold;
  private double vx;
  private double vy;
  private double vz;
  private int heading;
  private int pitch;
  private long loaded;

  private Ship(Step step, Waters waters) {
    this.step = step;
    this.waters = waters;
  }

  static void tick(Step step, Waters waters) {
    new Ship(step, waters).run();
  }

  private void run() {
    while (step.next()) {
      read();
      if (health <= 0 && step.tick() >= step.integer(SHIP_LAUNCH)) {
        launch();
      }
      receive();
      obey();
      if (health > 0) {
        sail();
        loot();
        repair();
      }
      write();
    }
  }

  private void read() {
    health = step.integer(SHIP_HEALTH);
    gold = step.integer(SHIP_GOLD);
    vx = step.real(SHIP_VX);
    vy = step.real(SHIP_VY);
    vz = step.real(SHIP_VZ);
    heading = (int) step.integer(SHIP_HEADING);
    pitch = (int) step.integer(SHIP_PITCH);
    loaded = step.integer(SHIP_LOADED);
  }

  private void write() {
    step.set(SHIP_HEALTH, health);
    step.set(SHIP_GOLD, gold);
    step.set(SHIP_VX, vx);
    step.set(SHIP_VY, vy);
    step.set(SHIP_VZ, vz);
    step.set(SHIP_HEADING, heading);
    step.set(SHIP_PITCH, pitch);
    step.set(SHIP_LOADED, loaded);
  }

  private void launch() {
    long launches = step.integer(SHIP_LAUNCHES) + 1;
    int minted = launches == 1 ? START_GOLD : 0;
    if (minted > 0) {
      step.source(Sea.GOLD, minted);
    }
    gold += minted;
    health = Sea.FULL_HEALTH;
    step.set(SHIP_LAUNCHES, launches);
    step.emit(Sea.LAUNCH, launches, minted);
  }

  private void receive() {
    Mail mail = Mail.read(step);
    gold += mail.gold;
    if (mail.cargo > 0) {
      step.set(SHIP_CARGO, step.integer(SHIP_CARGO) + mail.cargo);
    }
    if (health > 0 && mail.damage > 0) {
      health = Math.max(0, health - mail.damage);
      if (health == 0) {
        sink();
      }
    }
  }

  /** Half of the gold floats away in a chest. */
  private void sink() {
    long spilled = gold / 2;
    if (spilled > 0) {
      Wreck.put(step, step.x(), step.y(), step.z(), Sea.CREW_NONE, spilled);
    }
    gold -= spilled;
    vx = 0;
    vy = 0;
    vz = 0;
    step.emit(Sea.EXPLOSION, Sea.CREW_NONE, spilled);
    step.set(SHIP_LAUNCH, step.tick() + LOST_TICKS);
  }

  private void obey() {
    int count = step.commands();
    for (int i = 0; i < count; i++) {
      Command command = step.command(i);
      ShipCommand wanted = ShipCommand.decode(command.payload());
      switch (wanted.type()) {
        case NOOP -> {}
        case INVALID -> command.refuse(wanted.problem());
        case STEER -> steer(command, wanted);
        case SHOOT -> shoot(command);
        case TRADE -> trade(command, wanted.amount());
      }
    }
    if (count > 0) {
      step.set(SHIP_COMMANDS, step.integer(SHIP_COMMANDS) + count);
    }
  }

  private boolean isLost(Command command) {
    if (health <= 0) {
      command.refuse("the ship is lost");
      return true;
    }
    return false;
  }

  private void steer(Command command, ShipCommand wanted) {
    if (isLost(command)) {
      return;
    }
    heading = wanted.heading();
    pitch = waters.dimensions == 3 ? wanted.pitch() : 0;
    double speed = FULL_SPEED * wanted.thrust() / 255;
    vx = speed * bowX();
    vy = speed * bowY();
    vz = speed * bowZ();
  }

  private double bowX() {
    return PortableMath.cos(heading * TO_RADIANS) * PortableMath.cos(pitch * TO_RADIANS);
  }

  private double bowY() {
    return PortableMath.sin(heading * TO_RADIANS) * PortableMath.cos(pitch * TO_RADIANS);
  }

  private double bowZ() {
    return PortableMath.sin(pitch * TO_RADIANS);
  }

  private void shoot(Command command) {
    if (isLost(command)) {
      return;
    }
    if (step.tick() < loaded) {
      command.refuse("the gun is being loaded");
      return;
    }
    loaded = step.tick() + RELOAD_TICKS;
    Gun.fire(step, bowX(), bowY(), bowZ());
  }

  private void trade(Command command, long amount) {
    if (isLost(command)) {
      return;
    }
    if (amount <= 0 || amount > gold) {
      command.refuse("cannot pay " + amount + ", the ship has " + gold + " gold");
      return;
    }
    int trader = Sight.nearest(step, step.neighbours(Sea.TRADER, TRADE_RANGE));
    if (trader < 0) {
      command.refuse("no trader is near");
      return;
    }
    gold -= amount;
    step.send(trader, Sea.PAY, amount);
    step.emit(
        Sea.TRADE,
        Sea.place(step.x() + step.dx(trader)),
        Sea.place(step.y() + step.dy(trader)),
        Sea.place(step.z() + step.dz(trader)),
        amount);
  }

  private void sail() {
    if (waters.isAshore(0, step.x(), vx)) {
      vx = -vx;
      heading = (128 - heading) & 255;
    }
    if (waters.isAshore(1, step.y(), vy)) {
      vy = -vy;
      heading = -heading & 255;
    }
    if (waters.isAshore(2, step.z(), vz)) {
      vz = -vz;
      pitch = -pitch;
    }
    step.moveTo(step.x() + vx, step.y() + vy, step.z() + vz);
  }

  private void loot() {
    if ((step.tick() + step.id()) % LOOT_EVERY != 0) {
      return;
    }
    int found = step.neighbours(Sea.WRECK, LOOT_RANGE);
    for (int i = 0; i < found; i++) {
      int wreck = step.neighbour(i);
      long there = step.integer(Sea.WRECK_GOLD, wreck);
      if (there > 0) {
        step.send(wreck, Sea.LOOT);
        step.emit(
            Sea.LOOTED,
            Sea.place(step.x() + step.dx(wreck)),
            Sea.place(step.y() + step.dy(wreck)),
            Sea.place(step.z() + step.dz(wreck)),
            there);
      }
    }
  }

  private void repair() {
    if (health < Sea.FULL_HEALTH && step.tick() % REPAIR_EVERY == 0) {
      health++;
    }
  }
}
