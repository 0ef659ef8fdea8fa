package io.zonescaler.demo;

import java.util.Arrays;

/**
 * A player's command to a ship, and its bytes:
 *
 * <table>
 * <caption>Payloads</caption>
 * <tr><th>command</th><th>bytes</th></tr>
 * <tr><td>NOOP</td><td>{@code 0}</td></tr>
 * <tr><td>STEER</td><td>{@code 1}, heading (0 to 255 for a full turn: 0 is +x, 64 is +y), thrust (0 to 255, full speed), and, if it is not 0, pitch (signed, -64
 *     straight down to 64 straight up)</td></tr>
 * <tr><td>SHOOT</td><td>{@code 2}</td></tr>
 * <tr><td>TRADE</td><td>{@code 3}, amount of gold (unsigned LEB128, 1 to 9 bytes, below 2^63)</td></tr>
 * </table>
 *
 * @param type what to do
 * @param heading of STEER, 0 to 255
 * @param thrust of STEER, 0 to 255
 * @param pitch of STEER, -64 to 64
 * @param amount of TRADE, not negative
 * @param problem why the bytes are no command; empty unless the type is INVALID
 */
public record ShipCommand(
    Type type, int heading, int thrust, int pitch, long amount, String problem) {
  /** What a command does. */
  public enum Type {
    /** Nothing; counts as a command. */
    NOOP,
    /** Sets course and speed. */
    STEER,
    /** Fires at what is ahead. */
    SHOOT,
    /** Buys goods from the nearest trader. */
    TRADE,
    /** The bytes are no command. */
    INVALID
  }

  private static final int STEEPEST = 64;
  private static final int LONGEST_AMOUNT = 9;

  /** A command that does nothing. */
  public static ShipCommand noop() {
    return new ShipCommand(Type.NOOP, 0, 0, 0, 0, "");
  }

  /** A command that sets the course; heading and thrust are cut to 8 bits, pitch to its range. */
  public static ShipCommand steer(int heading, int thrust, int pitch) {
    int bounded = Math.max(-STEEPEST, Math.min(pitch, STEEPEST));
    return new ShipCommand(Type.STEER, heading & 255, thrust & 255, bounded, 0, "");
  }

  /** A command that fires. */
  public static ShipCommand shoot() {
    return new ShipCommand(Type.SHOOT, 0, 0, 0, 0, "");
  }

  /** A command that buys goods for {@code amount} of gold. */
  public static ShipCommand trade(long amount) {
    return new ShipCommand(Type.TRADE, 0, 0, 0, amount, "");
  }

  private static ShipCommand invalid(String problem) {
    return new ShipCommand(Type.INVALID, 0, 0, 0, 0, problem);
  }

  /**
   * The command's bytes.
   *
   * @throws IllegalArgumentException for an INVALID one and for a negative amount
   */
  public byte[] encode() {
    return switch (type) {
      case NOOP -> new byte[] {0};
      case STEER ->
          pitch == 0
              ? new byte[] {1, (byte) heading, (byte) thrust}
              : new byte[] {1, (byte) heading, (byte) thrust, (byte) pitch};
      case SHOOT -> new byte[] {2};
      case TRADE -> encodeTrade();
      case INVALID -> throw new IllegalArgumentException("no command: " + problem);
    };
  }

  private byte[] encodeTrade() {
    if (amount < 0) {
      throw new IllegalArgumentException("amount " + amount + " must not be negative");
    }
    byte[] bytes = new byte[1 + LONGEST_AMOUNT];
    int size = 0;
    bytes[size++] = 3;
    long rest = amount;
    while (rest > 127) {
      bytes[size++] = (byte) (rest | 128);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return Arrays.copyOf(bytes, size);
  }

  /**
   * The command that the bytes stand for; of type INVALID, with a reason, if they stand for none.
   */
  public static ShipCommand decode(byte[] bytes) {
    if (bytes.length == 0) {
      return invalid("unknown command: it is empty");
    }
    return switch (bytes[0]) {
      case 0 -> bytes.length == 1 ? noop() : tooLong("NOOP", bytes);
      case 1 -> decodeSteer(bytes);
      case 2 -> bytes.length == 1 ? shoot() : tooLong("SHOOT", bytes);
      case 3 -> decodeTrade(bytes);
      default -> invalid("unknown command " + (bytes[0] & 255));
    };
  }

  private static ShipCommand decodeSteer(byte[] bytes) {
    if (bytes.length < 3) {
      return invalid("STEER has no heading or no thrust");
    }
    int pitch = bytes.length == 3 ? 0 : bytes[3];
    if (pitch < -STEEPEST || pitch > STEEPEST) {
      return invalid("STEER has pitch " + pitch + ", it must be -64 to 64");
    }
    return bytes.length > 4 ? tooLong("STEER", bytes) : steer(bytes[1], bytes[2], pitch);
  }

  private static ShipCommand decodeTrade(byte[] bytes) {
    long amount = 0;
    for (int i = 1; i < bytes.length && i <= LONGEST_AMOUNT; i++) {
      amount |= (bytes[i] & 127L) << (7 * (i - 1));
      if (bytes[i] >= 0) {
        return i == bytes.length - 1 ? trade(amount) : tooLong("TRADE", bytes);
      }
    }
    return invalid("TRADE has no amount, or one of 2^63 or more");
  }

  private static ShipCommand tooLong(String name, byte[] bytes) {
    return invalid(name + " is too long: " + bytes.length + " bytes");
  }
}
