package io.zonescaler.state;

import java.util.Arrays;
import java.util.Comparator;

/**
 * One input of a player, or of an operator, recorded in the frame of the tick that took it in. Not
 * a record because it has an array.
 */
public final class PlayerInput {
  /** What the player, or the operator, wants. */
  public enum Type {
    /** Make home and avatar if they do not exist; goes to the zone of the player's home. */
    JOIN,
    /**
     * Take the avatar over for a new session epoch and unpark it; goes to the zone of the avatar.
     */
    RESUME,
    /** A numbered command to the avatar. */
    COMMAND,
    /** Park the avatar, if the epoch is the present one. */
    LEAVE,
    /** An operator's: run the kernel of an entity no more. */
    QUARANTINE,
    /** An operator's: run it again. */
    RELEASE,
    /** An operator's: a world variable has another value from this tick on. */
    SET;

    /** Whether it is an operator's, and no player's. */
    public boolean isOperators() {
      return this == QUARANTINE || this == RELEASE || this == SET;
    }
  }

  /** Canonical order (invariant I8): by (player, epoch, type, number). */
  public static final Comparator<PlayerInput> ORDER =
      Comparator.comparingLong(PlayerInput::player)
          .thenComparingLong(PlayerInput::epoch)
          .thenComparing(PlayerInput::type)
          .thenComparingLong(PlayerInput::number);

  private final long player;
  private final Type type;
  private final long epoch;
  private final long number;
  private final byte[] payload;

  /**
   * An input; {@code payload} matters for commands only, {@code number} for them and for world
   * variables.
   */
  public PlayerInput(long player, Type type, long epoch, long number, byte[] payload) {
    this.player = player;
    this.type = type;
    this.epoch = epoch;
    this.number = number;
    this.payload = payload;
  }

  /** What an operator asks for an entity. */
  public static PlayerInput ofOperator(Type type, long entity) {
    return new PlayerInput(entity, type, 0, 0, new byte[0]);
  }

  /**
   * Another value of a world variable.
   *
   * @param variable place in the schema
   * @param bits the value, as {@link io.zonescaler.world.WorldVariable#parse(String)} gives it
   */
  public static PlayerInput ofVariable(int variable, long bits) {
    return new PlayerInput(variable, Type.SET, 0, bits, new byte[0]);
  }

  /** The player's id. */
  public long player() {
    return player;
  }

  /** In an operator's input the entity's id. */
  public long entity() {
    return player;
  }

  /** In an input that sets a world variable: its place in the schema. */
  public long variable() {
    return player;
  }

  /** In an input that sets a world variable: the value. */
  public long bits() {
    return number;
  }

  /** What the player wants. */
  public Type type() {
    return type;
  }

  /** Session epoch, from 1; a later session has a larger one. */
  public long epoch() {
    return epoch;
  }

  /** Number of the command, from 1. */
  public long number() {
    return number;
  }

  /** What the client sent; do not modify. */
  public byte[] payload() {
    return payload;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PlayerInput i
        && i.player == player
        && i.type == type
        && i.epoch == epoch
        && i.number == number
        && Arrays.equals(i.payload, payload);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(player * 31 + number);
  }

  @Override
  public String toString() {
    if (type == Type.SET) {
      return "SET variable " + player + " to " + number;
    }
    return type + " player " + Long.toHexString(player) + " epoch " + epoch + " number " + number;
  }
}
