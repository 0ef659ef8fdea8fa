package io.zonescaler.server.gateway;

import io.grpc.Status;
import io.zonescaler.v1.proto.Goodbye;
import org.jspecify.annotations.Nullable;

/**
 * Why a session ends.
 *
 * @param reason for the client's program
 * @param status of the call
 * @param limit the limit that was reached, or null
 * @param text for people: what happened and what to do
 */
record Refusal(
    Goodbye.Reason reason, Status.Code status, @Nullable GatewayLimit limit, String text) {
  /** The client broke a rule. */
  static Refusal invalid(String text) {
    return invalid(null, text);
  }

  /** The client broke a rule that has a limit. */
  static Refusal invalid(@Nullable GatewayLimit limit, String text) {
    return new Refusal(Goodbye.Reason.REFUSED, Status.Code.INVALID_ARGUMENT, limit, text);
  }

  /** The client has not proved who its player is. */
  static Refusal unauthenticated(String text) {
    return new Refusal(Goodbye.Reason.UNAUTHENTICATED, Status.Code.UNAUTHENTICATED, null, text);
  }

  /** The client wanted too much. */
  static Refusal tooMuch(GatewayLimit limit, String text) {
    return new Refusal(Goodbye.Reason.REFUSED, Status.Code.RESOURCE_EXHAUSTED, limit, text);
  }

  static Refusal tooSlow(GatewayLimit limit, String text) {
    return new Refusal(Goodbye.Reason.TOO_SLOW, Status.Code.DEADLINE_EXCEEDED, limit, text);
  }

  static Refusal takenOver() {
    return new Refusal(
        Goodbye.Reason.TAKEN_OVER,
        Status.Code.ABORTED,
        null,
        "another session of this player has taken over");
  }

  static Refusal resumedElsewhere() {
    return new Refusal(
        Goodbye.Reason.RESUMED,
        Status.Code.ABORTED,
        null,
        "this session goes on in another stream; if that is not yours any more, resume it");
  }

  static Refusal sessionEnded() {
    return new Refusal(
        Goodbye.Reason.SESSION_ENDED,
        Status.Code.FAILED_PRECONDITION,
        null,
        "the session has ended, or the resume token is not one of this world: join as a player");
  }

  static Refusal notInWorld(String node) {
    return new Refusal(
        Goodbye.Reason.NODE_STOPPING,
        Status.Code.UNAVAILABLE,
        null,
        "node " + node + " is not in the world yet; connect to another one");
  }

  static Refusal gone(int millis) {
    return new Refusal(
        Goodbye.Reason.AVATAR_GONE,
        Status.Code.UNAVAILABLE,
        GatewayLimit.SEARCH,
        "the avatar has not been found for "
            + millis / 1000
            + " s; the world may be at a halt: try again later");
  }

  static Refusal stopping(String node) {
    return new Refusal(
        Goodbye.Reason.NODE_STOPPING,
        Status.Code.UNAVAILABLE,
        null,
        "node " + node + " is stopping; connect to another one");
  }

  static Refusal full(String node, int limit) {
    return new Refusal(
        Goodbye.Reason.FULL,
        Status.Code.RESOURCE_EXHAUSTED,
        GatewayLimit.CLIENTS,
        "node " + node + " has " + limit + " clients, its limit; connect to another node");
  }

  static Refusal left() {
    return new Refusal(Goodbye.Reason.LEFT, Status.Code.OK, null, "you have left the world");
  }

  Goodbye goodbye() {
    return Goodbye.newBuilder().setReason(reason).setText(text).build();
  }
}
