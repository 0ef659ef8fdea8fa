package io.zonescaler.math;

/**
 * Computes the natural logarithm in two doubles: {@code log} rounds them, {@code pow} multiplies
 * them with the exponent first, which needs the extra bits.
 *
 * <p>Algorithm: P. T. P. Tang, "Table-driven implementation of the logarithm function in IEEE
 * floating-point arithmetic", ACM TOMS 16 (1990): {@code x = 2^k * z} with z in [0.6875, 1.375),
 * {@code log(x) = k log(2) - log(c) + log(1 + r)}, where c is a short reciprocal of z's
 * sub-interval and {@code r = z c - 1} is exact. Around 1, c is 1, so nothing cancels. The two
 * doubles are within 2^-65 of the logarithm, relatively.
 */
final class Logarithm {
  private static final int TABLE_START = 0x3fe60000;
  private static final double LN2_HIGH = 0x1.62e42fefa38p-1;
  private static final double LN2_LOW = 0x1.ef35793c7673p-45;

  private static final double L3 = 0x1.5555555555555p-2;
  private static final double L4 = -0x1.0p-2;
  private static final double L5 = 0x1.9999999999999p-3;
  private static final double L6 = -0x1.555555555a55fp-3;
  private static final double L7 = 0x1.2492492496e73p-3;
  private static final double L8 = -0x1.fffffdbfc31b2p-4;
  private static final double L9 = 0x1.c71c6fb33533p-4;
  private static final double L10 = -0x1.99c99d757e68dp-4;
  private static final double L11 = 0x1.7489698afe59fp-4;

  private static final double SMALLEST_NORMAL = 0x1p-1022;

  /** Any base but 1 to a power beyond this overflows or vanishes. */
  private static final double LARGEST_EXPONENT = 0x1p64;

  private static final double TWO_53 = 0x1p53;

  private Logarithm() {}

  static double log(double x) {
    if (x > 0.0 && x < Double.POSITIVE_INFINITY) {
      return logTimes(x, 1.0, false);
    }
    if (x == 0.0) {
      return Double.NEGATIVE_INFINITY;
    }
    return x > 0.0 ? x : Double.NaN;
  }

  static double pow(double base, double exponent) {
    if (exponent == 0.0) {
      return 1.0;
    }
    if (Double.isNaN(base) || Double.isNaN(exponent)) {
      return Double.NaN;
    }
    double magnitude = Exact.abs(base);
    if (Exact.abs(exponent) == Double.POSITIVE_INFINITY) {
      if (magnitude == 1.0) {
        return Double.NaN;
      }
      return magnitude > 1.0 == exponent > 0.0 ? Double.POSITIVE_INFINITY : 0.0;
    }
    boolean integer = isInteger(exponent);
    if (base < 0.0 && !integer && magnitude < Double.POSITIVE_INFINITY) {
      return Double.NaN;
    }
    double power = powOfPositive(magnitude, exponent);
    boolean odd = integer && !isInteger(0.5 * exponent);
    return odd && Exact.negative(base) ? -power : power;
  }

  private static boolean isInteger(double x) {
    return Exact.abs(x) >= TWO_53 || Math.floor(x) == x;
  }

  /** Raises a base from [+0, +infinity] to a finite exponent that is not 0. */
  private static double powOfPositive(double base, double exponent) {
    if (base == 0.0 || base == Double.POSITIVE_INFINITY) {
      return base == 0.0 == exponent > 0.0 ? 0.0 : Double.POSITIVE_INFINITY;
    }
    if (base == 1.0) {
      return 1.0;
    }
    if (Exact.abs(exponent) > LARGEST_EXPONENT) {
      return base > 1.0 == exponent > 0.0 ? Double.POSITIVE_INFINITY : 0.0;
    }
    return logTimes(base, exponent, true);
  }

  /**
   * Returns the logarithm of a positive finite {@code x}, or else, if {@code power}, e to the
   * {@code factor} times that logarithm. One method does both because two doubles cannot be
   * returned without an allocation.
   */
  private static double logTimes(double x, double factor, boolean power) {
    int subnormal = x < SMALLEST_NORMAL ? 54 : 0;
    double normal = subnormal == 0 ? x : x * 0x1p54;
    int word = Exact.highWord(normal);
    int offset = word - TABLE_START;
    int j = (offset >> 14) & 63;
    int binades = offset >> 20;
    double k = binades - subnormal;

    double c = MathTables.LOG_C[j];
    double z = Exact.withHighWord(word - (binades << 20), normal);
    double zHigh = Exact.withHighWord(word - (binades << 20), 0.0);
    double rHigh = zHigh * c - 1.0;
    double rRest = (z - zHigh) * c;
    double r = rHigh + rRest;
    double rLow = Exact.sumError(rHigh, rRest, r);

    double base = k * LN2_HIGH + MathTables.LOG_HIGH[j];
    double sum = base + r;
    double halfSquare = 0.5 * r * r;
    double high = sum - halfSquare;
    double p = L5 + r * (L6 + r * (L7 + r * (L8 + r * (L9 + r * (L10 + r * L11)))));
    double low =
        (k * LN2_LOW + MathTables.LOG_LOW[j])
            + ((base - sum) + r)
            + ((sum - high) - halfSquare)
            - Exact.productError(0.5 * r, r, halfSquare)
            + (rLow - r * rLow)
            + r * r * r * (L3 + r * (L4 + r * p));
    double log = high + low;
    return power ? expOfProduct(log, low - (log - high), factor) : log;
  }

  private static double expOfProduct(double log, double logLow, double factor) {
    double product = factor * log;
    double error = Exact.productError(factor, log, product) + factor * logLow;
    return Exponential.exp(product, error);
  }
}
