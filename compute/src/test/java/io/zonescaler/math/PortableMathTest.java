package io.zonescaler.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds PortableMath to its published vectors, and to StrictMath where accuracy matters. */
class PortableMathTest {
  private static final int SAMPLES = 200_000;

  /** StrictMath is itself within 1 ulp, hypot2d and tan are within 1.2. */
  private static final long ALLOWED_ULPS = 2;

  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -1,
    2,
    -2,
    3,
    0.5,
    -2.5,
    1e300,
    -1e300,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  private static final List<Function> FUNCTIONS =
      List.of(
          new Function("sin", one(PortableMath::sin), one(StrictMath::sin), 1e6),
          new Function("cos", one(PortableMath::cos), one(StrictMath::cos), 1e6),
          new Function("tan", one(PortableMath::tan), one(StrictMath::tan), 1e6),
          new Function("atan", one(PortableMath::atan), one(StrictMath::atan), 50),
          new Function("atan2", PortableMath::atan2, StrictMath::atan2, 1e4),
          new Function("exp", one(PortableMath::exp), one(StrictMath::exp), 745),
          new Function("log", one(PortableMath::log), one(StrictMath::log), 1e6),
          new Function("pow", PortableMath::pow, StrictMath::pow, 80),
          new Function("hypot2d", PortableMath::hypot2d, StrictMath::hypot, 1e6));

  record Function(
      String name, DoubleBinaryOperator portable, DoubleBinaryOperator reference, double range) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static DoubleBinaryOperator one(DoubleUnaryOperator function) {
    return (x, unused) -> function.applyAsDouble(x);
  }

  static List<Function> functions() {
    return FUNCTIONS;
  }

  @Test
  void everyPublishedVectorIsReproducedBitByBit() throws IOException {
    List<String> differences = new ArrayList<>();
    Map<String, Integer> count = new TreeMap<>();
    for (String line : vectors()) {
      String[] columns = line.split("\t", -1);
      long[] bits = new long[columns.length - 1];
      for (int i = 0; i < bits.length; i++) {
        bits[i] = Long.parseUnsignedLong(columns[i + 1], 16);
      }
      long result = apply(columns[0], bits);
      if (result != bits[bits.length - 1]) {
        differences.add(line + ", but this machine gives " + Long.toHexString(result));
      }
      count.merge(columns[0], 1, Integer::sum);
    }
    assertThat(differences).isEmpty();
    assertThat(count).hasSize(13).allSatisfy((name, n) -> assertThat(n).isGreaterThanOrEqualTo(40));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void randomArgumentsAgreeWithStrictMath(Function function) {
    long seed = Long.getLong("zonescaler.test.seed", System.nanoTime());
    System.out.println(function + ": rerun with -Dzonescaler.test.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < SAMPLES; i++) {
      double range = function.range() * Math.scalb(1.0, -random.nextInt(20));
      double x = range * (2.0 * random.nextDouble() - 1.0);
      double y = range * (2.0 * random.nextDouble() - 1.0);
      assertClose(function, x, y, seed);
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void anyBitsAgreeWithStrictMath(Function function) {
    long seed = Long.getLong("zonescaler.test.seed", System.nanoTime());
    System.out.println(function + ": rerun with -Dzonescaler.test.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < SAMPLES; i++) {
      double x = Double.longBitsToDouble(random.nextLong());
      double y = Double.longBitsToDouble(random.nextLong());
      assertClose(function, x, y, seed);
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void specialArgumentsAgreeWithStrictMath(Function function) {
    for (double x : SPECIAL) {
      for (double y : SPECIAL) {
        assertClose(function, x, y, 0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void everyNanHasTheSameBits(Function function) {
    double odd = Double.longBitsToDouble(0xfff8_0000_dead_beefL);
    double result = function.portable().applyAsDouble(odd, odd);
    assertThat(Double.doubleToRawLongBits(result)).isEqualTo(0x7ff8_0000_0000_0000L);
  }

  @Test
  void exactPowersAreExact() {
    for (int base = -20; base <= 20; base++) {
      double product = 1.0;
      for (int exponent = 0; exponent <= 12; exponent++) {
        assertThat(PortableMath.pow(base, exponent)).isEqualTo(product);
        product *= base;
      }
    }
  }

  @Test
  void theLargestAnglesAreReducedExactly() {
    // The double closest to a multiple of pi/2: what the cosine leaves is below 2^-60.
    double worst = Math.scalb(6381956970095103.0, 797);
    assertThat(PortableMath.cos(worst)).isEqualTo(-4.687165924254628E-19);
    assertThat(PortableMath.sin(worst)).isEqualTo(1.0);
  }

  private static void assertClose(Function function, double x, double y, long seed) {
    double actual = function.portable().applyAsDouble(x, y);
    double expected = function.reference().applyAsDouble(x, y);
    boolean close =
        Double.isNaN(expected)
            ? Double.isNaN(actual)
            : Math.abs(ordinal(actual) - ordinal(expected)) <= ALLOWED_ULPS
                && Math.copySign(1.0, actual) == Math.copySign(1.0, expected);
    assertThat(close)
        .as("%s(%s, %s) is %s, StrictMath: %s; seed %s", function, x, y, actual, expected, seed)
        .isTrue();
  }

  /** Numbers the doubles in order, so that neighbours differ by one. */
  private static long ordinal(double x) {
    long bits = Double.doubleToRawLongBits(x);
    return bits < 0 ? Long.MIN_VALUE - bits : bits;
  }

  private static long apply(String name, long[] bits) {
    int arguments = bits.length - 1;
    return switch (name) {
      case "mix64" -> StableHash.mix64(bits[0]);
      case "unit" -> Double.doubleToRawLongBits(StableHash.unit(bits[0]));
      case "bounded" -> StableHash.bounded(bits[0], (int) bits[1]);
      case "hash" ->
          switch (arguments) {
            case 2 -> StableHash.hash(bits[0], bits[1]);
            case 3 -> StableHash.hash(bits[0], bits[1], bits[2]);
            default -> StableHash.hash(bits[0], bits[1], bits[2], bits[3]);
          };
      default -> {
        Function function =
            FUNCTIONS.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
        double x = Double.longBitsToDouble(bits[0]);
        double y = arguments == 1 ? 0.0 : Double.longBitsToDouble(bits[1]);
        yield Double.doubleToRawLongBits(function.portable().applyAsDouble(x, y));
      }
    };
  }

  private static List<String> vectors() throws IOException {
    try (InputStream in =
            Objects.requireNonNull(PortableMathTest.class.getResourceAsStream("vectors.tsv"));
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }
}
