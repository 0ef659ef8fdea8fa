package io.zonescaler.client.update;

import java.util.Arrays;

/** Reads what {@link ByteSink} wrote; damaged bytes are an {@link IllegalArgumentException}. */
public final class ByteSource {
  private final byte[] bytes;
  private int at;
  private int byteOfBits;
  private int pending;

  public ByteSource(byte[] bytes) {
    this.bytes = bytes;
  }

  private int next() {
    if (at >= bytes.length) {
      throw new IllegalArgumentException(
          "a damaged update: it ends too early, after " + bytes.length + " bytes");
    }
    return bytes[at++];
  }

  public long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = next();
      value |= (b & 127L) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "a damaged update: a number at byte " + at + " does not end");
  }

  /** A varint from 0 to {@code limit}. */
  public int number(String what, int limit) {
    long value = varint();
    if (value < 0 || value > limit) {
      throw new IllegalArgumentException(
          "a damaged update: " + what + " " + value + " is not in 0 to " + limit);
    }
    return (int) value;
  }

  public long zigzag() {
    return unzigzagged(varint());
  }

  public static long unzigzagged(long value) {
    return (value >>> 1) ^ -(value & 1);
  }

  public int fixed32() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value |= (next() & 255) << (8 * i);
    }
    return value;
  }

  public long fixed64() {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value |= (next() & 255L) << (8 * i);
    }
    return value;
  }

  /** The next {@code width} bits, 1 to 64; those of the last byte are gone after {@link #align}. */
  public long bits(int width) {
    long value = 0;
    int have = 0;
    while (have < width) {
      if (pending == 0) {
        byteOfBits = next() & 255;
        pending = 8;
      }
      int take = Math.min(pending, width - have);
      value |= (long) (byteOfBits & (1 << take) - 1) << have;
      byteOfBits >>>= take;
      pending -= take;
      have += take;
    }
    return value;
  }

  public void align() {
    pending = 0;
  }

  public byte[] string() {
    return bytes(number("length", bytes.length - at));
  }

  public byte[] bytes(long length) {
    if (length < 0 || length > bytes.length - at) {
      throw new IllegalArgumentException("a damaged update: a byte string does not end");
    }
    byte[] value = Arrays.copyOfRange(bytes, at, at + (int) length);
    at += (int) length;
    return value;
  }

  public void requireEnd() {
    if (at != bytes.length) {
      throw new IllegalArgumentException(
          "a damaged update: " + (bytes.length - at) + " bytes too many");
    }
  }
}
