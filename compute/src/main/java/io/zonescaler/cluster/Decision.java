package io.zonescaler.cluster;

/**
 * Something that was decided about zones and nodes, with what it was for.
 *
 * @param id what tells it from others; later ones are larger
 * @param millis when it was decided, in milliseconds since 1970
 * @param tick the world's tick then
 * @param automatic whether the load led to it, and no operator
 * @param what what is done, as a short sentence
 * @param reason why, as a sentence
 * @param before load of the fullest node then, as a part of what it has; NaN if not known
 * @param predicted the same as it should be then; NaN if nothing was predicted
 * @param achieved the same as it was some time after; NaN until then
 */
public record Decision(
    long id,
    long millis,
    long tick,
    boolean automatic,
    String what,
    String reason,
    double before,
    double predicted,
    double achieved) {
  private static final String REFUSED = " is not made";

  /** What is decided when something that was wanted is not made. */
  public static String refusal(String wanted) {
    return wanted + REFUSED;
  }

  /** Whether it is that something is not made. */
  public boolean isRefusal() {
    return isRefusal(what);
  }

  /** Whether what is decided is that something is not made. */
  public static boolean isRefusal(String what) {
    return what.endsWith(REFUSED);
  }

  /** The same, with what has come of it. */
  public Decision withAchieved(double now) {
    return new Decision(id, millis, tick, automatic, what, reason, before, predicted, now);
  }
}
