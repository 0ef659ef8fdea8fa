package io.zonescaler.node;

import io.zonescaler.grid.RingCheck;
import io.zonescaler.grid.WorldNode;
import io.zonescaler.server.GrpcEndpoint;
import io.zonescaler.server.gateway.GatewaySettings;
import io.zonescaler.server.gateway.WebPlayers;
import io.zonescaler.server.observe.Past;
import io.zonescaler.server.peer.GrpcFrameFeed;
import io.zonescaler.server.worker.WorkerGame;
import io.zonescaler.server.worker.WorkerPort;
import java.time.Duration;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.lifecycle.LifecycleBean;
import org.apache.ignite.lifecycle.LifecycleEventType;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the node's gRPC ports while it is up: the game API for players, the frame streams between
 * nodes, and one for workers if they run the game's logic.
 */
public final class GrpcBean implements LifecycleBean {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcBean.class);
  private static final Duration RELOCATION = Duration.ofSeconds(3);

  private final WorldBean world;
  private final String host;
  private final int port;
  private final int framePort;
  private final PlayerKeys players;
  private final NodeTls tls;
  private final GatewaySettings limits;
  private final NodeSettings settings;
  @IgniteInstanceResource private @Nullable Ignite ignite;
  private @Nullable GrpcEndpoint endpoint;
  private @Nullable GrpcFrameFeed feed;
  private @Nullable WorkerPort workers;
  private @Nullable SpanExport spans;

  /**
   * As {@code node.xml} makes it.
   *
   * @param world the world's bean, started before
   * @param host address to listen on
   * @param port port of the game API
   * @param framePort port for other nodes' frames
   * @param players whom the node trusts to say who players are
   * @param tls how its connections are encrypted
   * @param settings the node's settings, for the gateway's limits
   */
  public GrpcBean(
      WorldBean world,
      String host,
      int port,
      int framePort,
      PlayerKeys players,
      NodeTls tls,
      NodeSettings settings) {
    this.world = world;
    this.host = host;
    this.port = port;
    this.framePort = framePort;
    this.players = players;
    this.tls = tls;
    limits = GatewaySettings.of(limit -> settings.integer(limit.key()));
    this.settings = settings;
  }

  @Override
  public void onLifecycleEvent(LifecycleEventType event) {
    Ignite grid = ignite;
    if (event == LifecycleEventType.AFTER_NODE_START && grid != null) {
      world.beforeStop(this::stop);
      start(grid);
      world.whenLeft(() -> relocate(grid));
    }
  }

  private void start(Ignite grid) {
    WorldNode node = world.node();
    NodeDirectory directory = new NodeDirectory(grid);
    RingCheck ring = new RingCheck(grid);
    GrpcFrameFeed frames =
        new GrpcFrameFeed(
            node.node(),
            host,
            framePort,
            tls.forNodes(),
            tls.toNodes(),
            directory::frames,
            () -> grid.cluster().id().toString(),
            node::receivedFrames,
            System::currentTimeMillis,
            peer -> ring.now());
    frames.start();
    node.feed(frames);
    feed = frames;
    if (node.world().game() instanceof WorkerGame game) {
      workers =
          WorkerPort.open(
              node.world(),
              settings.integer("worker.port"),
              players.tokens(),
              settings.get("worker.command"),
              settings.integer("worker.count"));
      LOG.info("Logic workers of game {} connect to {}", game.name(), workers.address());
    }
    GrpcEndpoint api =
        new GrpcEndpoint(node, host, port, tls.forClients(), limits, players.tokens());
    spans = SpanExport.of(settings, "zonescaler", node.node());
    if (spans != null) {
      CommandSpans traces =
          new CommandSpans(
              spans, node.node(), node.world().checksum(), settings.integer("traces.oneIn"));
      node.listen(traces);
      api.gateway().trace(traces);
    }
    api.start();
    endpoint = api;
  }

  /** The gateway for players' pages; null if they are not wanted. */
  @Nullable WebPlayers webPlayers(NodeDirectory directory) {
    GrpcEndpoint open = endpoint;
    return open == null || !Boolean.parseBoolean(settings.get("http.play"))
        ? null
        : open.webPlayers(directory::httpByGrpc);
  }

  /** The world's last minutes; null if none are kept here. */
  @Nullable Past past() {
    return endpoint == null ? null : endpoint.past();
  }

  /** Clients that change to a node that stays before this one stops see no gap. */
  private void relocate(Ignite grid) {
    List<String> others = new NodeDirectory(grid).others();
    GrpcEndpoint open = endpoint;
    if (open != null && !others.isEmpty()) {
      try {
        open.relocate(others, RELOCATION);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void stop() {
    if (endpoint != null) {
      endpoint.close();
    }
    if (feed != null) {
      feed.close();
    }
    if (workers != null) {
      workers.close();
    }
    if (spans != null) {
      spans.close();
    }
  }
}
