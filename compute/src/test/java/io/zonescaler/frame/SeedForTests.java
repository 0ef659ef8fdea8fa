package io.zonescaler.frame;

/**
 * The seed of a random test: a new one each time, printed, or the one given with {@code
 * -Dframe.seed=}.
 */
final class SeedForTests {
  private SeedForTests() {}

  static long next() {
    long seed = Long.getLong("frame.seed", System.nanoTime());
    System.out.println("frame.seed=" + seed);
    return seed;
  }
}
