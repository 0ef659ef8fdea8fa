package io.zonescaler.client.update;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing buffer of LEB128 varints, little-endian words and packed bits. Not thread-safe. */
public final class ByteSink {
  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[512];
  private int size;
  private long accumulator;
  private int pending;

  public void clear() {
    size = 0;
  }

  /** Bytes so far. */
  public int size() {
    return size;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }

  /** An unsigned number of up to 64 bits. */
  public void varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~127L) != 0) {
      bytes[size++] = (byte) (rest | 128);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** A signed number: 0, -1, 1, -2 and so on become 0, 1, 2, 3. */
  public void zigzag(long value) {
    varint(zigzagged(value));
  }

  public static long zigzagged(long value) {
    return (value << 1) ^ (value >> 63);
  }

  public void fixed32(int value) {
    room(4);
    for (int i = 0; i < 4; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  public void fixed64(long value) {
    room(8);
    for (int i = 0; i < 8; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  public void string(byte[] value) {
    varint(value.length);
    bytes(value);
  }

  /** Bytes without their number. */
  public void bytes(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  /**
   * The lowest {@code width} bits, 1 to 64, of a value that has no others. Bits fill bytes from the
   * lowest up, until {@link #align}; nothing else may be written between.
   */
  public void bits(long value, int width) {
    if (width > 32) {
      bits(value & 0xffffffffL, 32);
      bits(value >>> 32, width - 32);
      return;
    }
    accumulator |= value << pending;
    pending += width;
    if (pending >= Integer.SIZE) {
      room(Integer.BYTES);
      LITTLE_ENDIAN.set(bytes, size, (int) accumulator);
      size += Integer.BYTES;
      accumulator >>>= Integer.SIZE;
      pending -= Integer.SIZE;
    }
  }

  /** Fills the last byte of bits up with zeros. */
  public void align() {
    room(Integer.BYTES);
    for (; pending > 0; pending -= Byte.SIZE) {
      bytes[size++] = (byte) accumulator;
      accumulator >>>= Byte.SIZE;
    }
    pending = 0;
  }

  public void append(ByteSink other) {
    room(other.size);
    System.arraycopy(other.bytes, 0, bytes, size, other.size);
    size += other.size;
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }
}
