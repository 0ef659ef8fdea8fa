package io.zonescaler.math;

/**
 * Reduces angles that are too large for a cut pi/2, so that {@link Trigonometry} needs no range
 * limit.
 *
 * <p>Algorithm: M. Payne and R. Hanek, "Radian reduction for trigonometric functions", SIGNUM
 * Newsletter 18 (1983). The angle is written in digits of 24 bits, multiplied with those digits of
 * 2/pi that matter modulo 4, and summed from the lowest place up with balanced digits, so that an
 * angle close to a multiple of pi/2 loses nothing. Every product and sum is an exact double; what
 * is left out is below 2^-140.
 *
 * @param quadrant the number of quarter turns, modulo 4
 * @param high the rest in radians, within [-pi/4, pi/4]
 * @param low what {@code high} lacks of the rest
 */
record LargeAngle(int quadrant, double high, double low) {
  private static final int DIGIT_BITS = 24;
  private static final double BASE = 0x1p24;
  private static final double PER_BASE = 0x1p-24;
  private static final int FRACTION_DIGITS = 7;
  private static final double HALF_PI_HIGH = 0x1.921fb54442d18p0;
  private static final double HALF_PI_LOW = 0x1.1a62633145c07p-54;

  /** Reduces a finite angle of at least 1 radian. */
  static LargeAngle reduce(double angle) {
    int exponent = (Exact.highWord(angle) >>> 20) - 1023;
    int place = exponent / DIGIT_BITS;
    double rest = angle * Exact.powerOfTwo(-DIGIT_BITS * place);
    double x0 = Math.floor(rest);
    rest = (rest - x0) * BASE;
    double x1 = Math.floor(rest);
    rest = (rest - x1) * BASE;
    double x2 = Math.floor(rest);
    double x3 = (rest - x2) * BASE;

    double turns = 0.0;
    double turnsLow = 0.0;
    double carry = 0.0;
    for (int p = FRACTION_DIGITS; p > 0; p--) {
      double sum = column(place - 1 + p, x0, x1, x2, x3) + carry;
      carry = Math.floor(sum * PER_BASE + 0.5);
      double digit = (sum - carry * BASE) * Exact.powerOfTwo(-DIGIT_BITS * p);
      double total = digit + turns;
      turnsLow += Exact.sumError(digit, turns, total);
      turns = total;
    }
    double quarters = column(place - 1, x0, x1, x2, x3) + carry;
    int quadrant = (int) (quarters - 4.0 * Math.floor(0.25 * quarters));

    double product = turns * HALF_PI_HIGH;
    double error =
        Exact.productError(turns, HALF_PI_HIGH, product)
            + (turns * HALF_PI_LOW + turnsLow * HALF_PI_HIGH);
    double high = product + error;
    return new LargeAngle(quadrant, high, error - (high - product));
  }

  /** Returns the sum of the digit products of one place; {@code top} is the index that x0 meets. */
  private static double column(int top, double x0, double x1, double x2, double x3) {
    return x0 * digit(top) + x1 * digit(top - 1) + x2 * digit(top - 2) + x3 * digit(top - 3);
  }

  private static double digit(int index) {
    return index < 0 ? 0.0 : MathTables.TWO_OVER_PI[index];
  }
}
