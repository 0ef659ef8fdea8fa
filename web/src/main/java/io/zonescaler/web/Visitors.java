package io.zonescaler.web;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.zonescaler.web.DashboardAccess.Caller;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets who is on another machine look, or steer, with a token only: programs send it as {@code
 * Authorization: Bearer TOKEN}, browsers ask for a name and a password, and the token is the
 * password.
 */
final class Visitors implements Handler {
  /** What nodes and load balancers ask: of the world it tells members, and ticks of zones. */
  private static final Set<String> FOR_ALL =
      Set.of("/api/v1/standing", "/health/live", "/health/ready");

  private static final String CHALLENGE =
      "Basic realm=\"ZoneScaler, the password is an observer's or operator's token\", charset=\"UTF-8\"";

  private static final Caller STRANGER =
      new Caller(
          "",
          null,
          "only callers on this machine may steer a world that knows no operators (players.keys)");

  private final @Nullable Function<String, Caller> callers;
  private final boolean hasPlayers;

  /**
   * Guards by who callers are.
   *
   * @param callers see {@link DashboardAccess}
   * @param hasPlayers whether players come by here, whom the gateway guards
   */
  Visitors(@Nullable Function<String, Caller> callers, boolean hasPlayers) {
    this.callers = callers;
    this.hasPlayers = hasPlayers;
  }

  private boolean isForPlayers(String path) {
    return hasPlayers && (path.equals("/play") || path.startsWith(PlaySockets.PATH));
  }

  /** Who somebody on another machine is. */
  Caller caller(Function<String, @Nullable String> header) {
    return callers == null ? STRANGER : callers.apply(token(header.apply("Authorization")));
  }

  @Override
  public void handle(Context context) {
    if (callers == null
        || FOR_ALL.contains(context.path())
        || isForPlayers(context.path())
        || Steering.isFromThisMachine(context)) {
      return;
    }
    String problem = caller(context::header).mayNotLook();
    if (problem != null) {
      context.header("WWW-Authenticate", CHALLENGE);
      throw new ApiException(
          401,
          problem,
          context.method() + " " + context.path(),
          "send an observer's token: Authorization: Bearer TOKEN, or as the password");
    }
  }

  /** The token in a header as RFC 6750 or RFC 7617 has it; empty if there is none. */
  private static String token(@Nullable String authorization) {
    String[] parts = authorization == null ? new String[0] : authorization.strip().split(" +", 2);
    if (parts.length == 2 && parts[0].equalsIgnoreCase("Bearer")) {
      return parts[1];
    }
    if (parts.length == 2 && parts[0].equalsIgnoreCase("Basic")) {
      try {
        String pair = new String(Base64.getDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        return pair.substring(pair.indexOf(':') + 1);
      } catch (IllegalArgumentException e) {
        return "";
      }
    }
    return "";
  }
}
