package io.zonescaler.web;

import io.zonescaler.server.gateway.WebPlayers;
import io.zonescaler.server.observe.Past;
import io.zonescaler.web.status.NodeInfo;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a dashboard can be told.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 for any free one
 * @param pushesPerSecond most map frames that a viewer gets per second, 1 to 60
 * @param backups backups that every slot should have
 * @param access how it is reached
 * @param nodes what is known of a node by its name, asked again for every status
 * @param players the gateway for players' pages; null if nobody plays here
 * @param past the world's last minutes; null if none are kept here
 * @param drills whether operators may kill nodes
 */
public record DashboardSettings(
    String host,
    int port,
    int pushesPerSecond,
    int backups,
    DashboardAccess access,
    Function<String, NodeInfo> nodes,
    @Nullable WebPlayers players,
    @Nullable Past past,
    boolean drills) {
  /** Checks the settings. */
  public DashboardSettings {
    require(port >= 0 && port <= 65_535, "web.port", port, "0 to 65535 (0: any free one)");
    require(
        pushesPerSecond >= 1 && pushesPerSecond <= 60,
        "web.pushesPerSecond",
        pushesPerSecond,
        "1 to 60");
    require(backups >= 0, "backups", backups, "0 or more");
  }

  /** Ten frames a second and one backup, for anyone. */
  public static DashboardSettings of(String host, int port, Function<String, NodeInfo> nodes) {
    return new DashboardSettings(host, port, 10, 1, DashboardAccess.OPEN, nodes, null, null, false);
  }

  private static void require(boolean holds, String key, int value, String range) {
    if (!holds) {
      throw new IllegalArgumentException(
          key + " = " + value + " is not possible: it must be " + range);
    }
  }
}
