package io.zonescaler.server.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
  private @Nullable Gauge clients;

  /** From now on, how many there are is told. */
  void countClients(String node, Supplier<Number> number) {
    clients =
        Gauge.builder(NAME + "clients", number)
            .description("Clients that are connected to this node")
            .tag("gateway", node)
            .register(Metrics.globalRegistry);
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
    if (clients != null) {
      Metrics.globalRegistry.remove(clients);
    }
  }
}
