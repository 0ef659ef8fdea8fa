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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
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
    session.setMaxTextMessageSize(players.mostCharacters());
    BrowserSocket socket = new BrowserSocket(session, addressOf(context));
    sockets.put(session, socket);
    socket.begin(players);
  }

  /** A page may have come from another node, which may be gone: its player goes on here. */
  private boolean isOurPage(@Nullable String host, @Nullable String origin) {
    ourPages.addAll(players.nodes());
    if (Steering.sameOrigin(host, origin)) {
      return true;
    }
    try {
      String authority = URI.create(String.valueOf(origin)).getAuthority();
      return authority != null && ourPages.contains(authority);
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
    String forwarded = context.header("X-Forwarded-For");
    if (address == null || !address.isLoopbackAddress() || forwarded == null) {
      return address;
    }
    String nearest = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
    try {
      // A name would be looked up.
      return nearest.matches("[0-9a-fA-F:.]+") ? InetAddress.getByName(nearest) : address;
    } catch (UnknownHostException e) {
      return address;
    }
  }

  private void gone(Session session) {
    BrowserSocket socket = sockets.remove(session);
    if (socket != null) {
      socket.visit().gone();
    }
  }
}
