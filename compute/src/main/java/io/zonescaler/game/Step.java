package io.zonescaler.game;

import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.WorldVariable;

/**
 * One tick of a range of entities of one kind, one entity after the other ({@link #next()}).
 * Everything read is the state of the tick before; everything written becomes the state of this
 * tick. Lengths are in the game's unit.
 *
 * <p>An entity sees itself and what is within the world's interest radius {@code R}; neighbours
 * come in a canonical order, which is the same however the world is cut. A <i>handle</i> names a
 * neighbour until the next call of {@code neighbours} or {@link #next()}.
 */
public interface Step extends Effects {
  /** Kind of the entities of this range. */
  Kind kind();

  /** The tick being made. */
  long tick();

  /** Goes on to the next entity of the range; false at its end. */
  boolean next();

  // ---- the world, also before the first entity

  /** Value of a world variable of integers, from this tick on until it is set again. */
  long integer(WorldVariable variable);

  /** Value of a world variable of real numbers, from this tick on until it is set again. */
  double real(WorldVariable variable);

  // ---- this entity, as of the tick before

  /** Id of this entity. */
  long id();

  /** Coordinate of this entity. */
  double x();

  /** Coordinate of this entity. */
  double y();

  /** Coordinate of this entity; 0 in 2D. */
  double z();

  /** Value of an integer column ({@code I32}, {@code I64}). */
  long integer(Column column);

  /** Value of a real column ({@code FIXED}, {@code F32}, {@code F64}). */
  double real(Column column);

  /** Value of a byte string column; do not modify. */
  byte[] bytes(Column column);

  // ---- neighbours, as of the tick before

  /**
   * Finds the entities of {@code kind} within {@code radius} (at most {@code R}, else {@code R} is
   * used and a violation counted) of this entity, without itself.
   *
   * @return their number; {@link #neighbour(int)} gives their handles
   */
  int neighbours(Kind kind, double radius);

  /** Handle of neighbour {@code at} of the last search, from 0. */
  int neighbour(int at);

  /** Id of a neighbour. */
  long idOf(int handle);

  /** A neighbour's x minus this entity's. */
  double dx(int handle);

  /** A neighbour's y minus this entity's. */
  double dy(int handle);

  /** A neighbour's z minus this entity's; 0 in 2D. */
  double dz(int handle);

  /** Value of a neighbour's integer column. */
  long integer(Column column, int handle);

  /** Value of a neighbour's real column. */
  double real(Column column, int handle);

  /** Value of a neighbour's byte string column; do not modify. */
  byte[] bytes(Column column, int handle);

  // ---- input

  /** Number of messages for this entity. */
  int messages();

  /** Message {@code at}, from 0, in order of (sender id, tick sent, ordinal). */
  Message message(int at);

  /** Number of new commands of this avatar's player; 0 for other kinds. */
  int commands();

  /** Command {@code at}, from 0, in order of number. */
  Command command(int at);

  // ---- output

  /** Sets an integer column of this entity. */
  void set(Column column, long value);

  /** Sets a real column of this entity; NaN leaves it as it is and counts a violation. */
  void set(Column column, double value);

  /**
   * Sets a byte string column of this entity; the array is copied. A longer one than declared
   * counts a violation.
   */
  void set(Column column, byte[] value);

  /**
   * Moves this entity. A step longer than {@code S} after rounding to quanta, or to NaN, leaves it
   * where it was and counts a violation; a place outside the world is moved to its edge.
   */
  void moveTo(double x, double y, double z);

  /** Moves this entity in 2D, or in 3D within its plane. */
  default void moveTo(double x, double y) {
    moveTo(x, y, z());
  }

  /**
   * Takes this entity away to any place of the world. From the end of this tick on it is carried
   * there, straight and {@code S} a tick, out of play: no kernel runs it, nobody sees it or finds
   * it as a neighbour, messages to it are undeliverable, and its player's commands are refused. It
   * is back the tick that it comes to the place. To a place outside of the world it goes to the
   * edge; to NaN nowhere, and a violation is counted. Of several calls in a tick the last one
   * holds, but a removed entity stays removed.
   *
   * @throws IllegalArgumentException if its kind does not {@link Kind#teleports() teleport}
   */
  void teleport(double x, double y, double z);

  /** Takes this entity away in 2D, or in 3D within its plane. */
  default void teleport(double x, double y) {
    teleport(x, y, z());
  }

  /**
   * Removes this entity from the world with the end of this tick.
   *
   * @throws IllegalArgumentException if it is an avatar: its player could never come back, so dying
   *     is a state of it
   */
  void despawn();

  /** Sends a message that arrives in the next tick; missing arguments are 0. */
  void send(int handle, MessageKind kind, long... arguments);

  /**
   * Sends a message to where an entity is believed to be, however far that is; missing arguments
   * are 0. It goes straight there, at most {@code S} a tick, and arrives two ticks after that at
   * the entity, if that is then within {@code R} of the place; else it is undeliverable there. To a
   * place outside of the world it goes to the edge; to NaN nowhere, and a violation is counted.
   *
   * @param target id of the entity
   * @param targetKind its kind
   */
  void sendFar(
      MessageKind kind,
      long target,
      Kind targetKind,
      double x,
      double y,
      double z,
      long... arguments);

  // ---- chance

  /** The next random number in [0, 1) of this entity and tick. */
  double random();

  /** The next random number in [0, bound) of this entity and tick. */
  int random(int bound);
}
