package io.zonescaler.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonescaler.cluster.GatewayReport;
import io.zonescaler.cluster.NodeReport;
import io.zonescaler.cluster.NodeReport.TickTotals;
import io.zonescaler.state.Totals;
import io.zonescaler.verify.InMemoryCluster;
import io.zonescaler.web.status.NodeInfo;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static final DashboardSettings SETTINGS =
      DashboardSettings.of("127.0.0.1", 0, n -> NodeInfo.unknown());

  @Test
  void aWorldWithoutControlRecordIsLiveButNotReady() {
    try (InMemoryCluster cluster = RunningCluster.unstarted(new Drifters(50));
        DashboardServer server = new DashboardServer(cluster, SETTINGS).start()) {
      HttpCaller http = new HttpCaller(server.port());

      assertThat(http.get("/health/live").statusCode()).isEqualTo(200);
      notReady(http, "no control record");
      assertThat(http.json("/api/v1/status").get("world").get("state").asText())
          .isEqualTo("waiting");
    }
  }

  @Test
  void aBrokenAuditIsNotReady() {
    try (InMemoryCluster cluster = RunningCluster.of(new Drifters(50), 1, 4);
        DashboardServer server = new DashboardServer(cluster, SETTINGS).start()) {
      HttpCaller http = HttpCaller.whenReady(server);

      Totals some = new Totals(1);
      some.entities = 7;
      Totals fewer = new Totals(1);
      fewer.entities = 6;
      cluster
          .view()
          .reported(
              new NodeReport(
                  "liar",
                  1,
                  NodeReport.Wish.OWNER,
                  List.of(),
                  List.of(new TickTotals(100_000, 3, some), new TickTotals(100_000, 3, fewer)),
                  NodeReport.Work.none(),
                  1,
                  GatewayReport.NONE),
              System.currentTimeMillis(),
              tick -> cluster.control().newestMap());

      notReady(http, "the audit is broken: at tick 100000 zone 3 has two different states");
      assertThat(http.get("/metrics").body()).contains("zonescaler_audit_ok{node=\"n1\"} 0.0");
    }
  }

  @Test
  @SuppressWarnings("try") // closing the cluster early is the point
  void aWorldThatStandsStillIsNotReady() {
    try (InMemoryCluster cluster = RunningCluster.of(new Drifters(50), 1, 4);
        DashboardServer server = new DashboardServer(cluster, SETTINGS).start()) {
      HttpCaller http = HttpCaller.whenReady(server);

      cluster.close();

      await("not ready").until(() -> http.get("/health/ready").statusCode() == 503);
      notReady(http, "does not advance");
      assertThat(http.json("/api/v1/status").get("world").get("state").asText())
          .isEqualTo("stalled");
    }
  }

  private static void notReady(HttpCaller http, String reason) {
    HttpResponse<String> response = http.get("/health/ready");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(HttpCaller.parse(response.body()).get("reason").asText()).contains(reason);
  }
}
