package io.zonescaler.bench;

import io.zonescaler.server.bots.BotGap;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;

/** What clients saw of one kind of fault, and what is asked. */
final class FaultRow {
  private static final int TENTHS = 10;

  /**
   * Longest gaps that are asked, in milliseconds; infinite if nothing is.
   *
   * @param median of the clients of other nodes
   * @param worst of the clients of other nodes
   * @param own worst of the clients of the node itself, which had to change to another one
   */
  record Asked(double median, double worst, double own) {}

  private final String name;
  private final Asked asked;
  private int times;

  /** Longest gaps in tenths of a millisecond, one value per client and fault. */
  private final Histogram others = new Histogram(3);

  private final Histogram own = new Histogram(3);

  FaultRow(String name, Asked asked) {
    this.name = name;
    this.asked = asked;
  }

  String name() {
    return name;
  }

  /** Takes in a fault's gaps and tells the longest ones as two columns. */
  String add(List<BotGap> gaps) {
    times++;
    for (BotGap gap : gaps) {
      (gap.reconnected() ? own : others).recordValue(Math.round(gap.millis() * TENTHS));
    }
    return "%13.0f %14.0f"
        .formatted(longest(gaps, gap -> !gap.reconnected()), longest(gaps, BotGap::reconnected));
  }

  private static double longest(List<BotGap> gaps, Predicate<BotGap> which) {
    return gaps.stream().filter(which).mapToDouble(BotGap::millis).max().orElse(0);
  }

  /** Prints what was measured and asked, if it ever happened; whether it holds. */
  boolean verdict() {
    if (times == 0) {
      return true;
    }
    boolean held = says("gap of others, median", percentile(others, 50), asked.median);
    held &= says("gap of others, worst", percentile(others, 100), asked.worst);
    held &= says("gap of the node's own, worst", percentile(own, 100), asked.own);
    return held;
  }

  private static double percentile(Histogram gaps, double percentile) {
    return gaps.getValueAtPercentile(percentile) / (double) TENTHS;
  }

  private boolean says(String what, double millis, double most) {
    boolean holds = millis <= most;
    String limit = Double.isInfinite(most) ? "" : String.format(Locale.ROOT, ", asked %.0f", most);
    System.out.printf(
        "%s %s x %d: %s: %.0f ms%s%n",
        holds ? "holds  " : "FAILS  ", name, times, what, millis, limit);
    return holds;
  }
}
