package io.zonescaler.demo;

import io.zonescaler.game.Draft;
import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.game.Undeliverable;
import io.zonescaler.math.PortableMath;
import io.zonescaler.math.StableHash;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;

/**
 * The demo game: schools of minnows that form around moving lures and dissolve again, sharks that
 * hunt them, traders, and the players' ships that steer, shoot, loot and trade. Works in 2D and 3D.
 *
 * <p>Gold is conserved: it moves in messages, the dead leave it in wrecks, and only a player's
 * first launch makes new.
 */
public final class DemoGame implements Game {
  /** Creatures of the default world. */
  public static final int CREATURES = 5_000;

  /** Creatures per unit of area of a 2D world. */
  private static final double FLAT_DENSITY = CREATURES / (512.0 * 512.0);

  /** Creatures per unit of volume of a 3D world. */
  private static final double DEEP_DENSITY = CREATURES / (150.0 * 150.0 * 150.0);

  private static final int FULL_TURN = 256;
  private static final double SHARKS = 0.01;
  private static final double TRADERS = 0.01;
  private static final int MINNOW_GOLD = 5;
  private static final int TRADER_GOLD = 1_000;
  private static final int SMALLEST_EDGE = 24;

  private final WorldSettings settings;
  private final Waters waters;

  /** The game in its default world. */
  public DemoGame() {
    this(worldFor(CREATURES));
  }

  /** The game in another world: it has to know where its bounds are. */
  public DemoGame(WorldSettings settings) {
    this.settings = settings;
    waters = new Waters(settings);
  }

  /** A square 2D world with about so many creatures, at the same density for any number. */
  public static WorldSettings worldFor(int creatures) {
    double edge = Math.max(SMALLEST_EDGE, Math.ceil(Math.sqrt(creatures / FLAT_DENSITY)));
    return WorldSettings.flat(edge, edge).name("demo").build();
  }

  /** A cubic 3D world with about so many creatures, at the same density for any number. */
  public static WorldSettings deep(int creatures) {
    double edge = SMALLEST_EDGE;
    while (edge * edge * edge * DEEP_DENSITY < creatures) {
      edge++;
    }
    return WorldSettings.deep(edge, edge, edge).name("demo-deep").build();
  }

  @Override
  public Game in(WorldSettings settings) {
    return new DemoGame(settings);
  }

  @Override
  public Schema schema() {
    return Sea.schema();
  }

  @Override
  public WorldSettings world() {
    return settings;
  }

  @Override
  public void populate(Population cell) {
    double density = waters.dimensions == 3 ? DEEP_DENSITY : FLAT_DENSITY;
    for (int i = cell.count(density * (1 - SHARKS - TRADERS)); i > 0; i--) {
      Draft minnow = cell.spawn(Sea.MINNOW);
      Sea.equip(minnow, Sea.MINNOW, MINNOW_GOLD);
      push(cell, minnow, Sea.MINNOW_VX, Sea.MINNOW_VY);
    }
    for (int i = cell.count(density * SHARKS); i > 0; i--) {
      Draft shark = cell.spawn(Sea.SHARK);
      Sea.equip(shark, Sea.SHARK, 0);
      push(cell, shark, Sea.SHARK_VX, Sea.SHARK_VY);
    }
    for (int i = cell.count(density * TRADERS); i > 0; i--) {
      Sea.equip(cell.spawn(Sea.TRADER), Sea.TRADER, TRADER_GOLD);
    }
  }

  private static void push(Population cell, Draft draft, Column vx, Column vy) {
    draft.set(vx, 0.4 * cell.random() - 0.2).set(vy, 0.4 * cell.random() - 0.2);
  }

  @Override
  public void tick(Step step) {
    Kind kind = step.kind();
    if (kind == Sea.MINNOW) {
      Minnow.tick(step, waters);
    } else if (kind == Sea.SHARK) {
      Shark.tick(step, waters);
    } else if (kind == Sea.TRADER) {
      Trader.tick(step, waters);
    } else if (kind == Sea.WRECK) {
      Wreck.tick(step);
    } else if (kind == Sea.SHIP) {
      Ship.tick(step, waters);
    }
  }

  /** Mostly courses and shots, some trades, and now and then something that is refused. */
  @Override
  public byte[] sampleCommand(long player, long number) {
    long hash = StableHash.hash(player, number);
    int parameter = (int) (hash >>> 32) & 255;
    ShipCommand command =
        switch (StableHash.bounded(StableHash.mix64(hash), 16)) {
          case 0 -> ShipCommand.noop();
          case 1, 2, 3 -> ShipCommand.trade(parameter % 30);
          case 4, 5, 6, 7 -> ShipCommand.steer(parameter, 255 - parameter / 2, parameter / 2 - 64);
          default -> ShipCommand.shoot();
        };
    return parameter == 0 ? new byte[] {(byte) hash, 0, 0, 0, 0} : command.encode();
  }

  /** The command that sets a ship's course to a place so far away on each axis, at full speed. */
  public static byte[] course(double dx, double dy, double dz) {
    double turn = PortableMath.atan2(dy, dx) / (2 * PortableMath.PI);
    double climb = PortableMath.atan2(dz, PortableMath.hypot2d(dx, dy)) / (2 * PortableMath.PI);
    int heading = (int) Math.floor(turn * FULL_TURN + 0.5);
    return ShipCommand.steer(heading, 255, (int) Math.floor(climb * FULL_TURN + 0.5)).encode();
  }

  /** Gold for someone who is gone floats in a chest where they were last seen. */
  @Override
  public void undeliverable(Undeliverable lost) {
    long gold = Mail.goldIn(lost.message());
    if (gold > 0) {
      Wreck.put(lost, lost.position(0), lost.position(1), lost.position(2), Sea.CREW_NONE, gold);
      lost.emit(Sea.SPILL, gold);
    }
  }
}
