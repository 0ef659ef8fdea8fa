package io.zonescaler.web;

import io.zonescaler.cluster.GatewayReport;
import io.zonescaler.cluster.NodeReport;
import io.zonescaler.cluster.NodeReport.TickTotals;
import io.zonescaler.game.Game;
import io.zonescaler.state.Totals;
import io.zonescaler.verify.InMemoryCluster;
import io.zonescaler.web.status.NodeInfo;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows a world of wandering entities for looking at the console: {@code [entities or a game's
 * class [zones [port]]]}.
 */
public final class DashboardDemo {
  private DashboardDemo() {}

  /** Runs until it is ended. */
  public static void main(String[] args) throws Exception {
    String what = args.length > 0 ? args[0] : "5000";
    Game game =
        what.matches("\\d+")
            ? new Drifters(Integer.parseInt(what))
            : (Game) Class.forName(what).getConstructor().newInstance();
    int zones = args.length > 1 ? Integer.parseInt(args[1]) : 12;
    int port = args.length > 2 ? Integer.parseInt(args[2]) : 8080;
    InMemoryCluster cluster = RunningCluster.of(game, 3, zones);
    new DashboardServer(
            cluster,
            DashboardSettings.of(
                "127.0.0.1",
                port,
                node ->
                    new NodeInfo(
                        ProcessHandle.current().pid(), "127.0.0.1:7400", "127.0.0.1:" + port, 0.4)))
        .start();
    if (args.length > 3 && args[3].equals("broken")) {
      breakAudit(cluster);
    }
    new CountDownLatch(1).await();
  }

  /** Reports two states of one zone at one tick. */
  private static void breakAudit(InMemoryCluster cluster) throws InterruptedException {
    TimeUnit.SECONDS.sleep(3);
    Totals one = new Totals(1);
    Totals other = new Totals(1);
    other.entities = 1;
    cluster
        .view()
        .reported(
            new NodeReport(
                "n9",
                1,
                NodeReport.Wish.OWNER,
                List.of(),
                List.of(new TickTotals(100_000, 3, one), new TickTotals(100_000, 3, other)),
                NodeReport.Work.none(),
                1,
                GatewayReport.NONE),
            System.currentTimeMillis(),
            tick -> cluster.control().newestMap());
  }
}
