package io.zonescaler.math;

/**
 * Gives the same 64-bit hash of the same numbers everywhere, which is what entity ids, random draws
 * and the world hash are made of (I8).
 *
 * <p>Random numbers come from here and not from a generator with state: {@code unit(hash(seed,
 * tick, entity, draw))} depends on nothing but its arguments, so not on thread, zone or order. Not
 * for secrets: every function can be inverted.
 */
public final class StableHash {
  /** 2^64 divided by the golden ratio, made odd: the step of SplitMix64. */
  public static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private static final double UNIT = 0x1p-53;

  private StableHash() {}

  /**
   * Mixes 64 bits so that each input bit flips each output bit with a chance near one half. A
   * bijection with {@code mix64(0) == 0}.
   *
   * <p>Source: the finaliser of SplitMix64 (G. L. Steele, D. Lea and C. H. Flood, "Fast splittable
   * pseudorandom number generators", OOPSLA 2014), which is D. Stafford's variant 13 of the
   * finaliser of A. Appleby's MurmurHash3. {@code mix64(seed + n * GOLDEN_GAMMA)} is the n-th
   * number of the published SplitMix64.
   */
  public static long mix64(long x) {
    long z = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /**
   * Hashes two numbers, in order. With either fixed it is a bijection of the other, so they collide
   * only when both differ.
   */
  public static long hash(long a, long b) {
    return absorb(absorb(2, a), b);
  }

  /** Hashes three numbers, in order; bijective in each. */
  public static long hash(long a, long b, long c) {
    return absorb(absorb(absorb(3, a), b), c);
  }

  /** Hashes four numbers, in order; bijective in each. */
  public static long hash(long a, long b, long c, long d) {
    return absorb(absorb(absorb(absorb(4, a), b), c), d);
  }

  /**
   * Chains one number to a state; the first state is the count of numbers, which keeps them apart.
   */
  private static long absorb(long state, long value) {
    return mix64((state ^ value) + GOLDEN_GAMMA);
  }

  /** Maps a hash to a multiple of 2^-53 in [0, 1), by its upper 53 bits. */
  public static double unit(long hash) {
    return (hash >>> 11) * UNIT;
  }

  /**
   * Maps a hash to an integer in [0, bound), as the upper half of the 128-bit product {@code hash *
   * bound}. No result is likelier than another by more than {@code bound / 2^64}.
   *
   * <p>Source: D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019),
   * without its rejection step.
   *
   * @throws IllegalArgumentException if {@code bound} is not positive
   */
  public static int bounded(long hash, int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound is " + bound + "; it must be at least 1");
    }
    long upper = (hash >>> 32) * bound;
    long lower = (hash & 0xffffffffL) * bound;
    return (int) ((upper + (lower >>> 32)) >>> 32);
  }
}
