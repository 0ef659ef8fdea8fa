package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonescaler.cli.SpanReceiver.Span;
import io.zonescaler.cli.UserShell.Answer;
import io.zonescaler.client.GameClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands of real clients are traced over real nodes, for a collector that takes OTLP. */
class TracesProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** The nodes' clocks follow the machine's, but for a little. */
  private static final long CLOCKS_NANOS = 2_000_000;

  private static final Map<String, String> PARENTS =
      Map.of(
          "command", "",
          "gateway", "command",
          "tick", "gateway",
          "run", "tick",
          "commit", "tick",
          "ack", "gateway");

  @TempDir private Path directory;
  private UserShell shell;

  @AfterEach
  void stop() throws IOException {
    shell.zonescaler("stop");
  }

  @Test
  void aCommandIsFollowedFromTheClientOverTheNodesAndBack()
      throws IOException, TimeoutException, InterruptedException {
    shell = new UserShell(directory);
    try (SpanReceiver receiver = new SpanReceiver()) {
      done(
          shell.zonescaler(
              "start",
              "--nodes",
              "2",
              "--set",
              "world.bounds.x=0..200",
              "--set",
              "world.bounds.y=0..200",
              "--set",
              "world.zones=4",
              "--set",
              "traces.endpoint=" + receiver.url(),
              "--set",
              "traces.oneIn=1"));
      Answer played = done(shell.zonescaler("bots", "--count", "12", "--seconds", "5"));
      int acknowledged = played.json().path("commandsAcked").asInt();
      assertThat(acknowledged).isGreaterThan(100);
      await("the spans of nearly all commands")
          .atMost(LIMIT)
          .until(() -> whole(receiver.spans()).size() > 0.95 * acknowledged);

      List<Map<String, Span>> traces = whole(receiver.spans());
      traces.forEach(TracesProcessTest::assertNested);
      assertThat(traces)
          .as("the client makes the root")
          .allMatch(trace -> trace.get("command").service().equals("zonescaler-bots"));
      assertThat(traces)
          .as("some gateways do not own the zone")
          .anyMatch(trace -> !trace.get("gateway").instance().equals(trace.get("tick").instance()));
      for (Map<String, Span> trace : traces) {
        Span tick = trace.get("tick");
        assertThat(tick.attributes()).containsEntry("zonescaler.node", tick.instance());
        assertThat(tick.attributes().get("zonescaler.zone")).matches("[1-4]");
        assertThat(trace.get("ack").attributes().get("zonescaler.tick"))
            .isEqualTo(tick.attributes().get("zonescaler.tick"));
      }

      int before = receiver.spans().size();
      String grpc = BotRun.addresses(shell.cluster().requireRunning()).get(0);
      try (GameClient anna = GameClient.at(grpc).player("anna").join()) {
        anna.awaitWelcome(LIMIT);
        anna.command(new byte[] {1, 2, 3});
        await("a trace of a client that makes no spans")
            .atMost(LIMIT)
            .until(() -> whole(rest(receiver, before)).size() == 1);
      }
      Map<String, Span> own = whole(rest(receiver, before)).get(0);
      assertNested(own);
      assertThat(own.get("command").service()).isEqualTo("zonescaler");
      assertThat(own.get("command").instance()).isEqualTo(own.get("gateway").instance());
    }
  }

  private static Answer done(Answer answer) {
    assertThat(answer.exitCode()).as("%s", answer.json()).isZero();
    return answer;
  }

  private static List<Span> rest(SpanReceiver receiver, int from) {
    return receiver.spans().stream().skip(from).toList();
  }

  /** Traces that have each span once, by name. */
  private static List<Map<String, Span>> whole(List<Span> spans) {
    Map<String, List<Span>> byTrace = spans.stream().collect(Collectors.groupingBy(Span::trace));
    return byTrace.values().stream()
        .filter(trace -> names(trace).equals(PARENTS.keySet()) && trace.size() == PARENTS.size())
        .map(trace -> trace.stream().collect(Collectors.toMap(Span::name, Function.identity())))
        .toList();
  }

  private static Set<String> names(List<Span> trace) {
    return trace.stream().map(Span::name).collect(Collectors.toSet());
  }

  private static void assertNested(Map<String, Span> trace) {
    PARENTS.forEach(
        (name, parentName) -> {
          Span span = trace.get(name);
          assertThat(span.trace()).hasSize(32);
          assertThat(span.id()).hasSize(16);
          assertThat(span.to()).as("%s", trace).isGreaterThanOrEqualTo(span.from());
          if (parentName.isEmpty()) {
            assertThat(span.parent()).isEmpty();
          } else {
            Span parent = trace.get(parentName);
            assertThat(span.parent()).isEqualTo(parent.id());
            assertThat(span.from())
                .as("%s begins after %s: %s", name, parentName, trace)
                .isGreaterThanOrEqualTo(parent.from() - CLOCKS_NANOS);
            assertThat(span.to())
                .as("%s ends before %s: %s", name, parentName, trace)
                .isLessThanOrEqualTo(parent.to() + CLOCKS_NANOS);
          }
        });
  }
}
