package io.zonescaler.web;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.staticfiles.Location;
import io.javalin.websocket.WsConfig;
import io.zonescaler.cluster.NodeMessage;
import io.zonescaler.cluster.SlowTicks;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.server.gateway.WebPlayers;
import io.zonescaler.web.status.SlowTicksJson;
import io.zonescaler.web.status.StatusJson;
import io.zonescaler.web.status.StatusReader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's web server: the console at {@code /}, its live feed at {@code /live}, the status and
 * inspection API below {@code /api/v1}, {@code /metrics} and {@code /health}. Thread-safe.
 */
public final class DashboardServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DashboardServer.class);
  private static final String JSON = "application/json";
  private static final String BINARY = "application/octet-stream";
  private static final int POLICY_VIOLATION = 1008;

  /** Nothing is kept in HTTP sessions, but every live socket opens one. */
  private static final int SESSION_SECONDS = 60;

  /** The console loads nothing from elsewhere, and no other page may frame it. */
  private static final Map<String, String> PAGE_HEADERS =
      Map.of(
          "Content-Security-Policy",
              "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cache-Control", "no-cache");

  /** A player's page goes on at other nodes when its own is gone. */
  private static final Map<String, String> PLAY_HEADERS =
      Map.of(
          "Content-Security-Policy",
              "default-src 'self'; img-src 'self' data:; connect-src 'self' http: https: ws: wss:;"
                  + " frame-ancestors 'none'",
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cache-Control", "no-cache");

  private final DashboardSettings settings;
  private final StatusReader status;
  private final LiveFeed feed;
  private final WorldAccess access;
  private final SlowTicks slowTicks;
  private final Inspection inspection;
  private final Visitors visitors;
  private final Steering steering;
  private final Rewind rewind;
  private final RecordedInputs recordedInputs;
  private final Metrics metrics;
  private @Nullable PlaySockets playSockets;
  private final Javalin javalin;

  /** A server that is not started yet. */
  public DashboardServer(WorldAccess access, DashboardSettings settings) {
    this.access = access;
    this.settings = settings;
    status =
        new StatusReader(access, settings.nodes(), settings.backups(), System::currentTimeMillis);
    boolean hasPlayers = settings.players() != null;
    feed = new LiveFeed(access, status, settings, System::currentTimeMillis);
    inspection = new Inspection(access, status, feed);
    visitors = new Visitors(settings.access().callers(), hasPlayers);
    steering = new Steering(access, visitors, status, settings.drills());
    rewind = new Rewind(access.world(), settings.past());
    recordedInputs = new RecordedInputs(access);
    slowTicks = new SlowTicks(access);
    metrics = new Metrics(status, feed, access, slowTicks);
    javalin = Javalin.create(this::configure);
  }

  /**
   * Starts to listen.
   *
   * @throws IllegalStateException if the port is taken
   */
  public DashboardServer start() {
    try {
      javalin.start(settings.host(), settings.port());
    } catch (RuntimeException e) {
      metrics.close();
      throw new IllegalStateException(
          "the dashboard cannot listen on "
              + settings.host()
              + ":"
              + settings.port()
              + (isOfOneNetwork(settings.host()) ? " and 127.0.0.1" : "")
              + ": free the port, or give another one (http.port)",
          e);
    }
    sendUncompressed();
    feed.start();
    access.listen(slowTicks);
    String scheme = settings.access().tls() == null ? "http" : "https";
    LOG.info("dashboard at {}://{}:{}/", scheme, settings.host(), port());
    return this;
  }

  /**
   * Frames are mostly hashes and coordinates: compressing them for every viewer would cost much and
   * save little.
   */
  private void sendUncompressed() {
    Server jetty = javalin.jettyServer().server();
    for (ContextHandler handler : jetty.getDescendants(ContextHandler.class)) {
      WebSocketComponents components = WebSocketServerComponents.getWebSocketComponents(handler);
      if (components != null) {
        components.getExtensionRegistry().unregister("permessage-deflate");
      }
    }
  }

  /** The port that it listens on. */
  public int port() {
    return javalin.port();
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.jetty.modifyServletContextHandler(
        handler -> handler.getSessionHandler().setMaxInactiveInterval(SESSION_SECONDS));
    config.jetty.addConnector((server, http) -> connector(server, http, settings.host()));
    if (isOfOneNetwork(settings.host()) && settings.port() != 0) {
      // Who is on this machine proves that by coming from it; no address of others shows that.
      config.jetty.addConnector((server, http) -> connector(server, http, "127.0.0.1"));
    }
    config.http.defaultContentType = "text/plain; charset=utf-8";
    config.staticFiles.add(
        files -> {
          files.hostedPath = "/";
          files.directory = "/console";
          files.location = Location.CLASSPATH;
          files.headers = PAGE_HEADERS;
        });
    RoutesConfig routes = config.routes;
    WebPlayers players = settings.players();
    if (players != null) {
      config.staticFiles.add(
          files -> {
            files.hostedPath = "/play";
            files.directory = "/play";
            files.location = Location.CLASSPATH;
            files.headers = PLAY_HEADERS;
          });
      boolean isForAll = settings.access().callers() == null;
      playSockets = new PlaySockets(players, isForAll ? () -> status.read().zones() : null);
      playSockets.configure(routes);
    }
    routes.before(visitors);
    routes.wsBeforeUpgrade(visitors);
    routes.get("/api/v1/status", context -> json(context, status.read()));
    routes.get("/api/v1/what-if", context -> json(context, inspection.whatIf(context)));
    routes.get("/api/v1/decisions", context -> json(context, inspection.decisions()));
    routes.get("/api/v1/slow-ticks", context -> json(context, SlowTicksJson.of(slowTicks)));
    routes.get("/api/v1/timeline", context -> json(context, inspection.timeline(context)));
    routes.get("/api/v1/standing", context -> json(context, status.standing()));
    routes.get(
        "/api/v1/entity/{id}",
        context -> json(context, inspection.entity(context.pathParam("id"))));
    routes.get(
        "/api/v1/zone/{id}", context -> json(context, inspection.zone(context.pathParam("id"))));
    routes.get("/api/v1/inputs", context -> json(context, recordedInputs.read(context)));
    routes.get(
        "/api/v1/zone/{id}/history",
        context -> context.contentType(BINARY).result(inspection.history(context.pathParam("id"))));
    routes.get("/api/v1/past", context -> json(context, rewind.range(context)));
    routes.get(
        "/api/v1/past/{tick}",
        context -> context.contentType(BINARY).result(rewind.frame(context)));
    routes.get("/api/v1/past/entity/{id}", context -> json(context, rewind.journey(context)));
    routes.post("/api/v1/pause", steering.handler(NodeMessage.Steering.PAUSE));
    routes.post("/api/v1/resume", steering.handler(NodeMessage.Steering.RESUME));
    routes.post("/api/v1/step", steering.handler(NodeMessage.Steering.STEP));
    routes.post("/api/v1/split", steering::split);
    routes.post("/api/v1/merge", steering::merge);
    routes.post("/api/v1/move", steering::move);
    routes.post("/api/v1/pin", context -> steering.pin(context, true));
    routes.post("/api/v1/unpin", context -> steering.pin(context, false));
    routes.post("/api/v1/balance/pause", context -> steering.balance(context, false));
    routes.post("/api/v1/balance/resume", context -> steering.balance(context, true));
    routes.post("/api/v1/set", steering::set);
    routes.post("/api/v1/forget", steering::forget);
    routes.post("/api/v1/drain", context -> steering.end(context, true));
    routes.post("/api/v1/kill", context -> steering.end(context, false));
    routes.post("/api/v1/quarantine", context -> steering.quarantine(context, false));
    routes.post("/api/v1/release", context -> steering.quarantine(context, true));
    routes.get(
        "/metrics",
        context ->
            context
                .contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(metrics.scrape()));
    routes.get("/health/live", context -> json(context, Map.of("status", "live")));
    routes.get("/health/ready", this::ready);
    routes.ws("/live", this::live);
    routes.exception(
        ApiException.class,
        (e, context) -> context.status(e.status()).contentType(JSON).result(e.json()));
    routes.exception(Exception.class, DashboardServer::failed);
    routes.error(404, DashboardServer::notFound);
  }

  /** Whether what is bound leaves out the address by which callers show that they are here. */
  private static boolean isOfOneNetwork(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      boolean isLocal =
          address.isLoopbackAddress() && Steering.isLoopback(address.getHostAddress());
      return !isLocal && !address.isAnyLocalAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private ServerConnector connector(Server server, HttpConfiguration http, String host) {
    SSLContext tls = settings.access().tls();
    ServerConnector connector =
        tls == null
            ? new ServerConnector(server, new HttpConnectionFactory(http))
            : new ServerConnector(server, encryption(tls), new HttpConnectionFactory(secure(http)));
    connector.setHost(host);
    connector.setPort(settings.port());
    return connector;
  }

  private static SslConnectionFactory encryption(SSLContext tls) {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setSslContext(tls);
    return new SslConnectionFactory(factory, HttpVersion.HTTP_1_1.asString());
  }

  /**
   * Nodes are known by addresses as well as by names: which one a client has used is its matter.
   */
  private static HttpConfiguration secure(HttpConfiguration http) {
    HttpConfiguration secure = new HttpConfiguration(http);
    SecureRequestCustomizer customizer = new SecureRequestCustomizer();
    customizer.setSniHostCheck(false);
    secure.addCustomizer(customizer);
    return secure;
  }

  private static void json(Context context, Object value) {
    context
        .contentType(JSON)
        .header("Cache-Control", "no-store")
        .header("X-Content-Type-Options", "nosniff")
        .result(StatusJson.write(value));
  }

  private void ready(Context context) {
    String reason = status.notReady();
    String degraded = status.degraded();
    if (reason == null && degraded != null) {
      json(context, Map.of("status", "degraded", "reason", degraded));
    } else if (reason == null) {
      json(context, Map.of("status", "ready"));
    } else {
      context.status(503);
      json(context, Map.of("status", "not ready", "reason", reason));
    }
  }

  private static void failed(Exception e, Context context) {
    LOG.warn("{} {} failed", context.method(), context.path(), e);
    context
        .status(500)
        .contentType(JSON)
        .result(
            StatusJson.error(
                "the node failed on this request: " + e,
                context.method() + " " + context.path(),
                "look at the node's log"));
  }

  private static void notFound(Context context) {
    String result = context.result();
    if (result == null || !result.startsWith("{")) {
      context
          .contentType(JSON)
          .result(
              StatusJson.error(
                  "there is nothing at " + context.path(),
                  context.method() + " " + context.path(),
                  "use / for the console, or /api/v1/status"));
    }
  }

  private void live(WsConfig socket) {
    socket.onConnect(
        context -> {
          String host = context.header("Host");
          String origin = context.header("Origin");
          if (!Steering.sameOrigin(host, origin)) {
            context.closeSession(POLICY_VIOLATION, "pages of other origins may not look");
            return;
          }
          feed.join(
              context.session,
              steering.maySteer(
                  Steering.addressOf(context.session.getRemoteSocketAddress()), context::header));
        });
    socket.onClose(context -> feed.leave(context.session));
    socket.onError(context -> feed.leave(context.session));
  }

  @Override
  public void close() {
    access.unlisten(slowTicks);
    feed.close();
    PlaySockets sockets = playSockets;
    if (sockets != null) {
      sockets.close();
    }
    javalin.stop();
    metrics.close();
  }
}
