package io.zonescaler.cli;

import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;

/** A game without players. */
public final class Wanderers implements Game {
  private static final Kind WANDERER = Kind.of("wanderer");

  @Override
  public Schema schema() {
    return Schema.of(WANDERER).build();
  }

  @Override
  public WorldSettings world() {
    return WorldSettings.flat(200, 200).build();
  }

  @Override
  public void populate(Population cell) {
    for (int i = cell.count(0.02); i > 0; i--) {
      cell.spawn(WANDERER);
    }
  }

  @Override
  public void tick(Step step) {
    while (step.next()) {
      step.moveTo(step.x() + 0.5, step.y() + 0.25);
    }
  }
}
