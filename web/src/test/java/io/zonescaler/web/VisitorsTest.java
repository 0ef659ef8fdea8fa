package io.zonescaler.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zonescaler.verify.InMemoryCluster;
import io.zonescaler.web.status.NodeInfo;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who looks from elsewhere, as a proxy on this machine says of whom it speaks for. */
class VisitorsTest {
  private static final List<String> ELSEWHERE = List.of("X-Forwarded-For", "198.51.100.7");
  private static InMemoryCluster cluster;
  private static DashboardServer server;
  private static HttpCaller http;

  @BeforeAll
  static void start() {
    cluster = RunningCluster.of(new Drifters(20), 1, 4);
    DashboardAccess access =
        new DashboardAccess(
            null,
            token ->
                switch (token) {
                  case "good" -> new DashboardAccess.Caller("anna", null, "no operator");
                  case "operator" -> new DashboardAccess.Caller("olga", null, null);
                  default -> {
                    String problem = "no token '" + token + "'";
                    yield new DashboardAccess.Caller("", problem, problem);
                  }
                });
    server = LocalServers.dashboard(cluster, access, n -> NodeInfo.unknown(), null);
    http = HttpCaller.whenReady(server);
  }

  @AfterAll
  static void stop() {
    server.close();
    cluster.close();
  }

  private static HttpResponse<String> fromElsewhere(String path, String authorization) {
    return authorization.isEmpty()
        ? http.get(path, "X-Forwarded-For", "198.51.100.7")
        : http.get(path, "X-Forwarded-For", "198.51.100.7", "Authorization", authorization);
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void fromElsewhereNothingIsShownWithoutAToken() {
    for (String path :
        List.of(
            "/", "/live.js", "/api/v1/status", "/api/v1/inputs", "/metrics", "/api/v1/nothing")) {
      HttpResponse<String> answer = fromElsewhere(path, "");
      assertThat(answer.statusCode()).as(path).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic ");
      assertThat(answer.body()).contains("no token ''").doesNotContain("<html");
    }
    for (String wrong :
        List.of("Bearer bad", "Bearer", "Basic !!", basic("x:bad"), basic("good:x"), "good")) {
      assertThat(fromElsewhere("/api/v1/status", wrong).statusCode()).as(wrong).isEqualTo(401);
    }
    assertThatThrownBy(() -> http.open(true, "http://127.0.0.1:" + server.port(), ELSEWHERE))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
  }

  @Test
  void withATokenAllIsShownButNothingCanBeDone() {
    for (String right :
        List.of("Bearer good", "bearer  good", basic("anna:good"), basic(":good"))) {
      assertThat(fromElsewhere("/api/v1/status", right).statusCode()).as(right).isEqualTo(200);
    }
    assertThat(fromElsewhere("/", basic(":good")).body()).contains("<html");
    assertThat(
            http.post(
                    "/api/v1/pause",
                    "X-Forwarded-For",
                    "198.51.100.7",
                    "Authorization",
                    "Bearer good")
                .statusCode())
        .isEqualTo(403);
  }

  private static HttpResponse<String> steerFromElsewhere(String path, String... more) {
    List<String> headers = new ArrayList<>(ELSEWHERE);
    headers.addAll(List.of(more));
    return http.post(path, headers.toArray(String[]::new));
  }

  @Test
  void anOperatorSteersFromElsewhere() {
    for (String right : List.of("Bearer operator", basic("olga:operator"))) {
      assertThat(steerFromElsewhere("/api/v1/pause", "Authorization", right).statusCode())
          .as(right)
          .isEqualTo(200);
      await("the world is paused")
          .until(() -> http.get("/api/v1/status").body().contains("\"state\":\"paused\""));
      assertThat(steerFromElsewhere("/api/v1/resume", "Authorization", right).statusCode())
          .isEqualTo(200);
      await("the world goes on")
          .until(() -> http.get("/api/v1/status").body().contains("\"state\":\"running\""));
    }
    assertThat(fromElsewhere("/api/v1/status", "Bearer operator").statusCode()).isEqualTo(200);
  }

  @Test
  void aPageOfAnotherOriginDoesNotSteerThoughItsReaderMay() {
    String password = basic("olga:operator");
    for (List<String> foreign :
        List.of(
            List.of("Origin", "https://elsewhere.example"),
            List.of("Origin", "null"),
            List.of("Sec-Fetch-Site", "cross-site"),
            List.of("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"),
            List.of("Sec-Fetch-Site", "same-site"))) {
      List<String> headers = new ArrayList<>(foreign);
      headers.addAll(List.of("Authorization", password));
      HttpResponse<String> answer =
          steerFromElsewhere("/api/v1/pause", headers.toArray(String[]::new));
      assertThat(answer.statusCode()).as("%s", foreign).isEqualTo(403);
      assertThat(answer.body()).contains("pages of other origins");
    }
    assertThat(http.get("/api/v1/status").body()).contains("\"state\":\"running\"");
  }

  @Test
  void theDashboardOfAnOperatorHasTheButtons() {
    String origin = "http://127.0.0.1:" + server.port();
    for (String who : List.of("good", "operator")) {
      List<String> headers = new ArrayList<>(ELSEWHERE);
      headers.addAll(List.of("Authorization", basic("x:" + who)));
      try (HttpCaller.Socket socket = http.open(true, origin, headers)) {
        await("hello").until(() -> !socket.texts.isEmpty());
        assertThat(socket.texts.get(0).path("maySteer").asBoolean())
            .isEqualTo(who.equals("operator"));
      }
    }
  }

  @Test
  void proxiesAndPagesOfOtherSitesAreNotOnThisMachine() {
    for (String proxy : List.of("Via", "Forwarded", "X-Real-IP", "X-Forwarded-Host")) {
      assertThat(http.get("/api/v1/status", proxy, "x").statusCode()).as(proxy).isEqualTo(401);
    }
    assertThat(http.get("/api/v1/status", "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(401);
    assertThat(http.get("/api/v1/status", "Sec-Fetch-Site", "same-origin").statusCode())
        .isEqualTo(200);
    assertThat(
            http.get("/", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void onThisMachineAndForHealthNoTokenIsWanted() {
    assertThat(http.get("/api/v1/status").statusCode()).isEqualTo(200);
    for (String path : List.of("/health/live", "/health/ready", "/api/v1/standing")) {
      assertThat(fromElsewhere(path, "").statusCode()).as(path).isEqualTo(200);
    }
  }
}
