package io.zonescaler.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds StableHash to the published SplitMix64 sequence and to what ids and draws need of it. */
class StableHashTest {
  @Test
  void mixingGammaStepsGivesThePublishedSplitMix64Sequence() {
    // Seed 1234567, as printed by the public-domain splitmix64.c of S. Vigna.
    String[] published = {
      "6457827717110365317",
      "3203168211198807973",
      "9817491932198370423",
      "4593380528125082431",
      "16408922859458223821"
    };
    long state = 1234567;
    for (String expected : published) {
      state += StableHash.GOLDEN_GAMMA;
      assertThat(Long.toUnsignedString(StableHash.mix64(state))).isEqualTo(expected);
    }
  }

  @Test
  void everyInputBitFlipsAboutHalfOfTheOutputBits() {
    int samples = 4_000;
    for (int argument = 0; argument < 4; argument++) {
      for (int bit = 0; bit < 64; bit++) {
        long flips = 0;
        for (int i = 0; i < samples; i++) {
          long[] v = {i, i * 3L, -i, 7};
          long before = StableHash.hash(v[0], v[1], v[2], v[3]);
          v[argument] ^= 1L << bit;
          flips += Long.bitCount(before ^ StableHash.hash(v[0], v[1], v[2], v[3]));
        }
        double mean = flips / (double) samples;
        // The mean of 4,000 binomial(64, 1/2) draws has a deviation of 0.063.
        assertThat(mean).as("argument %s, bit %s", argument, bit).isBetween(31.6, 32.4);
      }
    }
  }

  @Test
  void orderCountAndSmallDifferencesOfArgumentsAllMatter() {
    Set<Long> seen = new HashSet<>();
    int hashes = 0;
    for (long a = -20; a < 20; a++) {
      for (long b = -20; b < 20; b++) {
        seen.add(StableHash.hash(a, b));
        hashes++;
        for (long c = -20; c < 20; c++) {
          seen.add(StableHash.hash(a, b, c));
          seen.add(StableHash.hash(a, b, c, 0));
          hashes += 2;
        }
      }
    }
    assertThat(seen).hasSize(hashes);
  }

  @Test
  void unitStaysBelowOneAndIsEven() {
    assertThat(StableHash.unit(0)).isEqualTo(0.0);
    assertThat(StableHash.unit(-1)).isEqualTo(1.0 - 0x1p-53);
    double sum = 0.0;
    int samples = 100_000;
    for (int i = 0; i < samples; i++) {
      sum += StableHash.unit(StableHash.hash(42, i));
    }
    assertThat(sum / samples).isBetween(0.496, 0.504);
  }

  @Test
  void boundedReachesEveryValueEvenly() {
    int[] count = new int[6];
    for (int i = 0; i < 60_000; i++) {
      count[StableHash.bounded(StableHash.hash(1, i), 6)]++;
    }
    for (int n : count) {
      assertThat(n).isBetween(9_600, 10_400);
    }
    assertThat(StableHash.bounded(-1, Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE - 1);
    assertThat(StableHash.bounded(0, Integer.MAX_VALUE)).isZero();
  }

  @Test
  void boundedRefusesAnEmptyRange() {
    assertThatThrownBy(() -> StableHash.bounded(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be at least 1");
  }
}
