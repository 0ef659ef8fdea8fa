package io.zonescaler.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.verify.InMemoryCluster;
import io.zonescaler.web.status.NodeInfo;
import io.zonescaler.web.status.Status;
import io.zonescaler.web.status.StatusJson;
import java.net.http.HttpResponse;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DashboardServerTest {
  private static InMemoryCluster cluster;
  private static DashboardServer server;
  private static HttpCaller http;

  @BeforeAll
  static void start() {
    cluster = RunningCluster.of(new Drifters(200), 1, 4);
    server =
        LocalServers.dashboard(
            cluster, DashboardAccess.OPEN, n -> new NodeInfo(42, "grpc:1", "http:2", 0.5), null);
    http = HttpCaller.whenReady(server);
  }

  @AfterAll
  static void stop() {
    server.close();
    cluster.close();
  }

  @Test
  void statusHasWhatTheContractNames() {
    JsonNode status = http.json("/api/v1/status");

    JsonNode world = status.get("world");
    assertThat(world.get("tick").asLong()).isPositive();
    assertThat(world.get("tickRate").asInt()).isEqualTo(20);
    assertThat(world.get("hash").asText()).matches("[0-9a-f]{16}");
    assertThat(world.get("horizon").asLong()).isGreaterThan(world.get("tick").asLong());
    assertThat(world.get("speed").isNumber()).isTrue();
    JsonNode node = status.get("nodes").get(0);
    assertThat(node.get("name").asText()).isEqualTo("n1");
    assertThat(node.get("pid").asLong()).isEqualTo(42);
    assertThat(node.get("state").asText()).isEqualTo("up");
    assertThat(node.get("zones").asInt()).isEqualTo(4);
    assertThat(node.get("entities").asLong()).isEqualTo(world.get("entities").asLong());
    assertThat(node.has("load") && node.has("cpu") && node.has("grpc") && node.has("http"))
        .isTrue();
    JsonNode zone = status.get("zones").get(3);
    assertThat(zone.get("id").isTextual()).isTrue();
    assertThat(zone.get("owner").asText()).isEqualTo("n1");
    assertThat(zone.get("backups")).isEmpty();
    assertThat(zone.get("min")).hasSize(2);
    assertThat(zone.get("max").get(0).asDouble()).isEqualTo(512);
    for (String field : new String[] {"slot", "entities", "players", "tickMicros", "frameBytes"}) {
      assertThat(zone.get(field).isNumber()).as(field).isTrue();
    }
    JsonNode audit = status.get("audit");
    assertThat(audit.get("ok").asBoolean()).isTrue();
    assertThat(audit.get("entities").asLong()).isEqualTo(world.get("entities").asLong());
    assertThat(audit.get("duplicates").asLong()).isZero();
    assertThat(audit.has("spawned") && audit.has("despawned") && audit.has("idleFrames")).isTrue();
    assertThat(status.get("redundancy").get("slotsBelow").asInt()).isZero();
    assertThat(status.get("plan").has("number") && status.get("plan").has("reason")).isTrue();
  }

  @Test
  void whatTheServerWritesTheCommandLineReads() {
    String json = http.get("/api/v1/status").body();

    Status read = StatusJson.read(json);

    assertThat(StatusJson.write(read)).isEqualTo(json);
  }

  @Test
  void anEntityIsDescribedWithItsColumnsAndZone() {
    String id;
    try (HttpCaller.Socket socket = http.open(true)) {
      await("a frame").until(() -> !socket.frames.isEmpty());
      id = StatusJson.hex(DecodedFrame.of(socket.frames.get(0)).entities().get(7).id());
    }

    JsonNode entity = http.json("/api/v1/entity/" + id);

    assertThat(entity.get("id").asText()).isEqualTo(id);
    assertThat(entity.get("kind").asText()).isIn("drifter", "rover");
    assertThat(entity.get("columns").has("heading")).isTrue();
    assertThat(entity.get("position")).hasSize(2);
    assertThat(entity.get("owner").asText()).isEqualTo("n1");
    JsonNode zone = http.json("/api/v1/zone/" + entity.get("zone").asText());
    assertThat(zone.get("zone").get("slot")).isEqualTo(entity.get("slot"));
    assertThat(zone.get("neighbours")).hasSize(3);
  }

  @Test
  void badRequestsSayWhatWhereAndWhatToDo() {
    refused(http.get("/api/v1/entity/xyz"), 400);
    refused(http.get("/api/v1/entity/00000000000000ff00"), 400);
    refused(http.get("/api/v1/entity/1"), 404);
    refused(http.get("/api/v1/zone/one"), 400);
    refused(http.get("/api/v1/zone/77"), 404);
    refused(http.post("/api/v1/step?ticks=0"), 400);
    refused(http.post("/api/v1/step?ticks=many"), 400);
    refused(http.get("/api/v1/past"), 404);
    refused(http.get("/api/v1/past/10"), 404);
    refused(http.get("/api/v1/past/ten"), 400);
    refused(http.get("/api/v1/past/entity/no"), 400);
    refused(http.post("/api/v1/kill"), 400);
    refused(http.post("/api/v1/kill?node=n9"), 409);
    refused(http.post("/api/v1/drain?node=n9"), 409);
    refused(http.post("/api/v1/drain?node=n1"), 409);
    refused(http.get("/api/v1/nothing"), 404);
    refused(http.get("/api/v1/pause"), 404);
  }

  private static void refused(HttpResponse<String> response, int code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(code);
    JsonNode error = HttpCaller.parse(response.body()).get("error");
    assertThat(error.get("what").asText()).isNotBlank();
    assertThat(error.get("where").asText()).contains("/api/v1/");
    assertThat(error.get("remedy").asText()).isNotBlank();
  }

  @Test
  void theTimelineHasEachSecondAndWhatHasHappened() {
    http.post("/api/v1/pause");
    await("what has happened")
        .until(() -> http.get("/api/v1/timeline").body().contains("the world is paused"));
    http.post("/api/v1/resume");
    await("what has happened then")
        .until(() -> http.get("/api/v1/timeline").body().contains("the world is running"));
    JsonNode all = http.json("/api/v1/timeline");
    assertThat(all.get("samples").size()).isGreaterThanOrEqualTo(2);
    long before = 0;
    for (JsonNode sample : all.get("samples")) {
      assertThat(sample.get("time").asLong()).isGreaterThan(before);
      before = sample.get("time").asLong();
      assertThat(sample.get("load").has("n1")).isTrue();
    }
    JsonNode last = all.get("samples").get(all.get("samples").size() - 1);
    JsonNode later = http.json("/api/v1/timeline?since=" + last.get("time").asText());
    assertThat(later.get("samples").size()).isLessThan(3);
    refused(http.get("/api/v1/timeline?since=yesterday"), 400);
  }

  @Test
  void pauseStepAndResumeSteerTheWorld() {
    assertThat(http.post("/api/v1/pause").statusCode()).isEqualTo(200);
    await("paused").until(() -> world("state").asText().equals("paused"));
    long paused = world("tick").asLong();

    http.post("/api/v1/step?ticks=3");
    await("three more ticks").until(() -> world("tick").asLong() == paused + 3);
    await("paused again").until(() -> world("state").asText().equals("paused"));
    assertThat(http.get("/health/ready").statusCode()).isEqualTo(200);
    assertSeenByNewViewer(paused + 3);

    http.post("/api/v1/resume");
    await("running again").until(() -> world("tick").asLong() > paused + 20);
  }

  /** A world that stands still makes no frames; who comes now must see it all the same. */
  private static void assertSeenByNewViewer(long tick) {
    try (HttpCaller.Socket socket = http.open(true)) {
      await("a frame").until(() -> !socket.frames.isEmpty());
      assertThat(DecodedFrame.of(socket.frames.get(0)).tick()).isEqualTo(tick);
    }
  }

  private static JsonNode world(String field) {
    return http.json("/api/v1/status").get("world").get(field);
  }

  @Test
  void pagesOfOtherOriginsMayNotSteer() {
    assertThat(http.post("/api/v1/pause", "Origin", "http://elsewhere.example").statusCode())
        .isEqualTo(403);
    assertThat(http.post("/api/v1/pause", "X-Forwarded-For", "10.0.0.1").statusCode())
        .isEqualTo(403);
    assertThat(
            http.post("/api/v1/step", "Origin", "http://127.0.0.1:" + server.port()).statusCode())
        .as("its own page")
        .isEqualTo(200);
    http.post("/api/v1/resume");
  }

  @Test
  void metricsArePrometheusText() {
    String text = http.get("/metrics").body();

    for (String name :
        new String[] {
          "zonescaler_tick{node=\"n1\"}",
          "zonescaler_speed",
          "zonescaler_entities",
          "zonescaler_zones_owned{node=\"n1\"} 4.0",
          "zonescaler_zone_tick_micros{node=\"n1\",zone=\"1\"}",
          "zonescaler_frame_bytes_total",
          "zonescaler_audit_ok{node=\"n1\"} 1.0",
          "zonescaler_audit_spawned_total",
          "jvm_memory_used_bytes"
        }) {
      assertThat(text).contains(name);
    }
  }

  @Test
  void theConsoleIsServedWithAllItsParts() {
    HttpResponse<String> page = http.get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'self'");
    Pattern links = Pattern.compile("(?:href|src)=\"([a-z]+\\.(?:js|css|svg))\"");
    Pattern imports = Pattern.compile("from '\\./([a-z]+\\.js)'");
    for (String part :
        links.matcher(page.body()).results().map(DashboardServerTest::name).distinct().toList()) {
      HttpResponse<String> found = http.get("/" + part);
      assertThat(found.statusCode()).as(part).isEqualTo(200);
      for (MatchResult module : imports.matcher(found.body()).results().toList()) {
        assertThat(http.get("/" + name(module)).headers().firstValue("content-type").orElse(""))
            .as(name(module))
            .contains("javascript");
      }
    }
  }

  private static String name(MatchResult match) {
    return match.group(1);
  }

  @Test
  void aTakenPortIsSaid() {
    DashboardSettings taken =
        DashboardSettings.of("127.0.0.1", server.port(), n -> NodeInfo.unknown());
    try (DashboardServer second = new DashboardServer(cluster, taken)) {
      assertThatThrownBy(second::start).hasMessageContaining("cannot listen on 127.0.0.1:");
    }
  }
}
