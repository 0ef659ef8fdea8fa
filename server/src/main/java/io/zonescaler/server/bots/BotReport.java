package io.zonescaler.server.bots;

import org.HdrHistogram.Histogram;

/**
 * What a fleet of bots has seen; the fields are those of the command line's JSON.
 *
 * @param connected bots that were welcomed at least once
 * @param commandsSent commands
 * @param commandsAcked commands of which the bots know that they were consumed
 * @param commandsLost acknowledged commands that the world's own counters do not show
 * @param commandsDoubled commands that the world's own counters show too often
 * @param commandsOpen commands of which nothing was known at the end
 * @param commandsRefused acknowledged commands that the game refused
 * @param updates updates received
 * @param bytesReceived bytes of all messages received, before HTTP/2
 * @param updateBytes bytes of the updates' data alone
 * @param changedEntities entities that came into view or changed in view, summed over updates
 * @param skippedTicks ticks that were merged into later updates because a bot read too slowly
 * @param ackMillis from a command's sending to its acknowledgement
 * @param gapMillis of each bot, the longest time without a new tick
 * @param reconnects connections that ended unasked
 * @param resumed how often a session went on in another connection
 * @param begunAnew how often it had to begin anew there
 * @param firstRefusal why the first command that was refused was, or empty
 * @param firstTrouble what ended the first of them, or empty
 */
public record BotReport(
    int connected,
    long commandsSent,
    long commandsAcked,
    long commandsLost,
    long commandsDoubled,
    long commandsOpen,
    long commandsRefused,
    long updates,
    long bytesReceived,
    long updateBytes,
    long changedEntities,
    long skippedTicks,
    Percentiles ackMillis,
    Percentiles gapMillis,
    long reconnects,
    long resumed,
    long begunAnew,
    String firstRefusal,
    String firstTrouble) {
  /** What no bots have seen: nothing. */
  public static BotReport none() {
    return new BotTally().report(0, 0, 0);
  }

  /**
   * Of a distribution in milliseconds.
   *
   * @param p50 median
   * @param p99 99th percentile
   * @param max largest
   */
  public record Percentiles(double p50, double p99, double max) {
    /** Of a histogram of microseconds. */
    static Percentiles ofMicros(Histogram h) {
      return new Percentiles(
          h.getValueAtPercentile(50) / 1000.0,
          h.getValueAtPercentile(99) / 1000.0,
          h.getMaxValue() / 1000.0);
    }
  }
}
