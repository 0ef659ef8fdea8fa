package io.zonescaler.grid;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Layout of a stored value, big-endian: tick (8 bytes), digest (8 bytes), then the payload. The
 * store looks at the first two only.
 */
public final class StoredValue {
  /** Bytes before the payload. */
  public static final int HEADER_BYTES = 16;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private StoredValue() {}

  /** A value with a copy of the payload. */
  public static byte[] of(long tick, long digest, byte[] payload) {
    byte[] value = new byte[HEADER_BYTES + payload.length];
    LONGS.set(value, 0, tick);
    LONGS.set(value, 8, digest);
    System.arraycopy(payload, 0, value, HEADER_BYTES, payload.length);
    return value;
  }

  /** The value's tick. */
  public static long tick(byte[] value) {
    return (long) LONGS.get(requireHeader(value), 0);
  }

  /** The value's digest. */
  public static long digest(byte[] value) {
    return (long) LONGS.get(requireHeader(value), 8);
  }

  /** A copy of the value's payload. */
  public static byte[] payload(byte[] value) {
    return Arrays.copyOfRange(requireHeader(value), HEADER_BYTES, value.length);
  }

  private static byte[] requireHeader(byte[] value) {
    if (value.length < HEADER_BYTES) {
      throw new IllegalArgumentException(
          "stored value of "
              + value.length
              + " bytes is damaged: it has at least "
              + HEADER_BYTES
              + "; take another copy");
    }
    return value;
  }
}
