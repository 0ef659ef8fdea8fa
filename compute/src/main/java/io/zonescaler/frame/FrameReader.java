package io.zonescaler.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads what {@link FrameWriter} wrote and never past the end: whatever the bytes are, the only
 * failure is a {@link FrameException}. Not thread-safe.
 */
final class FrameReader {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] frame;
  private final int end;
  private int position;
  private long bit;
  private long bitEnd;

  /**
   * A reader of {@code frame[from..frame.length - 8)}: the digest behind it lets bits be read eight
   * bytes at a time.
   */
  FrameReader(byte[] frame, int from) {
    this.frame = frame;
    this.position = from;
    this.end = frame.length - Long.BYTES;
  }

  int position() {
    return position;
  }

  int remaining() {
    return end - position;
  }

  private FrameException tooShort() {
    return FrameException.damaged("a part is longer than what is left at byte " + position);
  }

  private void need(int bytes) {
    if (bytes < 0 || bytes > end - position) {
      throw tooShort();
    }
  }

  int fixed32() {
    need(4);
    int value = (int) INT.get(frame, position);
    position += 4;
    return value;
  }

  long fixed64() {
    need(8);
    long value = (long) LONG.get(frame, position);
    position += 8;
    return value;
  }

  long varint() {
    int p = position;
    if (p < end && frame[p] >= 0) {
      position = p + 1;
      return frame[p];
    }
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      need(1);
      byte b = frame[position++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        if (shift == 63 && b > 1) {
          break;
        }
        return value;
      }
    }
    throw FrameException.damaged("a number of more than 64 bits ends at byte " + position);
  }

  long zigzag() {
    long v = varint();
    return v >>> 1 ^ -(v & 1);
  }

  /** A varint from 0 to {@code max}. */
  int bounded(int max, String what) {
    long value = varint();
    if (value < 0 || value > max) {
      throw FrameException.damaged(
          what + " is " + Long.toUnsignedString(value) + ", at most " + max + " is possible");
    }
    return (int) value;
  }

  /** A number of things of which each takes {@code bytesEach} or more of what is left. */
  int count(int bytesEach, String what) {
    return bounded(remaining() / bytesEach, what);
  }

  /** A signed number of 32 bits. */
  int zigzag32(String what) {
    long value = zigzag();
    if ((int) value != value) {
      throw FrameException.damaged(what + " is " + value + ", which has more than 32 bits");
    }
    return (int) value;
  }

  byte[] bytes(int length) {
    need(length);
    byte[] value = new byte[length];
    System.arraycopy(frame, position, value, 0, length);
    position += length;
    return value;
  }

  /** Steps over {@code length} bytes. */
  void skip(int length) {
    need(length);
    position += length;
  }

  // ---- bits: a window of whole bytes, independent of the position above

  /**
   * Begins to read bits at byte {@code from}, up to byte {@code to}, both within what this reader
   * has passed.
   */
  void beginBits(int from, int to) {
    bit = (long) from << 3;
    bitEnd = (long) to << 3;
  }

  private void needBits(long count) {
    if (count > bitEnd - bit) {
      throw FrameException.damaged(
          "a cell's record is too short for what it announces, at byte " + (bit >>> 3));
    }
  }

  /** The next {@code width} bits, 1 to 32. */
  long bits(int width) {
    needBits(width);
    long word = (long) LONG.get(frame, (int) (bit >>> 3)) >>> (bit & 7);
    bit += width;
    return word & (1L << width) - 1;
  }

  /** The next {@code count} values of {@code width} bits, 1 to 32 or 64. */
  void unpack(long[] out, int count, int width) {
    needBits((long) count * width);
    byte[] b = frame;
    long at = bit;
    if (width > 32) {
      for (int i = 0; i < count; i++, at += 64) {
        int p = (int) (at >>> 3);
        int shift = (int) at & 7;
        // Shifting in two steps, because a shift by 64 would be one by 0.
        out[i] = (long) LONG.get(b, p) >>> shift | (b[p + 8] & 0xffL) << 1 << (63 - shift);
      }
    } else {
      long mask = (1L << width) - 1;
      for (int i = 0; i < count; i++, at += width) {
        out[i] = (long) LONG.get(b, (int) (at >>> 3)) >>> (at & 7) & mask;
      }
    }
    bit = at;
  }

  /** The next {@code length} bytes after the end of the present one. */
  byte[] alignedBytes(int length) {
    needBits((long) length << 3);
    byte[] value = new byte[length];
    System.arraycopy(frame, (int) (bit >>> 3), value, 0, length);
    bit += (long) length << 3;
    return value;
  }

  /** Goes on to the next whole byte. */
  void align() {
    bit = bit + 7 & ~7L;
  }

  /** Checks that the window was read to its end. */
  void endBits() {
    align();
    if (bit != bitEnd) {
      throw FrameException.damaged(
          "a cell's record is longer than its content, at byte " + (bit >>> 3));
    }
  }
}
