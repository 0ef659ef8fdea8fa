package io.zonescaler.math;

/**
 * Collects the error-free steps that the functions of {@link PortableMath} are built from.
 *
 * <p>Source: T. J. Dekker, "A floating-point technique for extending the available precision",
 * Numerische Mathematik 18 (1971): {@code a * b} is exactly {@code product + productError}, if
 * neither overflows (factors below 2^990) nor loses bits to underflow (products above 2^-960).
 */
final class Exact {
  /** 2^27 + 1 cuts a 53-bit significand into two halves of 26 bits and a sign. */
  private static final double SPLITTER = 134217729.0;

  /** Adding and subtracting 1.5 * 2^52 rounds what is below 2^51 to the nearest integer. */
  private static final double ROUNDER = 0x1.8p52;

  private Exact() {}

  /** Returns {@code a * b - product} exactly, where {@code product} is the rounded product. */
  static double productError(double a, double b, double product) {
    double wideA = SPLITTER * a;
    double highA = wideA - (wideA - a);
    double lowA = a - highA;
    double wideB = SPLITTER * b;
    double highB = wideB - (wideB - b);
    double lowB = b - highB;
    return ((highA * highB - product) + highA * lowB + lowA * highB) + lowA * lowB;
  }

  /** Returns {@code a + b - sum} exactly, where {@code sum} is the rounded sum. */
  static double sumError(double a, double b, double sum) {
    double partOfB = sum - a;
    return (a - (sum - partOfB)) + (b - partOfB);
  }

  /** Returns the integer nearest to {@code x}, ties to even, for |x| below 2^51. */
  static double round(double x) {
    return (x + ROUNDER) - ROUNDER;
  }

  /** Returns |x|; of a zero, +0. */
  static double abs(double x) {
    return x <= 0.0 ? 0.0 - x : x;
  }

  /** Returns whether the sign bit is set, which tells -0 from +0. */
  static boolean negative(double x) {
    return highWord(x) < 0;
  }

  /** Returns the upper 32 bits: sign, 11 bits of exponent, 20 bits of significand. */
  static int highWord(double x) {
    return (int) (Double.doubleToRawLongBits(x) >>> 32);
  }

  /** Returns the double with these upper 32 bits and the lower 32 bits of {@code low}. */
  static double withHighWord(int high, double low) {
    long lower = Double.doubleToRawLongBits(low) & 0xffffffffL;
    return Double.longBitsToDouble(((long) high << 32) | lower);
  }

  /** Returns 2^k for k in -1022..1023. */
  static double powerOfTwo(int k) {
    return withHighWord((k + 1023) << 20, 0.0);
  }
}
