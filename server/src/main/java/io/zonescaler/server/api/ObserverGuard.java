package io.zonescaler.server.api;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.zonescaler.server.gateway.PlayerTokens;
import io.zonescaler.v1.proto.WorldServiceGrpc;
import java.util.Set;

/**
 * Lets only observers see the whole world, where there are tokens: a player who could would see
 * what its avatar does not. What the world is like is for all: clients need it before they join.
 */
public final class ObserverGuard implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** RFC 6750. */
  private static final String BEARER = "Bearer ";

  private static final Set<String> GUARDED =
      Set.of(
          WorldServiceGrpc.getListZonesMethod().getFullMethodName(),
          WorldServiceGrpc.getListEntitiesMethod().getFullMethodName());

  private final PlayerTokens tokens;

  /** Asks for tokens that these accept. */
  public ObserverGuard(PlayerTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (GUARDED.contains(call.getMethodDescriptor().getFullMethodName())) {
      String value = headers.get(AUTHORIZATION);
      boolean isBearer = value != null && value.regionMatches(true, 0, BEARER, 0, BEARER.length());
      PlayerTokens.Checked token = tokens.check(isBearer ? value.substring(BEARER.length()) : "");
      String refusal = token.refusal(PlayerTokens.OBSERVER);
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
