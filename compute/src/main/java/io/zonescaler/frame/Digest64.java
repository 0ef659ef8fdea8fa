package io.zonescaler.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 64-bit digest of a frame: proves integrity (a damaged frame is told from a good one) and
 * identity (two frames of one tick are told apart). It is not cryptographic: whoever can write
 * frames can forge one.
 *
 * <p>Four lanes each take every fourth little-endian 8-byte word with the finaliser of SplitMix64
 * (Stafford's variant 13), a bijection, so that a change within one word never goes unnoticed; the
 * lanes, the remaining words and the length are then mixed in order. The result is part of the
 * frame format: it must never change without a new codec version.
 */
public final class Digest64 {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private Digest64() {}

  /**
   * A bijection of 64 bits in which every input bit changes every output bit with probability near
   * 1/2.
   */
  static long mix(long value) {
    long v = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    v = (v ^ (v >>> 27)) * 0x94d049bb133111ebL;
    return v ^ (v >>> 31);
  }

  /**
   * Digest of {@code bytes[from..to)}.
   *
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  public static long of(byte[] bytes, int from, int to) {
    int at = from;
    long a = GOLDEN;
    long b = mix(a);
    long c = mix(b);
    long d = mix(c);
    for (; at <= to - 32; at += 32) {
      a = mix(a ^ (long) WORD.get(bytes, at));
      b = mix(b ^ (long) WORD.get(bytes, at + 8));
      c = mix(c ^ (long) WORD.get(bytes, at + 16));
      d = mix(d ^ (long) WORD.get(bytes, at + 24));
    }
    long h = mix(a + GOLDEN * (to - from));
    h = mix(h + GOLDEN ^ b);
    h = mix(h + GOLDEN ^ c);
    h = mix(h + GOLDEN ^ d);
    for (; at <= to - 8; at += 8) {
      h = mix(h + GOLDEN ^ (long) WORD.get(bytes, at));
    }
    if (at < to) {
      long rest = 0;
      for (int i = to - 1; i >= at; i--) {
        rest = rest << 8 | (bytes[i] & 0xff);
      }
      h = mix(h + GOLDEN ^ rest);
    }
    return h;
  }
}
