package io.zonescaler.node;

import io.zonescaler.game.Game;
import io.zonescaler.game.GameLoader;
import io.zonescaler.game.World;
import java.io.File;

/** The world that a node's settings describe. */
public final class GameWorld {
  private GameWorld() {}

  /**
   * Loads the game and applies the settings to its world.
   *
   * @throws UserError if the game cannot be run or its world cannot be so
   */
  public static World load(NodeSettings settings) {
    try {
      Game game =
          GameLoader.load(
              settings.get("game.class"),
              settings.list("game.path").stream().map(File::new).toList());
      return World.of(game, settings.world(game.world()));
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw UserError.arguments(
          String.valueOf(e.getMessage()),
          "game.class = " + settings.get("game.class"),
          "mend the game or its settings");
    }
  }
}
