package io.zonescaler.cluster;

/** The last few spans of time in which something was so, in milliseconds. */
final class Spans {
  private static final int KEPT = 16;

  private final long[] from = new long[KEPT];
  private final long[] to = new long[KEPT];
  private int newest;

  /** It was so in a span that ends no earlier than those before; what touches is one span. */
  void add(long fromMillis, long toMillis) {
    if (fromMillis > to[newest]) {
      newest = (newest + 1) % KEPT;
      from[newest] = fromMillis;
    }
    to[newest] = toMillis;
  }

  /** For how long it was so between two moments, as far back as is known. */
  long within(long fromMillis, long toMillis) {
    long sum = 0;
    for (int i = 0; i < KEPT; i++) {
      sum += Math.max(0, Math.min(to[i], toMillis) - Math.max(from[i], fromMillis));
    }
    return sum;
  }
}
