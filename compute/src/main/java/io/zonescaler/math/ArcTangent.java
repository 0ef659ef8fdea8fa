package io.zonescaler.math;

/**
 * Computes the angle of a point, the one inverse function that a game needs.
 *
 * <p>Algorithm: with t the smaller coordinate over the larger and c = j/16 the nearest table point,
 * {@code atan(t) = atan(c) + atan((t - c) / (1 + c t))}. The second argument is at most 1/31; it is
 * computed straight from the coordinates as a quotient in two doubles, so that the division costs
 * no accuracy. Table method after P. T. P. Tang, "Table-lookup algorithms for elementary functions
 * and their error analysis", ARITH 10 (1991).
 */
final class ArcTangent {
  private static final double PI_HIGH = 0x1.921fb54442d18p1;
  private static final double PI_LOW = 0x1.1a62633145c07p-53;
  private static final double HALF_PI_HIGH = 0x1.921fb54442d18p0;
  private static final double HALF_PI_LOW = 0x1.1a62633145c07p-54;

  private static final double T1 = -0x1.5555555555555p-2;
  private static final double T2 = 0x1.9999999999832p-3;
  private static final double T3 = -0x1.2492492204789p-3;
  private static final double T4 = 0x1.c71c3dc22f829p-4;
  private static final double T5 = -0x1.7384cd8547fbcp-4;

  private static final double NEGLIGIBLE = 0x1p-60;
  private static final double HUGE = 0x1p500;
  private static final double TINY = 0x1p-500;

  private ArcTangent() {}

  static double atan2(double y, double x) {
    if (Double.isNaN(x) || Double.isNaN(y)) {
      return Double.NaN;
    }
    double ax = Exact.abs(x);
    double ay = Exact.abs(y);
    double angle = special(ay, x, ax);
    if (angle < 0.0) {
      double larger = ax > ay ? ax : ay;
      if (larger > HUGE) {
        ax *= 0x1p-600;
        ay *= 0x1p-600;
      } else if (larger < TINY) {
        ax *= 0x1p600;
        ay *= 0x1p600;
      }
      if (x > 0.0 && ay < ax * NEGLIGIBLE) {
        return y / x;
      }
      angle = ay > ax ? angle(ax, ay, true, x < 0.0) : angle(ay, ax, false, x < 0.0);
    }
    return Exact.negative(y) ? -angle : angle;
  }

  /** Returns the angle of a point on an axis or at infinity, or -1 for any other. */
  private static double special(double ay, double x, double ax) {
    if (ay == Double.POSITIVE_INFINITY && ax == Double.POSITIVE_INFINITY) {
      return x > 0.0 ? 0.5 * HALF_PI_HIGH : 0x1.2d97c7f3321d2p1;
    }
    if (ay == 0.0 || ax == Double.POSITIVE_INFINITY) {
      return Exact.negative(x) ? PI_HIGH : 0.0;
    }
    if (ax == 0.0 || ay == Double.POSITIVE_INFINITY) {
      return HALF_PI_HIGH;
    }
    return -1.0;
  }

  /**
   * Returns the angle of a point above the x axis.
   *
   * @param n the smaller coordinate's magnitude
   * @param d the larger coordinate's magnitude
   * @param steep whether the smaller is x
   * @param left whether x is negative
   */
  private static double angle(double n, double d, boolean steep, boolean left) {
    double j = Exact.round(16.0 * (n / d));
    double c = 0.0625 * j;
    double cd = c * d;
    double cn = c * n;
    double top = n - cd;
    double topLow = -Exact.productError(c, d, cd);
    double bottom = d + cn;
    double bottomLow = cn - (bottom - d);

    double u = top / bottom;
    double product = u * bottom;
    double rest = (top - product) - Exact.productError(u, bottom, product);
    double uLow = (rest + topLow - u * bottomLow) / bottom;

    double z = u * u;
    double tail = z * u * (T1 + z * (T2 + z * (T3 + z * (T4 + z * T5))));
    double tableHigh = MathTables.ATAN_HIGH[(int) j];
    double high = tableHigh + u;
    double low = ((tableHigh - high) + u) + (MathTables.ATAN_LOW[(int) j] + (uLow + tail));
    if (!steep && !left) {
      return high + low;
    }
    double baseHigh = steep ? HALF_PI_HIGH : PI_HIGH;
    double baseLow = steep ? HALF_PI_LOW : PI_LOW;
    double part = steep == left ? high : -high;
    double partLow = steep == left ? low : -low;
    double sum = baseHigh + part;
    return sum + (((baseHigh - sum) + part) + (baseLow + partLow));
  }
}
