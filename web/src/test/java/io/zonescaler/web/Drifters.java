package io.zonescaler.web;

import io.zonescaler.game.Draft;
import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.math.PortableMath;
import io.zonescaler.world.Column;
import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Quantity;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;

/** A tiny game of wandering entities: drifters go with a slow current, rovers swim across it. */
public final class Drifters implements Game {
  private static final Kind DRIFTER = Kind.of("drifter");
  private static final Column HEADING = DRIFTER.f32("heading");
  private static final Column ENERGY = DRIFTER.i32("energy");
  private static final Kind ROVER = Kind.of("rover");
  private static final Column ROVER_HEADING = ROVER.f32("heading");
  private static final Column GOLD = ROVER.i64("gold").conserved(Quantity.named("gold"));
  private static final Kind SHIP = Kind.avatar("ship");
  private static final Column SHIP_HEADING = SHIP.f32("heading");
  private static final EventKind FLASH = EventKind.of("flash");

  private final WorldSettings settings;
  private final double density;

  /** A world of about so many entities. */
  public Drifters(int entities) {
    settings = WorldSettings.flat(512, 384).name("drifters").slots(64).build();
    density = entities / (512.0 * 384.0);
  }

  @Override
  public Schema schema() {
    return Schema.of(DRIFTER, ROVER, SHIP).events(FLASH).build();
  }

  @Override
  public WorldSettings world() {
    return settings;
  }

  @Override
  public void populate(Population cell) {
    for (int i = cell.count(density * 0.97); i > 0; i--) {
      cell.spawn(DRIFTER).set(HEADING, 6.28 * cell.random()).set(ENERGY, 100);
    }
    for (int i = cell.count(density * 0.03); i > 0; i--) {
      cell.spawn(ROVER).set(ROVER_HEADING, 6.28 * cell.random()).set(GOLD, 10L);
    }
  }

  @Override
  public void joined(long player, Draft avatar) {
    avatar.set(SHIP_HEADING, 0.5);
  }

  @Override
  public void tick(Step step) {
    Column column =
        step.kind() == DRIFTER ? HEADING : step.kind() == ROVER ? ROVER_HEADING : SHIP_HEADING;
    double speed = step.kind() == DRIFTER ? 0.35 : 0.7;
    while (step.next()) {
      double heading = step.real(column) + (step.random() - 0.5) * 0.5;
      if (step.kind() == DRIFTER) {
        double current = 3 * PortableMath.sin(step.x() / 60) + 3 * PortableMath.cos(step.y() / 45);
        heading += 0.06 * PortableMath.sin(current - heading);
        if (step.random(4000) == 0) {
          step.emit(FLASH);
        }
      }
      double x = step.x() + speed * PortableMath.cos(heading);
      double y = step.y() + speed * PortableMath.sin(heading);
      if (x < 8 || x > 504 || y < 8 || y > 376) {
        double toCentre = PortableMath.atan2(192 - y, 256 - x);
        heading = toCentre + step.random() - 0.5;
      }
      step.set(column, heading);
      step.moveTo(x, y);
    }
  }
}
