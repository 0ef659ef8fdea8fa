package io.zonescaler.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Growing buffer of little-endian fields, varints and packed bits. Bits fill bytes from the lowest
 * up and end with {@link #align()}; every other method wants the buffer aligned. Reused from frame
 * to frame; not thread-safe.
 */
final class FrameWriter {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MAX = Integer.MAX_VALUE - 64;

  private byte[] buffer = new byte[1 << 13];
  private int position;

  /** Bits that do not fill a byte yet: the lowest {@code pending} of them, at most 7. */
  private long accumulator;

  private int pending;

  void reset() {
    position = 0;
    accumulator = 0;
    pending = 0;
  }

  int position() {
    return position;
  }

  int capacity() {
    return buffer.length;
  }

  private void room(long bytes) {
    if (buffer.length - position < bytes) {
      long wanted = position + bytes;
      if (wanted > MAX) {
        throw new IllegalStateException("a frame of more than 2 GB: make the zones smaller");
      }
      buffer = Arrays.copyOf(buffer, (int) Math.min(MAX, Math.max(wanted, buffer.length * 2L)));
    }
  }

  void fixed32(int value) {
    room(4);
    INT.set(buffer, position, value);
    position += 4;
  }

  void fixed32At(int at, int value) {
    INT.set(buffer, at, value);
  }

  void fixed64(long value) {
    room(8);
    LONG.set(buffer, position, value);
    position += 8;
  }

  /**
   * Seven bits per byte, lowest first, the top bit set in all but the last byte; read as unsigned.
   */
  void varint(long value) {
    room(10);
    byte[] b = buffer;
    int p = position;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      b[p++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    b[p++] = (byte) rest;
    position = p;
  }

  /** A varint in which small negative numbers are short too. */
  void zigzag(long value) {
    varint(value << 1 ^ value >> 63);
  }

  void bytes(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, buffer, position, value.length);
    position += value.length;
  }

  /** Leaves room for a one-byte length; {@link #endLength(int)} fills it in. */
  int beginLength() {
    room(1);
    return position++;
  }

  /**
   * Writes, at {@code mark}, the number of bytes written since as a varint, moving them if it takes
   * more than one byte.
   */
  void endLength(int mark) {
    int from = mark + 1;
    int length = position - from;
    if (length < 0x80) {
      buffer[mark] = (byte) length;
      return;
    }
    int extra = (31 - Integer.numberOfLeadingZeros(length)) / 7;
    room(extra);
    System.arraycopy(buffer, from, buffer, from + extra, length);
    position = mark;
    varint(length);
    position = from + extra + length;
  }

  /** Appends the lowest {@code width} bits, 0 to 32, of a value that has no others. */
  void bits(long value, int width) {
    room(8);
    long acc = accumulator | value << pending;
    int fill = pending + width;
    LONG.set(buffer, position, acc);
    position += fill >>> 3;
    accumulator = acc >>> (fill & ~7);
    pending = fill & 7;
  }

  void bits64(long value) {
    bits(value & 0xffffffffL, 32);
    bits(value >>> 32, 32);
  }

  /**
   * Appends {@code values[from..to)} with {@code width} bits each; wider values are an error of the
   * caller.
   */
  void pack(long[] values, int from, int to, int width) {
    if (width > 32) {
      for (int i = from; i < to; i++) {
        bits64(values[i]);
      }
      return;
    }
    room((((long) (to - from) * width) >>> 3) + 9);
    byte[] b = buffer;
    int p = position;
    long acc = accumulator;
    int fill = pending;
    for (int i = from; i < to; i++) {
      acc |= values[i] << fill;
      fill += width;
      LONG.set(b, p, acc);
      p += fill >>> 3;
      acc >>>= fill & ~7;
      fill &= 7;
    }
    position = p;
    accumulator = acc;
    pending = fill;
  }

  /** Fills the last byte of bits up with zeros. */
  void align() {
    if (pending > 0) {
      room(1);
      buffer[position++] = (byte) accumulator;
      accumulator = 0;
      pending = 0;
    }
  }

  /** Appends the digest of everything before it and returns a copy of it all. */
  byte[] sealed() {
    fixed64(Digest64.of(buffer, 0, position));
    return Arrays.copyOf(buffer, position);
  }
}
