package io.zonescaler.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.zonescaler.server.gateway.PlayerTokens;
import io.zonescaler.server.tls.TlsIdentity;
import io.zonescaler.web.DashboardAccess;
import io.zonescaler.web.DashboardServer;
import io.zonescaler.web.DashboardSettings;
import org.apache.ignite.Ignite;
import org.apache.ignite.lifecycle.LifecycleBean;
import org.apache.ignite.lifecycle.LifecycleEventType;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.jspecify.annotations.Nullable;

/** Serves the dashboard and the HTTP API while the node is up. */
public final class DashboardBean implements LifecycleBean {
  private final WorldBean world;
  private final String host;
  private final int port;
  private final int backups;
  private final boolean drills;
  private final GrpcBean grpc;
  private final PlayerKeys players;
  private final NodeTls tls;
  @IgniteInstanceResource private @Nullable Ignite ignite;

  /**
   * As {@code node.xml} makes it.
   *
   * @param world the world's bean, started before
   * @param host address to listen on
   * @param port port to listen on
   * @param backups copies that every value should have besides the primary one
   * @param drills whether operators may kill nodes
   * @param grpc the game API's bean, started before
   * @param players whom the node trusts to say who observers and operators are
   * @param tls how its connections are encrypted
   */
  public DashboardBean(
      WorldBean world,
      String host,
      int port,
      int backups,
      boolean drills,
      GrpcBean grpc,
      PlayerKeys players,
      NodeTls tls) {
    this.world = world;
    this.host = host;
    this.port = port;
    this.backups = backups;
    this.drills = drills;
    this.grpc = grpc;
    this.players = players;
    this.tls = tls;
  }

  @Override
  public void onLifecycleEvent(LifecycleEventType event) {
    Ignite grid = ignite;
    if (event == LifecycleEventType.AFTER_NODE_START && grid != null) {
      NodeDirectory directory = new NodeDirectory(grid);
      PlayerTokens tokens = players.tokens();
      TlsIdentity identity = tls.identity();
      if (identity != null) {
        Gauge certificate =
            Gauge.builder("zonescaler.certificate", identity, own -> own.validFor().toSeconds())
                .description("How long this node's certificate is still valid")
                .baseUnit("seconds")
                .register(Metrics.globalRegistry);
        world.beforeStop(() -> Metrics.globalRegistry.remove(certificate));
      }
      DashboardAccess access =
          new DashboardAccess(
              identity == null ? null : identity.context(),
              tokens == null ? null : token -> caller(tokens.check(token)));
      DashboardServer server =
          new DashboardServer(
                  world.node(),
                  new DashboardSettings(
                      host,
                      port,
                      10,
                      backups,
                      access,
                      directory::info,
                      grpc.webPlayers(directory),
                      grpc.past(),
                      drills))
              .start();
      world.beforeStop(server::close);
    }
  }

  private static DashboardAccess.Caller caller(PlayerTokens.Checked token) {
    return new DashboardAccess.Caller(
        token.player(), token.refusal(PlayerTokens.OBSERVER), token.refusal(PlayerTokens.OPERATOR));
  }
}
