package io.zonescaler.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The OpenTelemetry ids of a command's way. They are hashes of what the command is, so that client,
 * gateway and the node that runs it name the same trace without telling one another.
 */
public final class CommandTrace {
  /** Name of the root span: from when the client sends the command to when it has the answer. */
  public static final String ROOT = "command";

  private static final int TRACE_BYTES = 16;
  private static final int SPAN_BYTES = 8;

  private final byte[] id;

  private CommandTrace(byte[] id) {
    this.id = id;
  }

  /**
   * The trace of a command: the first 16 bytes of SHA-256 of the three numbers, each as 8 bytes,
   * the highest first.
   *
   * @param world the world's checksum
   * @param player the player's id
   * @param number the command's number
   */
  public static CommandTrace of(long world, long player, long number) {
    ByteBuffer key = ByteBuffer.allocate(3 * Long.BYTES);
    key.putLong(world).putLong(player).putLong(number);
    return new CommandTrace(Arrays.copyOf(sha256().digest(key.array()), TRACE_BYTES));
  }

  /**
   * Whether it is one of those that are traced: its last 8 bytes, as a number without a sign, can
   * be divided by {@code oneIn}.
   *
   * @param oneIn how many commands there are for each one that is traced; 0 if none is
   */
  public boolean isTraced(int oneIn) {
    return oneIn > 0
        && Long.remainderUnsigned(ByteBuffer.wrap(id).getLong(TRACE_BYTES - Long.BYTES), oneIn)
            == 0;
  }

  /** 32 hexadecimal digits. */
  public String traceId() {
    return HexFormat.of().formatHex(id);
  }

  /**
   * 16 hexadecimal digits: the first 8 bytes of SHA-256 of the trace's id, as bytes, and the span's
   * name.
   */
  public String spanId(String name) {
    MessageDigest digest = sha256();
    digest.update(id);
    digest.update(name.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(digest.digest(), 0, SPAN_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
