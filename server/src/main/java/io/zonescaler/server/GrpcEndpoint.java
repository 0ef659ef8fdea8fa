package io.zonescaler.server;

import io.grpc.BindableService;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.cluster.WorldHealth;
import io.zonescaler.server.api.RoleGuard;
import io.zonescaler.server.api.WorldApi;
import io.zonescaler.server.api.WorldMessages;
import io.zonescaler.server.gateway.Gateway;
import io.zonescaler.server.gateway.GatewayLimit;
import io.zonescaler.server.gateway.GatewaySettings;
import io.zonescaler.server.gateway.PlayerTokens;
import io.zonescaler.server.gateway.WebPlayers;
import io.zonescaler.server.observe.Observers;
import io.zonescaler.server.observe.Past;
import io.zonescaler.v1.proto.GameServiceGrpc;
import io.zonescaler.v1.proto.ObserverServiceGrpc;
import io.zonescaler.v1.proto.Schema;
import io.zonescaler.v1.proto.WorldServiceGrpc;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node's public gRPC port: the game API for players, read-only calls about the world, health and
 * reflection. What nodes say to each other has its own port ({@link
 * io.zonescaler.server.peer.GrpcFrameFeed}).
 */
public final class GrpcEndpoint implements AutoCloseable {
  /**
   * Messages up to so many times the limit are let in to be refused with a reason; for longer ones
   * gRPC ends the stream at once.
   */
  private static final int TRANSPORT_LIMIT = 4;

  /**
   * Only observers see the whole world, where there are tokens: a player who could would see what
   * its avatar does not. What the world is like is for all: clients need it before they join.
   */
  private static final Set<String> WHOLE_WORLD =
      Set.of(
          WorldServiceGrpc.getListZonesMethod().getFullMethodName(),
          WorldServiceGrpc.getListEntitiesMethod().getFullMethodName(),
          ObserverServiceGrpc.getObserveMethod().getFullMethodName());

  private final String host;
  private final int port;
  private final ServerCredentials credentials;
  private final GatewaySettings settings;
  private final Gateway gateway;
  private final Schema schema;
  private final List<ServerServiceDefinition> wholeWorld;
  private final Observers observers;
  private final HealthStatusManager health = new HealthStatusManager();
  private final WorldHealth world;
  private final ScheduledExecutorService healthChecks =
      Executors.newSingleThreadScheduledExecutor(
          r -> {
            Thread thread = new Thread(r, "grpc-health");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable GrpcListener listener;

  /**
   * An endpoint that is not open yet.
   *
   * @param access the node
   * @param host address to listen at
   * @param port port, or 0 for a free one
   * @param credentials how it is encrypted
   * @param settings the gateway's limits
   * @param tokens how players and observers prove who they are; null if anyone may be anyone
   */
  public GrpcEndpoint(
      WorldAccess access,
      String host,
      int port,
      ServerCredentials credentials,
      GatewaySettings settings,
      @Nullable PlayerTokens tokens) {
    this.host = host;
    this.port = port;
    this.credentials = credentials;
    this.settings = settings;
    world = new WorldHealth(access, System::currentTimeMillis);
    gateway =
        new Gateway(
            access,
            settings,
            tokens,
            System::currentTimeMillis,
            tick -> WorldMessages.world(access.world(), tick));
    schema = WorldMessages.schema(access.world().schema());
    boolean isGuarded = tokens != null;
    observers =
        new Observers(
            access,
            settings.get(GatewayLimit.HISTORY_SECONDS),
            isGuarded,
            System::currentTimeMillis);
    wholeWorld =
        Stream.of(new WorldApi(access, gateway, isGuarded), observers.service())
            .map(service -> guarded(service, tokens))
            .toList();
  }

  private static ServerServiceDefinition guarded(
      BindableService service, @Nullable PlayerTokens tokens) {
    return tokens == null
        ? service.bindService()
        : ServerInterceptors.intercept(
            service, new RoleGuard(tokens, PlayerTokens.OBSERVER, WHOLE_WORLD));
  }

  /**
   * Opens the port.
   *
   * @throws IllegalStateException if that is not possible
   */
  public void start() {
    listener =
        GrpcListener.open(
            host,
            port,
            credentials,
            TRANSPORT_LIMIT * settings.get(GatewayLimit.MESSAGE_BYTES),
            Stream.concat(
                    wholeWorld.stream(),
                    Stream.of(
                        gateway.service(),
                        health.getHealthService().bindService(),
                        ProtoReflectionServiceV1.newInstance().bindService()))
                .toList());
    gateway.start();
    observers.start();
    healthChecks.scheduleWithFixedDelay(this::checkHealth, 0, 500, TimeUnit.MILLISECONDS);
  }

  private void checkHealth() {
    ServingStatus status =
        world.notReady() == null ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    health.setStatus(GameServiceGrpc.SERVICE_NAME, status);
    health.setStatus(WorldServiceGrpc.SERVICE_NAME, status);
  }

  private GrpcListener listener() {
    GrpcListener open = listener;
    if (open == null) {
      throw new IllegalStateException("the gRPC endpoint is not started");
    }
    return open;
  }

  /** The port that is open. */
  public int port() {
    return listener().port();
  }

  /** Host and port, for clients. */
  public String address() {
    return listener().address();
  }

  /**
   * The gateway for clients in web pages.
   *
   * @param nodes {@code host:port} of each node's web server, by that of its game API
   */
  public WebPlayers webPlayers(Supplier<Map<String, String>> nodes) {
    return gateway.webPlayers(schema, nodes);
  }

  /** The world's last minutes; null if none are kept here. */
  public @Nullable Past past() {
    return observers.past();
  }

  /** The gateway behind the port. */
  public Gateway gateway() {
    return gateway;
  }

  /**
   * Sends all clients to other nodes and waits until they have gone.
   *
   * @param nodes {@code host:port} of the others
   * @param limit longest time to wait
   */
  public void relocate(List<String> nodes, Duration limit) throws InterruptedException {
    gateway.relocate(nodes, limit);
  }

  /** Tells all clients to go elsewhere and closes the port. */
  @Override
  public void close() {
    GrpcListener open = listener;
    listener = null;
    if (open != null) {
      healthChecks.shutdownNow();
      health.enterTerminalState();
      gateway.close();
      observers.close();
      open.close();
    }
  }
}
