package io.zonescaler.demo;

import io.zonescaler.game.Draft;
import io.zonescaler.world.Column;
import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.Quantity;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldVariable;

/**
 * What the demo game declares: its kinds with their columns, its messages, events and variables.
 *
 * <p>Lengths are in the world's unit and speeds in units per tick. Clients see positions but no
 * velocities, which they can tell from two positions. Places in events are counts of 1/{@value
 * #PLACES_PER_UNIT} unit.
 */
final class Sea {
  /** Resolution of velocities; a change of less than a quarter unit per tick fits in one byte. */
  static final double SPEED_QUANTUM = 1.0 / 256;

  /** Resolution of places in events. */
  static final int PLACES_PER_UNIT = 64;

  /** Health of whoever is unhurt. */
  static final int FULL_HEALTH = 100;

  static final Quantity GOLD = Quantity.named("gold");

  static final Kind MINNOW = Kind.of("minnow");
  static final Column MINNOW_VX = MINNOW.fixed("vx", SPEED_QUANTUM).hidden();
  static final Column MINNOW_VY = MINNOW.fixed("vy", SPEED_QUANTUM).hidden();
  static final Column MINNOW_VZ = MINNOW.fixed("vz", SPEED_QUANTUM).hidden();
  static final Column MINNOW_HEALTH = MINNOW.i32("health");
  static final Column MINNOW_GOLD = MINNOW.i64("gold").conserved(GOLD);

  static final Kind SHARK = Kind.of("shark");
  static final Column SHARK_VX = SHARK.fixed("vx", SPEED_QUANTUM).hidden();
  static final Column SHARK_VY = SHARK.fixed("vy", SPEED_QUANTUM).hidden();
  static final Column SHARK_VZ = SHARK.fixed("vz", SPEED_QUANTUM).hidden();
  static final Column SHARK_HEALTH = SHARK.i32("health");
  static final Column SHARK_GOLD = SHARK.i64("gold").conserved(GOLD);

  /** Tick from which on the shark is hungry again. */
  static final Column SHARK_HUNGRY = SHARK.i64("hungry").hidden();

  static final Kind TRADER = Kind.of("trader").teleports();
  static final Column TRADER_VX = TRADER.fixed("vx", SPEED_QUANTUM).hidden();
  static final Column TRADER_VY = TRADER.fixed("vy", SPEED_QUANTUM).hidden();
  static final Column TRADER_VZ = TRADER.fixed("vz", SPEED_QUANTUM).hidden();
  static final Column TRADER_HEALTH = TRADER.i32("health");
  static final Column TRADER_GOLD = TRADER.i64("gold").conserved(GOLD);

  static final Kind WRECK = Kind.of("wreck");
  static final Column WRECK_GOLD = WRECK.i64("gold").conserved(GOLD);

  /** What hatches from the wreck: a {@code CREW_} constant. */
  static final Column WRECK_CREW = WRECK.i32("crew");

  /** Tick in which the wreck's time is over; 0 before its first tick. */
  static final Column WRECK_UNTIL = WRECK.i64("until").hidden();

  /** Nothing hatches: a chest that gives its gold to whoever comes by. */
  static final int CREW_NONE = 0;

  static final int CREW_MINNOW = 1;
  static final int CREW_SHARK = 2;
  static final int CREW_TRADER = 3;

  static final Kind SHIP = Kind.avatar("ship");
  static final Column SHIP_VX = SHIP.fixed("vx", SPEED_QUANTUM).hidden();
  static final Column SHIP_VY = SHIP.fixed("vy", SPEED_QUANTUM).hidden();
  static final Column SHIP_VZ = SHIP.fixed("vz", SPEED_QUANTUM).hidden();

  /** Where the bow points, 0 to 255 for a full turn: 0 is +x, 64 is +y. */
  static final Column SHIP_HEADING = SHIP.i32("heading");

  /** How far the bow points up, -64 (straight down) to 64 (straight up); 0 in 2D. */
  static final Column SHIP_PITCH = SHIP.i32("pitch");

  static final Column SHIP_HEALTH = SHIP.i32("health");
  static final Column SHIP_GOLD = SHIP.i64("gold").conserved(GOLD);
  static final Column SHIP_CARGO = SHIP.i64("cargo");

  /** Commands consumed so far, refused ones included. */
  static final Column SHIP_COMMANDS = SHIP.i64("commands");

  /** Times the ship was launched: once at the start and once after each loss. */
  static final Column SHIP_LAUNCHES = SHIP.i32("launches");

  /** First tick in which the gun fires again. */
  static final Column SHIP_LOADED = SHIP.i64("loaded").hidden();

  /** Tick in which a lost ship is launched again. */
  static final Column SHIP_LAUNCH = SHIP.i64("launch");

  /** Takes {@code damage} off the health and adds a kick, in speed quanta, to the velocity. */
  static final MessageKind HIT = MessageKind.of("hit", "damage", "kickX", "kickY", "kickZ");

  /** A ship buys goods from a trader for {@code gold}. */
  static final MessageKind PAY = MessageKind.of("pay", "gold").conserved("gold", GOLD);

  /** A trader's answer to {@link #PAY}. */
  static final MessageKind GOODS = MessageKind.of("goods", "gold", "cargo").conserved("gold", GOLD);

  /** A ship asks a wreck for its gold. */
  static final MessageKind LOOT = MessageKind.of("loot");

  /** Gold without strings attached. */
  static final MessageKind GIFT = MessageKind.of("gift", "gold").conserved("gold", GOLD);

  /** Number of the gold argument in all messages that have one. */
  static final int GOLD_ARGUMENT = 0;

  static final EventKind SHOT = EventKind.of("shot", "x", "y", "z", "hits");
  static final EventKind BITE = EventKind.of("bite", "x", "y", "z", "damage");
  static final EventKind EXPLOSION = EventKind.of("explosion", "crew", "gold");
  static final EventKind HATCH = EventKind.of("hatch", "crew");
  static final EventKind TRADE = EventKind.of("trade", "x", "y", "z", "gold");
  static final EventKind LOOTED = EventKind.of("looted", "x", "y", "z", "gold");
  static final EventKind LAUNCH = EventKind.of("launch", "launches", "minted");
  static final EventKind SPILL = EventKind.of("spill", "gold");

  /** Units per tick that minnows drift towards +x, besides what they swim. */
  static final WorldVariable CURRENT = WorldVariable.real("current", 0, -0.3, 0.3);

  private Sea() {}

  static Schema schema() {
    return Schema.of(MINNOW, SHARK, TRADER, WRECK, SHIP)
        .messages(HIT, PAY, GOODS, LOOT, GIFT)
        .events(SHOT, BITE, EXPLOSION, HATCH, TRADE, LOOTED, LAUNCH, SPILL)
        .variables(CURRENT)
        .build();
  }

  /** A coordinate as events carry it. */
  static long place(double coordinate) {
    return (long) Math.floor(coordinate * PLACES_PER_UNIT + 0.5);
  }

  /** Makes a draft of kind {@link #MINNOW}, {@link #SHARK} or {@link #TRADER} an unhurt one. */
  static void equip(Draft draft, Kind kind, long gold) {
    if (kind == MINNOW) {
      draft.set(MINNOW_HEALTH, FULL_HEALTH).set(MINNOW_GOLD, gold);
    } else if (kind == SHARK) {
      draft.set(SHARK_HEALTH, FULL_HEALTH).set(SHARK_GOLD, gold);
    } else {
      draft.set(TRADER_HEALTH, FULL_HEALTH).set(TRADER_GOLD, gold);
    }
  }
}
