package io.zonescaler.web.status;

import io.zonescaler.cluster.SlowTicks;
import io.zonescaler.cluster.SlowTicks.Cause;
import io.zonescaler.cluster.SlowTicks.SlowTick;
import io.zonescaler.cluster.TickTimes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The JSON of {@code /api/v1/slow-ticks}.
 *
 * @param budgetMillis how late a tick may be, in milliseconds
 * @param counts how many ticks each cause has made slow since the node began
 * @param slowTicks the last of them, the newest first
 */
public record SlowTicksJson(double budgetMillis, Map<String, Long> counts, List<Slow> slowTicks) {
  /**
   * A slow tick.
   *
   * @param time when it was released, as ISO 8601
   * @param tick the tick
   * @param zone id of the zone
   * @param lateMillis how late it was released
   * @param cause one of {@link Cause}, in lower case
   * @param source id of the zone that it waited for, if that is the cause; else empty
   * @param sourceNode who owned that zone; empty if unknown
   * @param millis what its lateness is made of, in the order in which it came about
   * @param stalledMillis for how long of it the node's loop stood
   * @param exchangeMillis for how long of it the grid was exchanging who has which slots
   */
  public record Slow(
      String time,
      long tick,
      String zone,
      long lateMillis,
      String cause,
      String source,
      String sourceNode,
      Map<String, Long> millis,
      long stalledMillis,
      long exchangeMillis) {}

  /** What a node has kept. */
  public static SlowTicksJson of(SlowTicks log) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Cause cause : Cause.values()) {
      counts.put(name(cause), log.count(cause));
    }
    return new SlowTicksJson(
        log.budgetMillis(), counts, log.newest().stream().map(SlowTicksJson::slow).toList());
  }

  /** A cause as the API and the metrics name it. */
  public static String name(Cause cause) {
    return cause.name().toLowerCase(Locale.ROOT);
  }

  private static Slow slow(SlowTick slow) {
    TickTimes times = slow.times();
    return new Slow(
        Instant.ofEpochMilli(times.safeMillis()).toString(),
        times.tick(),
        Long.toString(times.zone()),
        times.lateMillis(),
        name(slow.cause()),
        slow.source() == 0 ? "" : Long.toString(slow.source()),
        slow.sourceNode(),
        parts(times),
        times.stalledMillis(),
        times.exchangeMillis());
  }

  private static Map<String, Long> parts(TickTimes times) {
    Map<String, Long> parts = new LinkedHashMap<>();
    parts.put("behind", times.behindMillis());
    parts.put("loop", times.loopMillis());
    parts.put("wait", times.waitMillis());
    parts.put("queue", times.queueMillis());
    parts.put("kernel", times.kernelMillis());
    parts.put("commit", times.commitMillis());
    return parts;
  }
}
