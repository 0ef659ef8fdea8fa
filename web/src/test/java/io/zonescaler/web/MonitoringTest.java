package io.zonescaler.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.server.GrpcEndpoint;
import io.zonescaler.server.gateway.GatewaySettings;
import io.zonescaler.verify.InMemoryCluster;
import io.zonescaler.web.status.NodeInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is written about metrics, and what looks at them, against what a node tells. */
class MonitoringTest {
  private static final Path MONITORING = Path.of("..", "grid-config", "monitoring");
  private static final Path MANUAL = Path.of("..", "docs", "operations.md");
  private static final Pattern OURS = Pattern.compile("zonescaler_[a-z_]+");
  private static final Pattern ANY =
      Pattern.compile("\\b(zonescaler|jvm|process|system)_[a-z_0-9]+");

  /** Only of nodes that have a certificate, or logic in workers. */
  private static final Set<String> NOT_EVERYWHERE =
      Set.of("zonescaler_certificate_seconds", "zonescaler_workers");

  private static InMemoryCluster cluster;
  private static GrpcEndpoint endpoint;
  private static DashboardServer server;
  private static Set<String> told;

  @BeforeAll
  static void scrape() {
    cluster = RunningCluster.of(new Drifters(100), 1, 4);
    endpoint = LocalServers.endpoint(cluster, GatewaySettings.defaults());
    server =
        LocalServers.dashboard(
            cluster, DashboardAccess.OPEN, n -> NodeInfo.unknown(), endpoint.webPlayers(Map::of));
    HttpCaller http = HttpCaller.whenReady(server);
    String origin = "http://127.0.0.1:" + server.port();
    try (HttpCaller.Socket page = http.open("/play/socket", true, origin, List.of())) {
      page.send("no message");
      await("an ended stream").until(() -> page.closed);
    }
    told =
        http.get("/metrics")
            .body()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split("[{ ]", 2)[0])
            .collect(Collectors.toCollection(TreeSet::new));
  }

  @AfterAll
  static void stop() {
    server.close();
    endpoint.close();
    cluster.close();
  }

  private static Set<String> names(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theManualHasEveryMetricAndNoOther() throws IOException {
    Set<String> expected = new TreeSet<>(NOT_EVERYWHERE);
    told.stream().filter(name -> name.startsWith("zonescaler_")).forEach(expected::add);
    String table = Files.readString(MANUAL).split("## Alerts", 2)[0];
    assertThat(names(OURS, table)).isEqualTo(expected);
    assertThat(told)
        .as("nobody has a certificate or workers here")
        .doesNotContainAnyElementsOf(NOT_EVERYWHERE);
  }

  @Test
  void rulesAndDashboardAskForMetricsThatThereAre() throws IOException {
    Set<String> asked = names(ANY, Files.readString(MONITORING.resolve("alerts.yml")));
    JsonNode dashboard =
        HttpCaller.parse(Files.readString(MONITORING.resolve("grafana/zonescaler.json")));
    int panels = 0;
    for (JsonNode panel : dashboard.get("panels")) {
      for (JsonNode target : panel.path("targets")) {
        asked.addAll(names(ANY, target.get("expr").asText()));
        panels++;
      }
      assertThat(panel.path("type").asText().equals("row") || panel.hasNonNull("description"))
          .as("%s says what it shows", panel.get("title"))
          .isTrue();
    }
    assertThat(panels).isGreaterThan(20);
    asked.removeAll(NOT_EVERYWHERE);
    assertThat(told).containsAll(asked);
  }

  @Test
  void theManualSaysWhatToDoAboutEveryAlert() throws IOException {
    Matcher alert =
        Pattern.compile("- alert: (\\w+)")
            .matcher(Files.readString(MONITORING.resolve("alerts.yml")));
    Set<String> alerts =
        alert.results().map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
    String manual = Files.readString(MANUAL).split("## Alerts", 2)[1];
    Set<String> explained = new TreeSet<>();
    for (String line : manual.lines().filter(line -> line.startsWith("| `")).toList()) {
      String[] cells = line.split("\\|");
      explained.add(cells[1].strip().replace("`", ""));
      assertThat(cells[2].strip()).as(line).isNotEmpty();
      assertThat(cells[3].strip()).as(line).isNotEmpty();
    }
    assertThat(explained).isEqualTo(alerts).hasSizeGreaterThan(10);
  }
}
