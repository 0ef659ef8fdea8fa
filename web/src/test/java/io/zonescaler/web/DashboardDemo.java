package io.zonescaler.web;

import io.zonescaler.web.status.NodeInfo;
import java.util.concurrent.CountDownLatch;

/**
 * Shows a world of wandering entities for looking at the console: {@code [entities [zones
 * [port]]]}.
 */
public final class DashboardDemo {
  private DashboardDemo() {}

  /** Runs until it is ended. */
  public static void main(String[] args) throws InterruptedException {
    int entities = args.length > 0 ? Integer.parseInt(args[0]) : 5_000;
    int zones = args.length > 1 ? Integer.parseInt(args[1]) : 12;
    int port = args.length > 2 ? Integer.parseInt(args[2]) : 8080;
    InMemoryCluster cluster = new InMemoryCluster(new Drifters(entities), 3, zones);
    new DashboardServer(
            cluster,
            DashboardSettings.of(
                "127.0.0.1",
                port,
                node ->
                    new NodeInfo(
                        ProcessHandle.current().pid(), "127.0.0.1:7400", "127.0.0.1:" + port, 0.4)))
        .start();
    new CountDownLatch(1).await();
  }
}
