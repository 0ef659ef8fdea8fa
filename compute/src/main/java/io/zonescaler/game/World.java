package io.zonescaler.game;

import io.zonescaler.math.StableHash;
import io.zonescaler.world.Schema;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldSettings;

/**
 * A game together with the settings of one world of it: what every part of the framework needs to
 * know. Immutable.
 *
 * @param game the logic
 * @param settings the world's settings
 * @param schema the game's declarations
 * @param space the world's geometry
 * @param checksum hash of settings, declarations and the game's version; equal on all nodes of the
 *     world
 */
public record World(Game game, WorldSettings settings, Schema schema, Space space, long checksum) {
  /** The world of a game with {@code settings}. */
  public static World of(Game anyGame, WorldSettings settings) {
    Game game = anyGame.in(settings);
    Schema schema = game.schema();
    long checksum = StableHash.hash(settings.checksum(), schema.checksum());
    String version = game.version();
    for (int i = 0; i < version.length(); i++) {
      checksum = StableHash.hash(checksum, version.charAt(i));
    }
    return new World(game, settings, schema, new Space(settings), checksum);
  }

  /** The world of {@code game} with the game's own settings. */
  public static World of(Game game) {
    return of(game, game.world());
  }

  /** Whether the game decides what a player is shown ({@link Game#shows}). */
  public boolean filtersViews() {
    try {
      return game.getClass()
              .getMethod("shows", EntityView.class, EntityView.class)
              .getDeclaringClass()
          != Game.class;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("every game has it", e);
    }
  }

  /** Whether players see more of some entities than of others. */
  public boolean keepsFromPlayers() {
    return schema().isSeenUnevenly() || filtersViews();
  }
}
