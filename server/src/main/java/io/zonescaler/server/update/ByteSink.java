package io.zonescaler.server.update;

import java.util.Arrays;

/** A growing buffer of LEB128 varints and little-endian words. Not thread-safe. */
final class ByteSink {
  private byte[] bytes = new byte[512];
  private int size;

  void clear() {
    size = 0;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }

  /** An unsigned number of up to 64 bits. */
  void varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~127L) != 0) {
      bytes[size++] = (byte) (rest | 128);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** A signed number: 0, -1, 1, -2 and so on become 0, 1, 2, 3. */
  void zigzag(long value) {
    varint((value << 1) ^ (value >> 63));
  }

  void fixed32(int value) {
    room(4);
    for (int i = 0; i < 4; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  void fixed64(long value) {
    room(8);
    for (int i = 0; i < 8; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  void string(byte[] value) {
    varint(value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  void append(ByteSink other) {
    room(other.size);
    System.arraycopy(other.bytes, 0, bytes, size, other.size);
    size += other.size;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }
}
