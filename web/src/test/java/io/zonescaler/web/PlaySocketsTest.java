package io.zonescaler.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.client.update.ClientView;
import io.zonescaler.client.update.UpdateLayout;
import io.zonescaler.server.GrpcEndpoint;
import io.zonescaler.server.gateway.GatewayLimit;
import io.zonescaler.server.gateway.GatewaySettings;
import io.zonescaler.server.update.Sight;
import io.zonescaler.verify.InMemoryCluster;
import io.zonescaler.web.status.NodeInfo;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Players' pages, over real sockets, at the gateway of a running world. */
class PlaySocketsTest {
  private static final String OTHER_NODE = "192.0.2.9:8080";
  private static final List<String> ELSEWHERE = List.of("X-Forwarded-For", "198.51.100.7");

  private InMemoryCluster cluster;
  private GrpcEndpoint endpoint;
  private DashboardServer server;
  private HttpCaller http;

  @BeforeEach
  void start() {
    cluster = RunningCluster.of(new Drifters(400), 1, 4);
    endpoint =
        LocalServers.endpoint(cluster, GatewaySettings.defaults().with(GatewayLimit.SLOW, 2000));
    DashboardAccess access =
        new DashboardAccess(null, token -> new DashboardAccess.Caller("", "not you", "not you"));
    server =
        LocalServers.dashboard(
            cluster,
            access,
            n -> NodeInfo.unknown(),
            endpoint.webPlayers(
                () -> Map.of(endpoint.address(), host(), "192.0.2.9:9090", OTHER_NODE)));
    http = HttpCaller.whenReady(server);
  }

  @AfterEach
  void stop() {
    server.close();
    endpoint.close();
    cluster.close();
  }

  private String host() {
    return "127.0.0.1:" + server.port();
  }

  /** A player's page on another machine, who needs no observer's token. */
  private HttpCaller.Socket page(boolean reads) {
    return http.open("/play/socket", reads, "http://" + host(), ELSEWHERE);
  }

  private HttpCaller.Socket playing(String name) {
    HttpCaller.Socket page = page(true);
    page.send("{\"join\": {\"name\": \"" + name + "\"}}");
    await("a welcome").until(() -> first(page, "welcome") != null);
    return page;
  }

  private static JsonNode first(HttpCaller.Socket page, String kind) {
    return all(page, kind).stream().findFirst().orElse(null);
  }

  private static List<JsonNode> all(HttpCaller.Socket page, String kind) {
    return page.texts.stream().map(text -> text.get(kind)).filter(Objects::nonNull).toList();
  }

  private static void awaitGoodbye(HttpCaller.Socket page, String reason, int code) {
    await("the end").until(() -> page.closed);
    assertThat(first(page, "goodbye").get("reason").asText()).isEqualTo(reason);
    assertThat(page.closeCode).isEqualTo(code);
  }

  @Test
  void playsAndLeaves() {
    HttpCaller.Socket page = playing("anna");
    JsonNode welcome = first(page, "welcome");
    assertThat(welcome.get("world").get("name").asText()).isEqualTo("drifters");
    await("updates").until(() -> all(page, "update").size() > 20);
    page.send("{\"command\": {\"number\": \"1\", \"payload\": \"AQID\"}}");
    await("an ack").until(() -> first(page, "ack") != null);
    assertThat(first(page, "ack").get("number").asText()).isEqualTo("1");
    page.send("{\"ping\": {\"token\": \"7\"}}");
    await("a pong").until(() -> first(page, "pong") != null);
    List<JsonNode> updates = new ArrayList<>(all(page, "update"));
    UpdateLayout layout = Sight.layout(cluster.world().schema(), 2);
    ClientView view = new ClientView(layout);
    for (JsonNode update : updates) {
      view.apply(
          update.get("encoding").asInt(), Base64.getDecoder().decode(update.get("data").asText()));
    }
    assertThat(view.find(Long.parseUnsignedLong(welcome.get("avatar_id").asText()))).isNotNull();
    page.send("{\"leave\": {}}");
    awaitGoodbye(page, "LEFT", 1000);
  }

  @Test
  void theStatusTellsWhatAPageExperiences() {
    HttpCaller.Socket page = playing("anna");
    page.send("{\"command\": {\"number\": \"1\", \"payload\": \"AQID\"}}");
    await("an ack").until(() -> first(page, "ack") != null);
    HttpCaller.Socket wrong = page(true);
    wrong.send("{\"ping\": {\"token\": \"1" + " ".repeat(40_000) + "\"}}");
    awaitGoodbye(wrong, "REFUSED", 1008);
    await("it is told")
        .untilAsserted(
            () -> {
              JsonNode gateway = http.json("/api/v1/status").at("/nodes/0/gateway");
              assertThat(gateway.get("clients").asInt()).isEqualTo(1);
              assertThat(gateway.get("updatesPerSecond").asDouble()).isBetween(10.0, 30.0);
              assertThat(gateway.get("bytesPerSecond").asDouble()).isGreaterThan(100);
              assertThat(gateway.get("commandsPerSecond").isNumber()).isTrue();
              assertThat(gateway.get("refused").asLong()).isZero();
              assertThat(gateway.get("limits").toString())
                  .isEqualTo("{\"gateway.maxMessageBytes\":1}");
              assertThat(gateway.at("/ackMillis/p50").asDouble()).isBetween(1.0, 10_000.0);
              assertThat(gateway.at("/gapMillis/p50").asDouble()).isBetween(25.0, 100.0);
              assertThat(gateway.at("/gapMillis/max").asDouble())
                  .isGreaterThanOrEqualTo(gateway.at("/gapMillis/p99").asDouble());
            });
    String metrics = http.get("/metrics").body();
    assertThat(metrics)
        .containsPattern(
            "zonescaler_gateway_ack_seconds\\{[^}]*quantile=\"0.5\"[^}]*} 0\\.[0-9]*[1-9]")
        .containsPattern(
            "zonescaler_gateway_gap_seconds\\{[^}]*quantile=\"1\"[^}]*} 0\\.[0-9]*[1-9]");
  }

  @Test
  void aLostPageIsResumedByItsToken() {
    HttpCaller.Socket page = playing("anna");
    String token = first(page, "welcome").get("resume_token").asText();
    assertThat(token).isNotEmpty();
    page.close();
    HttpCaller.Socket back = page(true);
    back.send("{\"join\": {\"resume_token\": \"" + token + "\"}}");
    await("a welcome").until(() -> first(back, "welcome") != null);
    assertThat(first(back, "welcome").get("resumed").asBoolean()).isTrue();
  }

  @Test
  void whatIsNoMessageEndsTheStreamWithAReason() {
    for (String wrong :
        List.of("", "{", "[]", "7", "{\"sail\": {}}", "{\"join\": 5}", "{}", "\u0000".repeat(99))) {
      HttpCaller.Socket page = page(true);
      page.send(wrong);
      awaitGoodbye(page, "REFUSED", 1008);
      assertThat(first(page, "goodbye").get("text").asText()).as(wrong).isNotEmpty();
    }
    HttpCaller.Socket quoted = page(true);
    quoted.send("{\"" + "\u4e2d".repeat(9000) + "\": 1}");
    awaitGoodbye(quoted, "REFUSED", 1008);
    assertThat(first(quoted, "goodbye").get("text").asText()).hasSizeLessThan(300);
    assertThat(quoted.closeReason.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(123);
    HttpCaller.Socket deep = page(true);
    deep.send("{\"join\":".repeat(300));
    awaitGoodbye(deep, "REFUSED", 1008);
    HttpCaller.Socket binary = page(true);
    binary.sendBytes(new byte[] {1, 2, 3});
    await("the end").until(() -> binary.closed);
    assertThat(binary.closeCode).isEqualTo(1008);
  }

  @Test
  void aMessageMayBeAsLongAsThoseOfOthers() {
    HttpCaller.Socket page = playing("anna");
    int most = first(page, "welcome").get("max_message_bytes").asInt();
    page.send(command(1, most - 32));
    await("an ack").until(() -> first(page, "ack") != null);
    page.send(command(2, most));
    awaitGoodbye(page, "REFUSED", 1008);
    assertThat(first(page, "goodbye").get("text").asText()).contains("more than " + most);
    HttpCaller.Socket longer = page(true);
    longer.send("x".repeat(3 * most));
    awaitGoodbye(longer, "REFUSED", 1008);
  }

  private static String command(long number, int bytes) {
    String payload = Base64.getEncoder().encodeToString(new byte[bytes]);
    return "{\"command\": {\"number\": \"" + number + "\", \"payload\": \"" + payload + "\"}}";
  }

  @Test
  void whoPlaysIsToldThatTheNodeStops() {
    HttpCaller.Socket page = playing("anna");
    server.close();
    awaitGoodbye(page, "NODE_STOPPING", 1001);
  }

  @Test
  void addressesAreNumbers() {
    for (String good : List.of("198.51.100.7", "198.51.100.7:5000")) {
      assertThat(PlaySockets.numeric(good).getHostAddress()).isEqualTo("198.51.100.7");
    }
    for (String good : List.of("2001:db8::7", "[2001:db8::7]", "[2001:db8::7]:5000")) {
      assertThat(PlaySockets.numeric(good).getHostAddress()).as(good).startsWith("2001:db8:");
    }
    for (String bad :
        List.of("", "1", "face", "ad.de", "localhost", "1.2.3", "unknown", "_x", ":")) {
      assertThat(PlaySockets.numeric(bad)).as(bad).isNull();
    }
  }

  @Test
  void aMessageThatIsTooLongIsNotRead() {
    HttpCaller.Socket page = page(true);
    try {
      page.send("x".repeat(10_000_000));
    } catch (CompletionException e) {
      // It was closed before all was sent.
    }
    await("the end").until(() -> page.closed);
    assertThat(page.closeCode).isIn(0, 1008, 1009);
    playing("ben").close();
  }

  @Test
  void aFloodEndsAndOthersPlayOn() {
    HttpCaller.Socket ben = playing("ben");
    HttpCaller.Socket page = playing("anna");
    try {
      for (int i = 0; i < 20_000 && !page.closed; i++) {
        page.send("{\"ping\": {\"token\": \"1\"}}");
      }
    } catch (RuntimeException e) {
      // It was closed meanwhile.
    }
    await("the end").until(() -> page.closed);
    assertThat(page.closeCode).isIn(0, 1008, 1013);
    int updates = all(ben, "update").size();
    await("others play on").until(() -> all(ben, "update").size() > updates + 20);
  }

  @Test
  void whoVanishesIsWaitedForOnly() {
    HttpCaller.Socket page = page(false);
    page.send("{\"join\": {\"name\": \"anna\"}}");
    await("a session").until(() -> endpoint.gateway().clients() == 1);
    page.close();
    await("nobody is left")
        .atMost(Duration.ofSeconds(30))
        .until(() -> endpoint.gateway().clients() == 0);
  }

  @Test
  void pagesOfOtherNodesMayPlayAndOthersMayNot() {
    HttpCaller.Socket ours = http.open("/play/socket", true, "http://" + OTHER_NODE, ELSEWHERE);
    ours.send("{\"join\": {\"name\": \"anna\"}}");
    await("a welcome").until(() -> first(ours, "welcome") != null);
    for (String foreign : List.of("http://evil.example", "null", "http://192.0.2.9:81", "::")) {
      HttpCaller.Socket theirs = http.open("/play/socket", true, foreign, ELSEWHERE);
      await("the end").until(() -> theirs.closed);
      assertThat(theirs.closeCode).as(foreign).isEqualTo(1008);
      assertThat(theirs.closeReason).contains("other origins");
    }
  }

  @Test
  void whoMovesAwayIsToldOfWebServers() throws InterruptedException {
    HttpCaller.Socket page = playing("anna");
    endpoint.relocate(List.of("192.0.2.9:9090", "192.0.2.10:9090"), Duration.ZERO);
    await("where to").until(() -> first(page, "relocate") != null);
    assertThat(first(page, "relocate").get("nodes"))
        .isEqualTo(HttpCaller.parse("[\"" + OTHER_NODE + "\"]"));
  }

  @Test
  void onlyWhatPlayersNeedIsForEveryone() {
    JsonNode known = HttpCaller.parse(elsewhere("/play/world").body());
    assertThat(known.get("world").get("tick_rate").asInt()).isEqualTo(20);
    assertThat(known.get("schema").get("kinds").get(0).get("name").asText()).isEqualTo("drifter");
    assertThat(known.get("nodes")).hasSize(2);
    for (String page : List.of("/play", "/play/", "/play/play.js", "/play/lib/view.js")) {
      assertThat(elsewhere(page).statusCode()).as(page).isEqualTo(200);
    }
    assertThat(elsewhere("/play/zones").statusCode()).as("there are roles here").isEqualTo(404);
    for (String path :
        List.of(
            "/",
            "/app.js",
            "/api/v1/status",
            "/play/../api/v1/status",
            "/play/%2e%2e/api/v1/status",
            "/play/..;/api/v1/status",
            "/play//../metrics",
            "/playing")) {
      assertThat(elsewhere(path).statusCode()).as(path).isIn(400, 401, 404);
      assertThat(elsewhere(path).body()).as(path).doesNotContain("zonescaler_");
    }
  }

  private HttpResponse<String> elsewhere(String path) {
    return http.get(path, ELSEWHERE.toArray(String[]::new));
  }

  @Test
  void aDashboardWithoutPlayersHasNoPageForThem() {
    try (DashboardServer other =
        new DashboardServer(cluster, DashboardSettings.of("127.0.0.1", 0, n -> NodeInfo.unknown()))
            .start()) {
      HttpCaller there = HttpCaller.whenReady(other);
      for (String path : List.of("/play", "/play/world", "/play/play.js")) {
        assertThat(there.get(path).statusCode()).as(path).isEqualTo(404);
      }
    }
  }
}
