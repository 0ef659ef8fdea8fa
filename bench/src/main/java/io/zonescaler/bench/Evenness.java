package io.zonescaler.bench;

import io.zonescaler.cluster.Decision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How even nodes were, look by look. */
final class Evenness {
  /** What is even enough. */
  private static final double EVEN = 1.15;

  private final List<Double> uneven = new ArrayList<>();

  /** The largest load over the mean; 1 if there is no load. */
  static double maxByMean(double[] loads) {
    double sum = Arrays.stream(loads).sum();
    return sum == 0 ? 1 : Arrays.stream(loads).max().orElse(0) * loads.length / sum;
  }

  void add(double[] loads) {
    uneven.add(maxByMean(loads));
  }

  /** How much below a part of the looks was. */
  private double at(double part) {
    List<Double> sorted = uneven.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1, part * sorted.size()));
  }

  /** Median and what nine of ten were below. */
  String spread() {
    return String.format(Locale.ROOT, "median %.2f, 90 %% below %.2f", at(0.5), at(0.9));
  }

  /** The same, and how often that was even enough. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s, %.0f %% of the time up to %.2f",
        spread(),
        100.0 * uneven.stream().filter(u -> u <= EVEN).count() / uneven.size(),
        EVEN);
  }

  /** How many moves, splits and merges there were per minute, given what was decided. */
  static String changes(List<String> decided, int seconds) {
    return String.format(
        Locale.ROOT,
        "per minute %.1f moves, %.1f splits, %.1f merges",
        perMinute(decided, "move", seconds),
        perMinute(decided, "split", seconds),
        perMinute(decided, "merge", seconds));
  }

  private static double perMinute(List<String> decided, String change, int seconds) {
    return 60.0
        * decided.stream()
            .filter(what -> what.startsWith(change) && !Decision.isRefusal(what))
            .count()
        / seconds;
  }
}
