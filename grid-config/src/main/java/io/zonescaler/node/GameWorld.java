package io.zonescaler.node;

import io.zonescaler.game.Game;
import io.zonescaler.game.GameLoader;
import io.zonescaler.game.World;
import io.zonescaler.server.worker.GameFile;
import io.zonescaler.server.worker.WorkerGame;
import io.zonescaler.server.worker.Workers;
import java.io.File;
import java.nio.file.Path;

/** The world that a node's settings describe. */
public final class GameWorld {
  private GameWorld() {}

  /**
   * Loads the game and applies the settings to its world.
   *
   * @throws UserError if the game cannot be run or its world cannot be so
   */
  public static World load(NodeSettings settings) {
    String file = settings.get("game.file");
    try {
      Game game = file.isEmpty() ? ofClass(settings) : ofFile(settings, Path.of(file));
      return World.of(game, settings.world(game.world()));
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw UserError.arguments(
          String.valueOf(e.getMessage()),
          file.isEmpty() ? "game.class = " + settings.get("game.class") : "game.file = " + file,
          "mend the game or its settings");
    }
  }

  private static Game ofClass(NodeSettings settings) {
    return GameLoader.load(
        settings.get("game.class"), settings.list("game.path").stream().map(File::new).toList());
  }

  private static Game ofFile(NodeSettings settings, Path path) {
    GameFile file = GameFile.read(path);
    return new WorkerGame(file, new Workers(file.game(), settings.integer("worker.answerMillis")));
  }
}
