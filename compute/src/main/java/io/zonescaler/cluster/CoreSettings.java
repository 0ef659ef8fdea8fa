package io.zonescaler.cluster;

/**
 * What a node's state machine can be told.
 *
 * @param stuckAfterMillis a kernel that runs longer than this makes its zone idle for the tick
 *     (invariant I5)
 * @param followRetryMillis a followed zone without news for that long is asked for again, or read
 *     from the store
 * @param reportMillis time between two reports
 * @param cores cores that the node has for its zones
 * @param flows whether the node tells where its zones' entities are heading, see {@link Forecasts}
 */
public record CoreSettings(
    long stuckAfterMillis, long followRetryMillis, long reportMillis, double cores, boolean flows) {
  /** Settings of a node with one core that tells no flows. */
  public CoreSettings(long stuckAfterMillis, long followRetryMillis, long reportMillis) {
    this(stuckAfterMillis, followRetryMillis, reportMillis, 1, false);
  }

  /** Defaults for 20 ticks per second. */
  public static CoreSettings defaults() {
    return new CoreSettings(2000, 250, 250);
  }
}
