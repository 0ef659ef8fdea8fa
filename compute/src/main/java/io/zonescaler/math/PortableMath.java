package io.zonescaler.math;

/**
 * Gives game logic the transcendental functions that {@link java.lang.Math} has no portable answer
 * for: each result is the same 64 bits on every machine, JVM and port (I3).
 *
 * <p>{@code Math.sin} and its kin may be intrinsics that differ between processors, and {@code
 * StrictMath} cannot be reproduced in other languages without copying it. This class uses IEEE 754
 * {@code + - * /} and square root on doubles, comparisons, 32-bit integers and published tables,
 * and nothing else: no fused multiply-add and no 64-bit integer (bits are read as two words), so it
 * can be ported to JavaScript line by line. The vectors in {@code vectors.tsv} prove a port.
 *
 * <table>
 *   <caption>Largest error found, in units in the last place, against 113-bit arithmetic, in 5 million
 *   arguments per function: uniform, log-uniform, any bits, next to multiples of pi/2 and to 1</caption>
 *   <tr><th>function</th><th>range</th><th>error</th></tr>
 *   <tr><td>sin, cos</td><td>all finite</td><td>0.88</td></tr>
 *   <tr><td>tan</td><td>all finite</td><td>1.11</td></tr>
 *   <tr><td>atan, atan2</td><td>all</td><td>0.51</td></tr>
 *   <tr><td>exp</td><td>all</td><td>0.54; 0.76 if the result is subnormal</td></tr>
 *   <tr><td>log</td><td>all</td><td>0.501</td></tr>
 *   <tr><td>pow</td><td>all</td><td>0.58; 0.76 if the result is subnormal</td></tr>
 *   <tr><td>hypot2d</td><td>all</td><td>1.19</td></tr>
 * </table>
 *
 * <p>Special values follow {@link java.lang.Math}, zero signs included, and a result that is not a
 * number is always the one with bits {@code 0x7ff8000000000000}: processors differ in the sign of
 * the NaN they make, and state is compared on raw bits. Exact results ({@code pow(3, 4)}) are
 * exact.
 *
 * <p>Thread-safe; allocates nothing, save for angles beyond 1.6 million radians.
 */
public final class PortableMath {
  /** The double nearest to pi. */
  public static final double PI = 0x1.921fb54442d18p1;

  private static final double HUGE = 0x1p500;
  private static final double TINY = 0x1p-500;
  private static final double SHRINK = 0x1p-600;
  private static final double GROW = 0x1p600;

  private PortableMath() {}

  /**
   * Returns the sine of an angle in radians. Any finite angle is reduced exactly; beyond 1.6
   * million the reduction takes several times as long. NaN for an infinite or NaN angle.
   */
  public static double sin(double angle) {
    return Trigonometry.sin(angle);
  }

  /** Returns the cosine of an angle in radians; ranges as for {@link #sin}. */
  public static double cos(double angle) {
    return Trigonometry.cos(angle);
  }

  /** Returns the tangent of an angle in radians; ranges as for {@link #sin}. */
  public static double tan(double angle) {
    return Trigonometry.tan(angle);
  }

  /** Returns the angle in [-pi/2, pi/2] whose tangent is {@code tangent}. */
  public static double atan(double tangent) {
    return ArcTangent.atan2(tangent, 1.0);
  }

  /**
   * Returns the angle in [-pi, pi] of the point (x, y), counted from the x axis. As in {@link
   * java.lang.Math#atan2}, {@code atan2(±0, x)} is ±0 for {@code x >= +0} and ±pi else.
   */
  public static double atan2(double y, double x) {
    return ArcTangent.atan2(y, x);
  }

  /** Returns e to the {@code exponent}: +infinity above 709.79, 0 below -745.14. */
  public static double exp(double exponent) {
    return Exponential.exp(exponent);
  }

  /** Returns the natural logarithm: -infinity for a zero, NaN for a negative number. */
  public static double log(double x) {
    return Logarithm.log(x);
  }

  /**
   * Returns {@code base} to the {@code exponent}, with the special cases of {@link
   * java.lang.Math#pow}: in particular 1 for a zero exponent, NaN for a base of ±1 with an infinite
   * exponent, and NaN for a negative base with an exponent that is not an integer.
   */
  public static double pow(double base, double exponent) {
    return Logarithm.pow(base, exponent);
  }

  /**
   * Returns the length {@code sqrt(x² + y²)} of a vector, without overflow or underflow on the way.
   * Infinite if either component is infinite, even if the other is NaN.
   */
  public static double hypot2d(double x, double y) {
    double ax = Exact.abs(x);
    double ay = Exact.abs(y);
    if (ax == Double.POSITIVE_INFINITY || ay == Double.POSITIVE_INFINITY) {
      return Double.POSITIVE_INFINITY;
    }
    if (Double.isNaN(x) || Double.isNaN(y)) {
      return Double.NaN;
    }
    double larger = ax > ay ? ax : ay;
    if (larger > HUGE) {
      return length(ax * SHRINK, ay * SHRINK) * GROW;
    }
    if (larger < TINY) {
      return length(ax * GROW, ay * GROW) * SHRINK;
    }
    return length(ax, ay);
  }

  private static double length(double x, double y) {
    return Math.sqrt(x * x + y * y);
  }
}
