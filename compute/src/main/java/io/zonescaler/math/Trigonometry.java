package io.zonescaler.math;

/**
 * Computes sine, cosine and tangent from one reduction, so that the three agree on the quadrant.
 *
 * <p>Algorithm: the angle minus the nearest multiple n of pi/2, kept in two doubles, then a
 * polynomial on [-pi/4, pi/4]. Up to 2^20 multiples pi/2 is cut into pieces of 33 bits, whose
 * products with n are exact (W. J. Cody and W. Waite, "Software Manual for the Elementary
 * Functions", 1980; the cut is that of Sun's fdlibm, {@code e_rem_pio2.c}); beyond that see {@link
 * LargeAngle}. The polynomials interpolate sin and cos at Chebyshev nodes; their own error is below
 * 2^-56 of the result.
 */
final class Trigonometry {
  private static final double QUARTER_PI = 0x1.921fb54442d18p-1;
  private static final double TWO_OVER_PI = 0x1.45f306dc9c883p-1;
  private static final double CUT_LIMIT = 0x1.921fbp20;

  private static final double HALF_PI_1 = 0x1.921fb544p0;
  private static final double HALF_PI_2 = 0x1.0b4611a6p-34;
  private static final double HALF_PI_3 = 0x1.3198a2ep-69;
  private static final double HALF_PI_4 = 0x1.b839a252049c1p-104;

  /** Below this, sin(x) and tan(x) round to x and cos(x) rounds to 1. */
  private static final double NEGLIGIBLE = 0x1p-27;

  private static final double S1 = -0x1.5555555555555p-3;
  private static final double S2 = 0x1.1111111110babp-7;
  private static final double S3 = -0x1.a01a019e820aep-13;
  private static final double S4 = 0x1.71de37946ed6dp-19;
  private static final double S5 = -0x1.ae6008d114485p-26;
  private static final double S6 = 0x1.5e0a4fc16be59p-33;

  private static final double C1 = 0x1.5555555555555p-5;
  private static final double C2 = -0x1.6c16c16c16963p-10;
  private static final double C3 = 0x1.a01a019f4ddfdp-16;
  private static final double C4 = -0x1.27e4fa16cc2d1p-22;
  private static final double C5 = 0x1.1eeb67d026ec6p-29;
  private static final double C6 = -0x1.907cd8ff5ede7p-37;

  private enum Function {
    SIN,
    COS,
    TAN
  }

  private Trigonometry() {}

  static double sin(double x) {
    return Exact.abs(x) < NEGLIGIBLE ? x : reduce(x, Function.SIN);
  }

  static double cos(double x) {
    return Exact.abs(x) < NEGLIGIBLE ? 1.0 : reduce(x, Function.COS);
  }

  static double tan(double x) {
    return Exact.abs(x) < NEGLIGIBLE ? x : reduce(x, Function.TAN);
  }

  private static double reduce(double x, Function function) {
    double ax = Exact.abs(x);
    if (ax <= QUARTER_PI) {
      return evaluate(function, 0, x, 0.0);
    }
    if (ax < CUT_LIMIT) {
      double n = Exact.round(x * TWO_OVER_PI);
      double a = x - n * HALF_PI_1;
      double b = n * HALF_PI_2;
      double c = n * HALF_PI_3;
      double ab = a - b;
      double high = ab - c;
      double low = Exact.sumError(a, -b, ab) + Exact.sumError(ab, -c, high) - n * HALF_PI_4;
      double sum = high + low;
      return evaluate(function, (int) n, sum, low - (sum - high));
    }
    if (ax < Double.POSITIVE_INFINITY) {
      LargeAngle angle = LargeAngle.reduce(ax);
      return x < 0.0
          ? evaluate(function, -angle.quadrant(), -angle.high(), -angle.low())
          : evaluate(function, angle.quadrant(), angle.high(), angle.low());
    }
    return Double.NaN;
  }

  /** Evaluates a function at {@code quadrant * pi/2 + x + y}. */
  private static double evaluate(Function function, int quadrant, double x, double y) {
    if (function == Function.TAN) {
      return tangent((quadrant & 1) != 0, x, y);
    }
    int turned = function == Function.SIN ? quadrant : quadrant + 1;
    double value = (turned & 1) == 0 ? x + sineTail(x, y) : cosine(x, y);
    return (turned & 2) == 0 ? value : -value;
  }

  /** Returns sin(x + y) - x. */
  private static double sineTail(double x, double y) {
    double z = x * x;
    double p = S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)));
    return z * x * (S1 + z * p) + (y - 0.5 * z * y);
  }

  private static double cosine(double x, double y) {
    double half = 0.5 * (x * x);
    double head = 1.0 - half;
    return head + cosineTail(x, y, half, head);
  }

  /** Returns cos(x + y) - head, where {@code head} is the rounded {@code 1 - half}. */
  private static double cosineTail(double x, double y, double half, double head) {
    double z = x * x;
    double p = C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6))));
    return ((1.0 - head) - half) + (z * z * p - x * y);
  }

  /** Returns tan(x + y), or -1/tan(x + y) in an odd quadrant, by a corrected division. */
  private static double tangent(boolean odd, double x, double y) {
    double tail = sineTail(x, y);
    double sine = x + tail;
    double sineLow = tail - (sine - x);
    double half = 0.5 * (x * x);
    double head = 1.0 - half;
    tail = cosineTail(x, y, half, head);
    double cosine = head + tail;
    double cosineLow = tail - (cosine - head);
    return odd
        ? -quotient(cosine, cosineLow, sine, sineLow)
        : quotient(sine, sineLow, cosine, cosineLow);
  }

  private static double quotient(double n, double nLow, double d, double dLow) {
    double q = n / d;
    double product = q * d;
    double rest = (n - product) - Exact.productError(q, d, product);
    return q + (rest + nLow - q * dLow) / d;
  }
}
