package io.zonescaler.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import io.zonescaler.server.gateway.WebPlayers;
import io.zonescaler.web.status.Status.ZoneStatus;
import io.zonescaler.web.status.StatusJson;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * Where players' pages come in: what their clients say goes to the node's gateway, over sockets at
 * {@code /play/socket}. Everybody may come; who they are the gateway asks, as of all clients.
 */
final class PlaySockets {
  /** All that players need is below this path. */
  static final String PATH = "/play/";

  private static final int POLICY_VIOLATION = 1008;
  private static final long TRANSPORT_LIMIT = 4;
  private static final long GOODBYE_MILLIS = 500;
  private static final long POLL_MILLIS = 10;

  private static final Pattern IPV4 = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3})(?::\\d+)?");
  private static final Pattern IPV6 =
      Pattern.compile("\\[?([0-9a-fA-F]*:[0-9a-fA-F]*:[0-9a-fA-F:.]*)]?(?::\\d+)?");

  private final WebPlayers players;
  private final @Nullable Supplier<List<ZoneStatus>> zones;

  /** {@code host:port} of all nodes' web servers that were ever seen. */
  private final Set<String> ourPages = ConcurrentHashMap.newKeySet();

  private final Map<Session, BrowserSocket> sockets = new ConcurrentHashMap<>();

  /**
   * Players come in to that gateway.
   *
   * @param zones tells the zones; null if that is not for everyone
   */
  PlaySockets(WebPlayers players, @Nullable Supplier<List<ZoneStatus>> zones) {
    this.players = players;
    this.zones = zones;
  }

  void configure(RoutesConfig routes) {
    routes.get(PATH + "world", context -> answer(context, players.world()));
    Supplier<List<ZoneStatus>> known = zones;
    if (known != null) {
      routes.get(
          PATH + "zones", context -> answer(context, StatusJson.write(borders(known.get()))));
    }
    routes.ws(PATH + "socket", this::socket);
  }

  private void answer(Context context, String json) {
    String origin = context.header("Origin");
    if (origin != null && isOurPage(context.header("Host"), origin)) {
      context.header("Access-Control-Allow-Origin", origin);
    }
    context
        .contentType("application/json")
        .header("Cache-Control", "no-store")
        .header("Vary", "Origin")
        .header("X-Content-Type-Options", "nosniff")
        .result(json);
  }

  /** What a player may know of zones. */
  private static List<Map<String, Object>> borders(List<ZoneStatus> zones) {
    return zones.stream()
        .map(
            zone ->
                Map.<String, Object>of(
                    "id", zone.id(), "owner", zone.owner(), "min", zone.min(), "max", zone.max()))
        .toList();
  }

  private void socket(WsConfig config) {
    config.onConnect(this::connected);
    config.onMessage(
        context -> {
          BrowserSocket socket = sockets.get(context.session);
          if (socket != null) {
            socket.visit().received(context.message());
          }
        });
    config.onBinaryMessage(
        context -> context.closeSession(POLICY_VIOLATION, "messages are texts here"));
    config.onClose(context -> gone(context.session));
    config.onError(context -> gone(context.session));
  }

  private void connected(WsContext context) {
    Session session = context.session;
    if (!isOurPage(context.header("Host"), context.header("Origin"))) {
      context.closeSession(POLICY_VIOLATION, "pages of other origins may not play");
      return;
    }
    // Somewhat longer ones are let in to be refused with a reason.
    session.setMaxTextMessageSize(TRANSPORT_LIMIT * players.mostCharacters());
    BrowserSocket socket = new BrowserSocket(session, addressOf(context));
    sockets.put(session, socket);
    socket.begin(players);
  }

  /**
   * Whether a page may play here: one of this world's nodes, which may be gone, as its player goes
   * on here. Where players prove who they are, and others who show tokens, any page may: it can do
   * no more than any program.
   */
  private boolean isOurPage(@Nullable String host, @Nullable String origin) {
    players.nodes().forEach(node -> ourPages.add(node.toLowerCase(Locale.ROOT)));
    if (players.areKnown() || Steering.sameOrigin(host, origin)) {
      return true;
    }
    try {
      URI page = URI.create(String.valueOf(origin));
      String name = page.getHost();
      if (name == null) {
        return false;
      }
      int usual = "https".equals(page.getScheme()) ? 443 : 80;
      int port = page.getPort() < 0 ? usual : page.getPort();
      return ourPages.contains(name.toLowerCase(Locale.ROOT) + ":" + port);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Where a player is: a proxy on this machine says it of those that it speaks for. */
  private static @Nullable InetAddress addressOf(WsContext context) {
    InetAddress address =
        context.session.getRemoteSocketAddress() instanceof InetSocketAddress inet
            ? inet.getAddress()
            : null;
    List<String> forwarded = context.session.getUpgradeRequest().getHeaders("X-Forwarded-For");
    if (address == null
        || !address.isLoopbackAddress()
        || forwarded == null
        || forwarded.isEmpty()) {
      return address;
    }
    // Each proxy adds whom it has heard: only what the nearest one says is certain.
    String last = forwarded.get(forwarded.size() - 1);
    InetAddress said = numeric(last.substring(last.lastIndexOf(',') + 1).strip());
    return said == null ? address : said;
  }

  /** An address that is written as numbers, maybe with a port; names are not looked up. */
  static @Nullable InetAddress numeric(String text) {
    for (Pattern pattern : List.of(IPV4, IPV6)) {
      Matcher matcher = pattern.matcher(text);
      if (matcher.matches()) {
        try {
          return InetAddress.getByName(matcher.group(1));
        } catch (UnknownHostException e) {
          return null;
        }
      }
    }
    return null;
  }

  /** Tells players that the node stops, so that they go elsewhere. */
  void close() {
    sockets.values().forEach(socket -> socket.visit().stop());
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GOODBYE_MILLIS);
    try {
      while (!sockets.isEmpty() && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void gone(Session session) {
    BrowserSocket socket = sockets.remove(session);
    if (socket != null) {
      socket.visit().gone();
    }
  }
}
