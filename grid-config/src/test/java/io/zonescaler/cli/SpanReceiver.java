package io.zonescaler.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Takes spans as a collector does: OTLP with HTTP, as opentelemetry-proto's {@code trace.proto} has
 * it; the numbers are its fields.
 */
final class SpanReceiver implements AutoCloseable {
  /** A span, with what its resource is called. Times are in nanoseconds since 1970. */
  record Span(
      String service,
      String instance,
      String trace,
      String id,
      String parent,
      String name,
      long from,
      long to,
      Map<String, String> attributes) {}

  private final HttpServer http;
  private final List<Span> spans = new CopyOnWriteArrayList<>();

  SpanReceiver() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/v1/traces", this::take);
    http.start();
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** All spans that have come. */
  List<Span> spans() {
    return spans;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      UnknownFieldSet request = UnknownFieldSet.parseFrom(exchange.getRequestBody());
      for (UnknownFieldSet ofResource : messages(request, 1)) {
        Map<String, String> resource = attributes(messages(ofResource, 1).get(0), 1);
        for (UnknownFieldSet ofScope : messages(ofResource, 2)) {
          for (UnknownFieldSet span : messages(ofScope, 2)) {
            spans.add(span(resource, span));
          }
        }
      }
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static Span span(Map<String, String> resource, UnknownFieldSet span) {
    return new Span(
        resource.get("service.name"),
        resource.get("service.instance.id"),
        hex(span, 1),
        hex(span, 2),
        hex(span, 4),
        text(span, 5),
        span.getField(7).getFixed64List().get(0),
        span.getField(8).getFixed64List().get(0),
        attributes(span, 9));
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet in, int field) {
    return in.getField(field).getLengthDelimitedList().stream().map(SpanReceiver::parse).toList();
  }

  private static UnknownFieldSet parse(ByteString bytes) {
    try {
      return UnknownFieldSet.parseFrom(bytes);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String text(UnknownFieldSet in, int field) {
    List<ByteString> values = in.getField(field).getLengthDelimitedList();
    return values.isEmpty() ? "" : values.get(0).toStringUtf8();
  }

  private static String hex(UnknownFieldSet in, int field) {
    List<ByteString> values = in.getField(field).getLengthDelimitedList();
    return values.isEmpty() ? "" : HexFormat.of().formatHex(values.get(0).toByteArray());
  }

  /** Texts and whole numbers, as texts. */
  private static Map<String, String> attributes(UnknownFieldSet in, int field) {
    Map<String, String> attributes = new HashMap<>();
    for (UnknownFieldSet pair : messages(in, field)) {
      UnknownFieldSet value = messages(pair, 2).get(0);
      List<Long> number = value.getField(3).getVarintList();
      attributes.put(text(pair, 1), number.isEmpty() ? text(value, 1) : number.get(0).toString());
    }
    return attributes;
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
