package io.zonescaler.web;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.zonescaler.cluster.SlowTicks;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.web.status.SlowTicksJson;
import io.zonescaler.web.status.Status;
import io.zonescaler.web.status.Status.ZoneStatus;
import io.zonescaler.web.status.StatusReader;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The node's metrics as Prometheus text: read from the status when they are scraped. */
final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final StatusReader reader;
  private final String node;
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final MultiGauge tickMicros;
  private final MultiGauge zoneEntities;
  private volatile Status status;

  Metrics(StatusReader reader, LiveFeed feed, WorldAccess access, SlowTicks slowTicks) {
    this.reader = reader;
    node = access.node();
    status = reader.read();
    registry.config().commonTags("node", node);
    // What other parts of the process count, such as the gateway.
    io.micrometer.core.instrument.Metrics.addRegistry(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    gc.bindTo(registry);

    gauge("tick", "Newest tick that all zones have made", s -> s.world().tick());
    gauge("speed", "Actual tick rate divided by the nominal one", s -> s.world().speed());
    gauge("horizon", "Last tick that may be run", s -> s.world().horizon());
    gauge("entities", "Entities of the world", s -> s.world().entities());
    gauge(
        "players", "Avatars in play, those that are teleported included", s -> s.world().players());
    gauge("zones", "Zones of the world", s -> s.zones().size());
    gauge("zones.owned", "Zones that this node owns", s -> own(s).size());
    gauge(
        "entities.owned",
        "Entities in zones that this node owns",
        s -> own(s).stream().mapToLong(ZoneStatus::entities).sum());
    gauge("slots.below", "Slots without enough backups", s -> s.redundancy().slotsBelow());
    gauge("audit.ok", "1 while every check of the audit held", s -> s.audit().ok() ? 1 : 0);
    gauge(
        "forecast.error",
        "Mean error of the load predicted for 30 s ahead, as a part of the mean load",
        s -> s.forecast().error());
    gauge(
        "forecast.error.of.same",
        "The same if nothing had been said to change",
        s -> s.forecast().errorOfSame());
    counter("audit.spawned", "Entities made", s -> s.audit().spawned());
    counter("audit.despawned", "Entities removed", s -> s.audit().despawned());
    counter("audit.broken", "Checks that did not hold", s -> s.audit().duplicates());
    counter("audit.failures", "Kernels that failed", s -> s.audit().failures());
    counter("audit.violations", "Too long steps and the like", s -> s.audit().violations());
    counter("audit.unchecked", "Ticks without all reports", s -> s.audit().unchecked());
    counter("audit.idle.frames", "Frames with idle entities", s -> s.audit().idleFrames());
    counter("audit.idled", "Entities idled, over ticks", s -> s.audit().idled());
    FunctionCounter.builder("zonescaler.frames", feed, f -> f.states().ownFrames())
        .description("Frames that this node made")
        .register(registry);
    FunctionCounter.builder("zonescaler.frame.bytes", feed, f -> f.states().ownFrameBytes())
        .description("Bytes of the frames that this node made")
        .baseUnit("bytes")
        .register(registry);
    for (SlowTicks.Cause cause : SlowTicks.Cause.values()) {
      FunctionCounter.builder("zonescaler.slow.ticks", slowTicks, log -> log.count(cause))
          .tag("cause", SlowTicksJson.name(cause))
          .description("Ticks of this node that were released when the next one was due already")
          .register(registry);
    }
    Gauge.builder("zonescaler.recorded.inputs", access, a -> a.inputs().bytes())
        .description("What the inputs kept for re-executions take, about")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("zonescaler.viewers", feed, LiveFeed::viewers)
        .description("Open dashboards")
        .register(registry);
    tickMicros =
        MultiGauge.builder("zonescaler.zone.tick.micros")
            .description("Smoothed time to run and encode a tick of a zone")
            .register(registry);
    zoneEntities =
        MultiGauge.builder("zonescaler.zone.entities")
            .description("Entities in a zone")
            .register(registry);
  }

  private void gauge(String name, String about, ToDoubleFunction<Status> value) {
    Gauge.builder("zonescaler." + name, this, m -> value.applyAsDouble(m.status))
        .description(about)
        .register(registry);
  }

  private void counter(String name, String about, ToDoubleFunction<Status> value) {
    FunctionCounter.builder("zonescaler." + name, this, m -> value.applyAsDouble(m.status))
        .description(about)
        .register(registry);
  }

  private List<ZoneStatus> own(Status s) {
    return s.zones().stream().filter(z -> z.owner().equals(node)).toList();
  }

  /** All metrics as of now. */
  String scrape() {
    Status now = reader.read();
    status = now;
    tickMicros.register(rows(now, ZoneStatus::tickMicros), true);
    zoneEntities.register(rows(now, ZoneStatus::entities), true);
    return registry.scrape();
  }

  private List<Row<?>> rows(Status now, ToDoubleFunction<ZoneStatus> value) {
    return own(now).stream()
        .<Row<?>>map(z -> Row.of(Tags.of("zone", z.id()), value.applyAsDouble(z)))
        .toList();
  }

  @Override
  public void close() {
    gc.close();
    io.micrometer.core.instrument.Metrics.removeRegistry(registry);
    registry.close();
  }
}
