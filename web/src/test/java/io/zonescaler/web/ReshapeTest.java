package io.zonescaler.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.verify.InMemoryCluster;
import io.zonescaler.web.status.NodeInfo;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Splits, merges and moves over HTTP, and what a viewer sees of them: nothing but the borders. */
class ReshapeTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private static InMemoryCluster cluster;
  private static DashboardServer server;
  private static HttpCaller http;

  @BeforeAll
  static void start() {
    cluster = RunningCluster.of(new Drifters(200), 2, 4);
    server =
        LocalServers.dashboard(
            cluster, DashboardAccess.OPEN, n -> new NodeInfo(42, "grpc:1", "http:2", 0.5), null);
    http = HttpCaller.whenReady(server);
    // Its first tick may be known before its record says that it has begun.
    await("the world has begun").until(() -> !cluster.control().populating());
  }

  @AfterAll
  static void stop() {
    server.close();
    cluster.close();
  }

  @Test
  void aViewerSeesEveryTickWhileZonesAreSplitAndMerged() {
    try (HttpCaller.Socket socket = http.open(true)) {
      await("a frame").until(() -> !socket.frames.isEmpty());
      accepted(http.post("/api/v1/split?zone=1"));
      accepted(http.post("/api/v1/split?zone=2&axis=x"));
      await("halves").atMost(LONG).until(() -> zones().size() == 6);
      assertThat(zones()).containsExactly("3", "4", "5", "6", "7", "8");
      accepted(http.post("/api/v1/merge?zone=6&with=5"));
      await("one zone").atMost(LONG).until(() -> zones().equals(List.of("3", "4", "7", "8", "9")));
      await("a frame of it")
          .until(
              () ->
                  last(socket).tick() > http.json("/api/v1/status").at("/world/mapSince").asLong());
      long before = -1;
      for (var frame : List.copyOf(socket.frames)) {
        DecodedFrame decoded = DecodedFrame.of(frame);
        assertThat(decoded.entities()).hasSize(last(socket).entities().size());
        if (before >= 0) {
          assertThat(decoded.tick() - before).as("a gap after tick %s", before).isLessThan(12);
        }
        before = decoded.tick();
      }
    }
    JsonNode audit = http.json("/api/v1/status").get("audit");
    assertThat(audit.get("ok").asBoolean()).as(audit.toString()).isTrue();
    assertThat(audit.get("unchecked").asLong()).isZero();
  }

  private static DecodedFrame last(HttpCaller.Socket socket) {
    return DecodedFrame.of(socket.frames.get(socket.frames.size() - 1));
  }

  private static List<String> zones() {
    return StreamSupport.stream(http.json("/api/v1/status").get("zones").spliterator(), false)
        .map(zone -> zone.get("id").asText())
        .toList();
  }

  private static void accepted(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  @Test
  void whatIsNotPossibleIsRefusedWithTheReason() {
    refused("/api/v1/split?zone=77", 409, "no zone 77");
    refused("/api/v1/split?zone=one", 400, "'one' is no zone's id");
    refused("/api/v1/split", 400, "zone=ID");
    refused("/api/v1/split?zone=4&axis=w", 400, "axis 'w'");
    refused("/api/v1/split?zone=4&axis=z", 409, "2 dimensions");
    refused("/api/v1/split?zone=4&at=3", 400, "without an axis");
    refused("/api/v1/split?zone=4&axis=x&at=much", 400, "no number");
    refused("/api/v1/split?zone=4&axis=x&at=511", 409, "must lie in");
    refused("/api/v1/merge?zone=4&with=4", 409, "sibling");
    refused("/api/v1/merge?zone=2&with=3", 409, "cannot merge zones 2 and 3");
    refused("/api/v1/move?zone=4&node=n9", 409, "'n9' is not there");
    refused("/api/v1/move?zone=4", 400, "no node is named");
    String owner = http.json("/api/v1/zone/4").at("/zone/owner").asText();
    refused("/api/v1/move?zone=4&node=" + owner, 409, "already");
  }

  private static void refused(String path, int code, String why) {
    HttpResponse<String> response = http.post(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(code);
    JsonNode error = HttpCaller.parse(response.body()).get("error");
    assertThat(error.get("what").asText() + error.get("remedy").asText()).contains(why);
    assertThat(error.get("where").asText()).contains("/api/v1/");
    assertThat(error.get("remedy").asText()).isNotBlank();
  }
}
