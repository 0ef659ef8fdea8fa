package io.zonescaler.bench;

import io.zonescaler.demo.DemoGame;
import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;

/** A game with the data of another one and no rules. */
public final class StillGame implements Game {
  private final Game data;

  /** With the data of the demo game: what a node makes from the class's name. */
  public StillGame() {
    this(new DemoGame());
  }

  StillGame(Game data) {
    this.data = data;
  }

  @Override
  public Schema schema() {
    return data.schema();
  }

  @Override
  public WorldSettings world() {
    return data.world();
  }

  @Override
  public void populate(Population cell) {
    data.populate(cell);
  }

  @Override
  public void tick(Step step) {}
}
