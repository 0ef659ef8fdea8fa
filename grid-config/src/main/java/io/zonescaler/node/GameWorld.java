package io.zonescaler.node;

import io.zonescaler.game.Game;
import io.zonescaler.game.GameLoader;
import io.zonescaler.game.World;
import io.zonescaler.server.worker.GameFile;
import io.zonescaler.server.worker.WorkerGame;
import io.zonescaler.server.worker.Workers;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

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
    return file.isEmpty()
        ? ofClass(settings, settings.get("game.class"))
        : load(settings, () -> ofFile(settings, Path.of(file)), "game.file = " + file);
  }

  /**
   * The same with the game of a class, whatever the settings say.
   *
   * @throws UserError as {@link #load(NodeSettings)}
   */
  public static World ofClass(NodeSettings settings, String name) {
    List<File> path = settings.list("game.path").stream().map(File::new).toList();
    return load(settings, () -> GameLoader.load(name, path), "game.class = " + name);
  }

  private static World load(NodeSettings settings, Supplier<Game> loader, String where) {
    try {
      Game game = loader.get();
      return World.of(game, settings.world(game.world()));
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw UserError.arguments(
          String.valueOf(e.getMessage()), where, "mend the game or its settings");
    }
  }

  private static Game ofFile(NodeSettings settings, Path path) {
    GameFile file = GameFile.read(path);
    return new WorkerGame(file, new Workers(file.game(), settings.integer("worker.answerMillis")));
  }
}
