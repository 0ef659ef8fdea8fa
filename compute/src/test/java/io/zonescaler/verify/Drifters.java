package io.zonescaler.verify;

import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;

public final class Drifters implements Game {
  static final Kind DRIFTER = Kind.of("drifter");
  static final Column VX = DRIFTER.fixed("vx", 1 / 256.0), VY = DRIFTER.fixed("vy", 1 / 256.0);

  @Override
  public Schema schema() {
    return Schema.of(DRIFTER).build();
  }

  @Override
  public WorldSettings world() {
    return WorldSettings.flat(200, 200).build();
  }

  @Override
  public void populate(Population cell) {
    for (int i = cell.count(0.02); i > 0; i--) {
      cell.spawn(DRIFTER).set(VX, cell.random() - 0.5).set(VY, cell.random() - 0.5);
    }
  }

  @Override
  public void tick(Step step) {
    while (step.next()) {
      double vx = step.real(VX), vy = step.real(VY);
      for (int i = step.neighbours(DRIFTER, 5) - 1; i >= 0; i--) { // keep away from others
        vx -= step.dx(step.neighbour(i)) * 0.01;
        vy -= step.dy(step.neighbour(i)) * 0.01;
      }
      double speed = Math.max(1, 2 * Math.sqrt(vx * vx + vy * vy));
      step.set(VX, vx / speed);
      step.set(VY, vy / speed);
      step.moveTo(step.x() + vx / speed, step.y() + vy / speed);
    }
  }
}
