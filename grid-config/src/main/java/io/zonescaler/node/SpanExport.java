package io.zonescaler.node;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.zonescaler.client.CommandTrace;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends spans to an OpenTelemetry collector, over OTLP with HTTP, in the background: what cannot be
 * sent in time is dropped. Thread-safe.
 */
public final class SpanExport implements AutoCloseable {
  private static final String PATH = "/v1/traces";
  private static final Duration DELAY = Duration.ofSeconds(1);
  private static final long CLOSE_SECONDS = 3;

  /** Gives the ids that were computed for a span: all spans are made one after another. */
  private static final class GivenIds implements IdGenerator {
    private String traceId = "";
    private String spanId = "";

    @Override
    public String generateTraceId() {
      return traceId;
    }

    @Override
    public String generateSpanId() {
      return spanId;
    }
  }

  private final GivenIds ids = new GivenIds();
  private final SdkTracerProvider provider;
  private final Tracer tracer;

  private SpanExport(String endpoint, String service, String instance) {
    Attributes who =
        Attributes.of(
            AttributeKey.stringKey("service.name"),
            service,
            AttributeKey.stringKey("service.instance.id"),
            instance);
    provider =
        SdkTracerProvider.builder()
            .setIdGenerator(ids)
            .setResource(Resource.getDefault().merge(Resource.create(who)))
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        OtlpHttpSpanExporter.builder().setEndpoint(endpoint + PATH).build())
                    .setScheduleDelay(DELAY)
                    .build())
            .build();
    tracer = provider.get("zonescaler");
  }

  /**
   * The export that the settings want; null if they want none.
   *
   * @param service name of the service in the spans
   * @param instance which one of its processes this is
   */
  public static @Nullable SpanExport of(NodeSettings settings, String service, String instance) {
    String endpoint = settings.get("traces.endpoint");
    return endpoint.isEmpty()
        ? null
        : new SpanExport(endpoint.replaceFirst("/+$", ""), service, instance);
  }

  /**
   * Sends a span.
   *
   * @param trace the trace that it is in
   * @param name its name, which its id is made of
   * @param parent name of the span that it is part of; empty for the root
   * @param startMillis when it began, in milliseconds since 1970
   * @param endMillis when it ended
   */
  public synchronized void send(
      CommandTrace trace,
      String name,
      String parent,
      SpanKind kind,
      long startMillis,
      long endMillis,
      Attributes attributes) {
    ids.traceId = trace.traceId();
    ids.spanId = trace.spanId(name);
    tracer
        .spanBuilder(name)
        .setParent(parent.isEmpty() ? Context.root() : contextOf(trace, parent))
        .setSpanKind(kind)
        .setStartTimestamp(startMillis, TimeUnit.MILLISECONDS)
        .setAllAttributes(attributes)
        .startSpan()
        .end(endMillis, TimeUnit.MILLISECONDS);
  }

  private static Context contextOf(CommandTrace trace, String span) {
    SpanContext context =
        SpanContext.createFromRemoteParent(
            trace.traceId(), trace.spanId(span), TraceFlags.getSampled(), TraceState.getDefault());
    return Context.root().with(Span.wrap(context));
  }

  /** Sends what is left, if the collector takes it within seconds. */
  @Override
  public void close() {
    provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
