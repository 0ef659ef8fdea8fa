package io.zonescaler.node;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which game and world, for commands that run one. */
public final class GameOptions {
  @Option(
      names = "--game",
      paramLabel = "CLASS",
      description = "Class of the game (default: the demo game).")
  private @Nullable String game;

  @Option(
      names = "--game-path",
      paramLabel = "JAR,...",
      description = "Jars and class folders that have the game.")
  private @Nullable String gamePath;

  @Option(
      names = "--game-file",
      paramLabel = "FILE",
      description = "Instead of --game: declares a game whose logic runs in workers.")
  private @Nullable String gameFile;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings file; see grid-config/settings.properties.")
  private @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one setting; may be given often.")
  private Map<String, String> set = new LinkedHashMap<>();

  /** The settings file, or null. */
  public @Nullable Path config() {
    return config;
  }

  /** All flags as settings. */
  public Map<String, String> flags() {
    Map<String, String> flags = new LinkedHashMap<>(set);
    if (game != null) {
      flags.put("game.class", game);
    }
    if (gameFile != null) {
      flags.put("game.file", absolute(gameFile));
    }
    if (gamePath != null) {
      flags.put(
          "game.path",
          Arrays.stream(gamePath.split(",", -1))
              .map(String::strip)
              .map(GameOptions::absolute)
              .collect(Collectors.joining(",")));
    }
    return flags;
  }

  /** What is kept with a world must be found from elsewhere, too. */
  private static String absolute(String path) {
    return path.isEmpty() ? path : Path.of(path).toAbsolutePath().normalize().toString();
  }

  /** The effective settings. */
  public NodeSettings settings() {
    return NodeSettings.load(config, System.getenv(), flags());
  }
}
