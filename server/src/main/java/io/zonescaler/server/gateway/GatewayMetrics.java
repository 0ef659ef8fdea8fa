package io.zonescaler.server.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.zonescaler.cluster.GatewayReport;
import io.zonescaler.cluster.RecentTimes;
import io.zonescaler.cluster.RecentTimes.Percentiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * What a gateway does, and where it stops clients: in the process's metrics, and for the node's
 * reports. Nodes of one process have the metrics' counters in common. Gateway's thread only.
 */
final class GatewayMetrics implements AutoCloseable {
  private static final String NAME = "zonescaler.gateway.";
  private static final double MICROS = 1e6;

  private final Counter updates =
      Counter.builder(NAME + "updates")
          .description("Updates that were sent to clients")
          .register(Metrics.globalRegistry);
  private final Counter bytes =
      Counter.builder(NAME + "sent")
          .description("Bytes of messages that were sent to clients")
          .baseUnit("bytes")
          .register(Metrics.globalRegistry);
  private final Counter shortened =
      Counter.builder(NAME + "updates.shortened")
          .description("Updates that could not tell all, because of gateway.updateBytesPerSecond")
          .register(Metrics.globalRegistry);
  private final Counter resumed =
      Counter.builder(NAME + "resumed")
          .description("Sessions that went on in another stream, from any gateway")
          .register(Metrics.globalRegistry);
  private final Counter commands =
      Counter.builder(NAME + "commands")
          .description("Commands that were taken in from clients")
          .register(Metrics.globalRegistry);
  private final Counter refused =
      Counter.builder(NAME + "commands.refused")
          .description("Commands that the game has refused")
          .register(Metrics.globalRegistry);
  private final List<Gauge> gauges = new ArrayList<>();

  private final RecentTimes ackTimes = new RecentTimes();
  private final RecentTimes gaps = new RecentTimes();
  private final Map<String, Long> reached = new TreeMap<>();
  private long refusals;

  /** Since the last report. */
  private long newBytes;

  private long newUpdates;
  private long newCommands;
  private long nowMillis;
  private volatile GatewayReport newest = GatewayReport.NONE;

  /** At that time of the gateway's clock. */
  GatewayMetrics(long nowMillis) {
    this.nowMillis = nowMillis;
  }

  /** From now on, how many there are is told. */
  void count(String node, Supplier<Number> clients, Supplier<Number> lingering) {
    gauges.add(
        Gauge.builder(NAME + "clients", clients)
            .description("Clients that are connected to this node")
            .tag("gateway", node)
            .register(Metrics.globalRegistry));
    gauges.add(
        Gauge.builder(NAME + "lingering", lingering)
            .description("Sessions of lost clients, whose avatars wait for them")
            .tag("gateway", node)
            .register(Metrics.globalRegistry));
    countTimes(node, "ack", "From a command's arrival to its acknowledgement", GatewayReport::ack);
    countTimes(node, "gap", "From an update to a client's next one", GatewayReport::gap);
  }

  private void countTimes(
      String node, String name, String about, Function<GatewayReport, Percentiles> which) {
    Map<String, ToLongFunction<Percentiles>> quantiles =
        Map.of(
            "0.5",
            Percentiles::p50Micros,
            "0.99",
            Percentiles::p99Micros,
            "1",
            Percentiles::maxMicros);
    quantiles.forEach(
        (quantile, micros) ->
            gauges.add(
                Gauge.builder(NAME + name, () -> micros.applyAsLong(which.apply(newest)) / MICROS)
                    .description(about + ", of the last 30 to 60 s")
                    .baseUnit("seconds")
                    .tag("gateway", node)
                    .tag("quantile", quantile)
                    .register(Metrics.globalRegistry)));
  }

  /** What there is to tell, with rates since this was called last. */
  GatewayReport report(int clients, long now) {
    double seconds = Math.max(1, now - nowMillis) / 1000.0;
    nowMillis = now;
    GatewayReport report =
        new GatewayReport(
            clients,
            newBytes / seconds,
            newUpdates / seconds,
            newCommands / seconds,
            refusals,
            reached,
            ackTimes.percentiles(now),
            gaps.percentiles(now));
    newBytes = 0;
    newUpdates = 0;
    newCommands = 0;
    newest = report;
    return report;
  }

  void resumed() {
    resumed.increment();
  }

  void sent(int size) {
    bytes.increment(size);
    newBytes += size;
  }

  void updated() {
    updates.increment();
    newUpdates++;
  }

  /** So long a client had no update. */
  void waited(long nanos) {
    gaps.add(TimeUnit.NANOSECONDS.toMicros(nanos), nowMillis);
  }

  void commanded() {
    commands.increment();
    newCommands++;
  }

  /** A client is told what became of a command that came so long ago. */
  void acknowledged(long nanos, boolean isRefused) {
    ackTimes.add(TimeUnit.NANOSECONDS.toMicros(nanos), nowMillis);
    if (isRefused) {
      refused.increment();
      refusals++;
    }
  }

  void shortened() {
    shortened.increment();
    reached.merge(GatewayLimit.UPDATE_BYTES_PER_SECOND.key(), 1L, Long::sum);
  }

  /** A client's stream ends. */
  void ended(Refusal why) {
    GatewayLimit limit = why.limit();
    Counter.builder(NAME + "ended")
        .description("Clients' streams that this gateway has ended, and the limit that was reached")
        .tag("reason", why.reason().name().toLowerCase(Locale.ROOT))
        .tag("limit", limit == null ? "" : limit.key())
        .register(Metrics.globalRegistry)
        .increment();
    if (limit != null) {
      reached.merge(limit.key(), 1L, Long::sum);
    }
  }

  @Override
  public void close() {
    gauges.forEach(Metrics.globalRegistry::remove);
    gauges.clear();
  }
}
