package io.zonescaler.game;

import io.zonescaler.math.StableHash;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;
import java.nio.ByteBuffer;

/**
 * A game: one class that declares its data and says how entities live. The framework cuts its world
 * into zones and runs them anywhere; the game never sees a border.
 *
 * <p>All methods must be pure (invariant I3): no clock, no files, no random numbers but the
 * framework's, no state between calls in fields, no {@code Math.sin} and the like ({@link
 * io.zonescaler.math.PortableMath} instead). The class needs a public constructor without
 * parameters. Methods are called from several threads at once.
 */
public interface Game {
  /**
   * The kinds of entities, messages and events. Called once; keep the kinds and columns in
   * constants.
   */
  Schema schema();

  /** The world as this game wants it by default; settings can override it. */
  WorldSettings world();

  /**
   * This game for a world with other settings than {@link #world()}: a game whose rules depend on
   * the bounds or the seed returns one made for them. By default the same game.
   */
  default Game in(WorldSettings settings) {
    return this;
  }

  /**
   * Makes the start population of one cell of the world. Called once per cell, at the world's first
   * start.
   */
  void populate(Population cell);

  /**
   * Runs one tick of a range of entities of one kind, {@link Step#kind()}: loop {@code while
   * (step.next())}. Called once per kind and range, for every kind that the game declared.
   */
  void tick(Step step);

  /** Sets the first columns of a new player's avatar, at the player's first join. */
  default void joined(long player, Draft avatar) {}

  /**
   * Decides about a message whose target is gone; by default it, and what it carried, is lost and
   * an audit may show that.
   */
  default void undeliverable(Undeliverable message) {}

  /**
   * A command that a player might send as its {@code number}-th: what scripted players of a
   * verification and bots without a script of their own send. By default eight arbitrary bytes.
   */
  default byte[] sampleCommand(long player, long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(StableHash.hash(player, number)).array();
  }

  /**
   * Whether a player is shown an entity within its view radius, and its events: what a client never
   * gets, no cheater can show. By default everything. Called for each client, entity in view and
   * update, but for the own avatar, on a thread that serves all clients of a node: be quick. In a
   * game that has this, events of entities that have been gone for longer than a tick, and of
   * {@link #undeliverable} messages, are shown to nobody. It is about players' clients: without
   * {@code players.keys} anyone can play as anyone.
   *
   * @param viewer the player's avatar
   */
  default boolean shows(EntityView viewer, EntityView entity) {
    return true;
  }

  /** Name of the game; by default that of its class. */
  default String name() {
    return getClass().getName();
  }

  /** Version of the rules; all nodes of a world must have the same. */
  default String version() {
    return "1";
  }
}
