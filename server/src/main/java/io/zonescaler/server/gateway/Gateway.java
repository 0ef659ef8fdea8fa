package io.zonescaler.server.gateway;

import io.grpc.ServerServiceDefinition;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.v1.proto.Schema;
import io.zonescaler.v1.proto.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves players' clients from one node of a world. Thread-safe. */
public final class Gateway implements AutoCloseable {
  private static final long RELOCATION_POLL_MILLIS = 20;

  private final LongFunction<World> summary;
  private final GatewayLoop loop;
  private final GatewaySettings settings;

  /**
   * A gateway that is not started yet.
   *
   * @param access the node
   * @param settings limits
   * @param tokens how players prove who they are; null if anyone may be anyone
   * @param clockMillis milliseconds since 1970
   * @param summary what clients are told of the world, given its newest tick
   */
  public Gateway(
      WorldAccess access,
      GatewaySettings settings,
      @Nullable PlayerTokens tokens,
      LongSupplier clockMillis,
      LongFunction<World> summary) {
    this.settings = settings;
    this.summary = summary;
    loop = new GatewayLoop(access, settings, tokens, clockMillis, summary);
  }

  /** Tells somebody of the clients' commands from now on. */
  public void trace(CommandTraces traces) {
    loop.trace(traces);
  }

  /** Begins to listen to the node. */
  public void start() {
    loop.start();
  }

  /** {@code zonescaler.v1.GameService}. */
  public ServerServiceDefinition service() {
    return new PlayService(loop).definition(settings.get(GatewayLimit.MESSAGE_BYTES));
  }

  /**
   * The same for clients in web pages.
   *
   * @param schema what they are told of the game's declarations
   * @param nodes {@code host:port} of each node's web server, by that of its game API
   */
  public WebPlayers webPlayers(Schema schema, Supplier<Map<String, String>> nodes) {
    return new WebPlayers(loop, summary, schema, nodes, settings.get(GatewayLimit.MESSAGE_BYTES));
  }

  /** Number of connected clients. */
  public int clients() {
    return loop.clients();
  }

  /** Newest safe tick that this gateway has heard of; -1 before the first. */
  public long newestTick() {
    return loop.newestTick();
  }

  /**
   * Sends all clients to other nodes and lets no new ones in; waits until they have gone.
   *
   * @param nodes {@code host:port} of the others
   * @param limit longest time to wait
   */
  public void relocate(List<String> nodes, Duration limit) throws InterruptedException {
    loop.relocate(nodes);
    long end = System.nanoTime() + limit.toNanos();
    while (loop.clients() > 0 && System.nanoTime() < end) {
      Thread.sleep(RELOCATION_POLL_MILLIS);
    }
  }

  /** Answers a query as soon as the states are here. */
  public void ask(EntityQuery query) {
    loop.ask(query);
  }

  /** Tells all clients to go elsewhere and stops. */
  @Override
  public void close() {
    loop.stop();
  }
}
