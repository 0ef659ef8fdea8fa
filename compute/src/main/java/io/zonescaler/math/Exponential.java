package io.zonescaler.math;

/**
 * Computes e to a power that is given in one or two doubles, for {@code exp} and for {@link
 * Logarithm#pow}.
 *
 * <p>Algorithm: P. T. P. Tang, "Table-driven implementation of the exponential function in IEEE
 * floating-point arithmetic", ACM TOMS 15 (1989): {@code e^x = 2^k * 2^(j/32) * e^r} with |r| at
 * most log(2)/64, 2^(j/32) from a table in two doubles and e^r by a polynomial whose own error is
 * below 2^-61.
 */
final class Exponential {
  private static final double STEPS_PER_UNIT = 0x1.71547652b82fep5;
  private static final double STEP_HIGH = 0x1.62e42fefap-6;
  private static final double STEP_LOW = 0x1.cf79abc9e3b3ap-45;

  private static final double E2 = 0.5;
  private static final double E3 = 0x1.555555554d865p-3;
  private static final double E4 = 0x1.55555555516e4p-5;
  private static final double E5 = 0x1.111150cbf1733p-7;
  private static final double E6 = 0x1.6c170124c7447p-10;

  private static final double LARGEST = 709.8;
  private static final double SMALLEST = -745.2;

  private Exponential() {}

  static double exp(double x) {
    return Double.isNaN(x) ? Double.NaN : exp(x, 0.0);
  }

  /**
   * Returns e^(high + low), where {@code high} is not NaN and {@code low} is below its last bit.
   */
  static double exp(double high, double low) {
    if (high > LARGEST) {
      return Double.POSITIVE_INFINITY;
    }
    if (high < SMALLEST) {
      return 0.0;
    }
    double n = Exact.round(high * STEPS_PER_UNIT);
    int steps = (int) n;
    double r = ((high - n * STEP_HIGH) - n * STEP_LOW) + low;
    double p = r + r * r * (E2 + r * (E3 + r * (E4 + r * (E5 + r * E6))));
    double table = MathTables.EXP2_HIGH[steps & 31];
    double value = table + (MathTables.EXP2_LOW[steps & 31] + table * p);
    return scale(value, steps >> 5);
  }

  /** Returns {@code value * 2^k}, rounded once, for a value near 1 to 2 and k in -1080..1024. */
  private static double scale(double value, int k) {
    if (k > 1023) {
      return value * 0x1p1023 * 2.0;
    }
    if (k < -1021) {
      return value * Exact.powerOfTwo(k + 100) * 0x1p-100;
    }
    return value * Exact.powerOfTwo(k);
  }
}
