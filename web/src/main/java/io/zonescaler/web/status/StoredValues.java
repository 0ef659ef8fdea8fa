package io.zonescaler.web.status;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of values as bytes, for {@code /api/v1/zone/ID/history}: each with its length before it.
 */
public final class StoredValues {
  private StoredValues() {}

  /** Writes values. */
  public static byte[] write(List<byte[]> values) {
    int bytes = values.stream().mapToInt(value -> Integer.BYTES + value.length).sum();
    ByteBuffer out = ByteBuffer.allocate(bytes);
    for (byte[] value : values) {
      out.putInt(value.length).put(value);
    }
    return out.array();
  }

  /**
   * Reads values.
   *
   * @throws IllegalArgumentException if the bytes are none
   */
  public static List<byte[]> read(byte[] bytes) {
    List<byte[]> values = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      while (in.hasRemaining()) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
          throw new BufferUnderflowException();
        }
        byte[] value = new byte[length];
        in.get(value);
        values.add(value);
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException(
          "damaged values after " + values.size() + " whole ones", e);
    }
    return values;
  }
}
