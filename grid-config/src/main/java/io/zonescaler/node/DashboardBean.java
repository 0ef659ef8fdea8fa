package io.zonescaler.node;

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
  @IgniteInstanceResource private @Nullable Ignite ignite;

  /**
   * As {@code node.xml} makes it.
   *
   * @param world the world's bean, started before
   * @param host address to listen on
   * @param port port to listen on
   * @param backups copies that every value should have besides the primary one
   */
  public DashboardBean(WorldBean world, String host, int port, int backups) {
    this.world = world;
    this.host = host;
    this.port = port;
    this.backups = backups;
  }

  @Override
  public void onLifecycleEvent(LifecycleEventType event) {
    Ignite grid = ignite;
    if (event == LifecycleEventType.AFTER_NODE_START && grid != null) {
      NodeDirectory directory = new NodeDirectory(grid);
      DashboardServer server =
          new DashboardServer(
                  world.node(), new DashboardSettings(host, port, 10, backups, directory::info))
              .start();
      world.beforeStop(server::close);
    }
  }
}
