package io.zonescaler.server.api;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.zonescaler.server.gateway.PlayerTokens;
import java.util.Set;

/** Lets some calls be made only with a token of a role. */
public final class RoleGuard implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** RFC 6750. */
  private static final String BEARER = "Bearer ";

  private final PlayerTokens tokens;
  private final String role;
  private final Set<String> guarded;

  /**
   * Asks for tokens that {@code tokens} accepts.
   *
   * @param role what callers have to be allowed
   * @param guarded full names of methods
   */
  public RoleGuard(PlayerTokens tokens, String role, Set<String> guarded) {
    this.tokens = tokens;
    this.role = role;
    this.guarded = guarded;
  }

  /** The token that a call shows (RFC 6750); empty if it shows none. */
  public static String shown(Metadata headers) {
    String value = headers.get(AUTHORIZATION);
    boolean isBearer = value != null && value.regionMatches(true, 0, BEARER, 0, BEARER.length());
    return isBearer ? value.substring(BEARER.length()) : "";
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (guarded.contains(call.getMethodDescriptor().getFullMethodName())) {
      PlayerTokens.Checked token = tokens.check(shown(headers));
      String refusal = token.refusal(role);
      if (refusal != null) {
        boolean isKnown = token.problem() == null;
        call.close(
            (isKnown ? Status.PERMISSION_DENIED : Status.UNAUTHENTICATED)
                .withDescription(refusal + " (authorization: Bearer TOKEN)"),
            new Metadata());
        return new ServerCall.Listener<>() {};
      }
    }
    return next.startCall(call, headers);
  }
}
