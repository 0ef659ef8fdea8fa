package io.zonescaler.node;

import io.zonescaler.demo.DemoGame;
import io.zonescaler.game.World;
import io.zonescaler.server.GrpcEndpoint;
import io.zonescaler.server.bots.BotFleet;
import io.zonescaler.server.bots.BotSettings;
import io.zonescaler.server.gateway.GatewaySettings;
import io.zonescaler.verify.InMemoryCluster;
import io.zonescaler.zone.ZoneMap;
import java.time.Duration;
import java.util.List;
import org.apache.ignite.lifecycle.LifecycleBean;
import org.apache.ignite.lifecycle.LifecycleEventType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first bean to start: lets a few bots play in a small world in memory, over gRPC, and throws
 * it away. The JVM compiles what ticks and players need before the node is part of a grid, instead
 * of in the moment in which the first players join: without this they would see the world stand
 * still for some tenths of a second, several times.
 */
public final class WarmUpBean implements LifecycleBean {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUpBean.class);
  private static final int CREATURES = 300;
  private static final int NODES = 2;
  private static final int ZONES = 4;
  private static final int BOTS = 16;
  private static final int COMMANDS_PER_SECOND = 10;

  private final int seconds;

  /**
   * As {@code node.xml} makes it.
   *
   * @param seconds how long the bots play; 0 for no warm-up
   */
  public WarmUpBean(int seconds) {
    this.seconds = seconds;
  }

  @Override
  public void onLifecycleEvent(LifecycleEventType event) {
    if (event == LifecycleEventType.BEFORE_NODE_START && seconds > 0) {
      try {
        warmUp();
      } catch (RuntimeException e) {
        LOG.warn("The warm-up failed: the first players will see a slower world", e);
      }
    }
  }

  private void warmUp() {
    DemoGame game = new DemoGame(DemoGame.worldFor(CREATURES));
    World world = World.of(game);
    ZoneMap map = ZoneMap.uniform(world.space(), ZONES, world.settings().slots());
    try (InMemoryCluster cluster = new InMemoryCluster(world, map, NODES);
        GrpcEndpoint endpoint =
            new GrpcEndpoint(cluster, "127.0.0.1", 0, GatewaySettings.defaults())) {
      cluster.start();
      endpoint.start();
      BotSettings settings =
          new BotSettings(
              List.of(endpoint.address()),
              BOTS,
              Duration.ofSeconds(seconds),
              COMMANDS_PER_SECOND,
              "warm-up-",
              0,
              "",
              random -> game.sampleCommand(random.nextLong(), random.nextLong()),
              1,
              null);
      try (BotFleet bots = new BotFleet(settings)) {
        bots.run();
      }
    }
  }
}
