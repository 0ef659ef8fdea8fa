package io.zonescaler.server.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What a gateway does, and where it stops clients, in the process's metrics. Nodes of one process
 * have them in common, but for the clients.
 */
final class GatewayMetrics implements AutoCloseable {
  private static final String NAME = "zonescaler.gateway.";

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
  private final List<Gauge> gauges = new ArrayList<>();

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
  }

  void resumed() {
    resumed.increment();
  }

  void sent(int size, boolean isUpdate) {
    bytes.increment(size);
    if (isUpdate) {
      updates.increment();
    }
  }

  void shortened() {
    shortened.increment();
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
  }

  @Override
  public void close() {
    gauges.forEach(Metrics.globalRegistry::remove);
    gauges.clear();
  }
}
