package io.zonescaler.web;

import io.grpc.InsecureServerCredentials;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.server.GrpcEndpoint;
import io.zonescaler.server.gateway.GatewaySettings;
import io.zonescaler.server.gateway.WebPlayers;
import io.zonescaler.web.status.NodeInfo;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Started servers of a world in this JVM whose slots need no backups, at any free port. */
final class LocalServers {
  private static final String HOST = "127.0.0.1";

  private LocalServers() {}

  static GrpcEndpoint endpoint(WorldAccess world, GatewaySettings settings) {
    GrpcEndpoint endpoint =
        new GrpcEndpoint(world, HOST, 0, InsecureServerCredentials.create(), settings, null);
    endpoint.start();
    return endpoint;
  }

  static DashboardServer dashboard(
      WorldAccess world,
      DashboardAccess access,
      Function<String, NodeInfo> nodes,
      @Nullable WebPlayers players) {
    return new DashboardServer(
            world, new DashboardSettings(HOST, 0, 10, 0, access, nodes, players, null, true))
        .start();
  }
}
