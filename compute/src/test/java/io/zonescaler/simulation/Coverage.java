package io.zonescaler.simulation;

import java.util.Map;
import java.util.TreeMap;

/**
 * How often what was to be tried has happened: a simulation in which nothing fails proves little.
 */
final class Coverage {
  private final Map<String, Long> counts = new TreeMap<>();

  void count(String what) {
    count(what, 1);
  }

  void count(String what, long times) {
    if (times > 0) {
      counts.merge(what, times, Long::sum);
    }
  }

  synchronized void add(Coverage other) {
    other.counts.forEach(this::count);
  }

  long of(String what) {
    return counts.getOrDefault(what, 0L);
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
