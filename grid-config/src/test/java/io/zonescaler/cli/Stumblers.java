package io.zonescaler.cli;

import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;

/** A game whose logic fails on stumblers, and goes too far with runners. */
public final class Stumblers implements Game {
  private static final Kind STUMBLER = Kind.of("stumbler");
  private static final Kind RUNNER = Kind.of("runner");
  private static final Column RUNS = RUNNER.i32("runs");

  @Override
  public Schema schema() {
    return Schema.of(STUMBLER, RUNNER).build();
  }

  @Override
  public WorldSettings world() {
    return WorldSettings.flat(40, 40).build();
  }

  @Override
  public void populate(Population cell) {
    cell.spawn(STUMBLER);
    cell.spawn(RUNNER);
  }

  @Override
  public void tick(Step step) {
    while (step.next()) {
      if (step.kind() == STUMBLER) {
        step.set(RUNS, 1);
      } else {
        step.moveTo(step.x() + 30, step.y());
      }
    }
  }
}
