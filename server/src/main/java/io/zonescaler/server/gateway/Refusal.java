package io.zonescaler.server.gateway;

import io.grpc.Status;
import io.zonescaler.v1.proto.Goodbye;

/**
 * Why a session ends.
 *
 * @param reason for the client's program
 * @param status of the call
 * @param text for people: what happened and what to do
 */
record Refusal(Goodbye.Reason reason, Status.Code status, String text) {
  /** The client broke a rule. */
  static Refusal invalid(String text) {
    return new Refusal(Goodbye.Reason.REFUSED, Status.Code.INVALID_ARGUMENT, text);
  }

  /** The client has not proved who its player is. */
  static Refusal unauthenticated(String text) {
    return new Refusal(Goodbye.Reason.UNAUTHENTICATED, Status.Code.UNAUTHENTICATED, text);
  }

  /** The client wanted too much. */
  static Refusal tooMuch(String text) {
    return new Refusal(Goodbye.Reason.REFUSED, Status.Code.RESOURCE_EXHAUSTED, text);
  }

  static Refusal tooSlow(String text) {
    return new Refusal(Goodbye.Reason.TOO_SLOW, Status.Code.DEADLINE_EXCEEDED, text);
  }

  static Refusal takenOver() {
    return new Refusal(
        Goodbye.Reason.TAKEN_OVER,
        Status.Code.ABORTED,
        "another session of this player has taken over");
  }

  static Refusal gone(int millis) {
    return new Refusal(
        Goodbye.Reason.AVATAR_GONE,
        Status.Code.UNAVAILABLE,
        "the avatar has not been found for "
            + millis / 1000
            + " s; the world may be at a halt: try again later");
  }

  static Refusal stopping(String node) {
    return new Refusal(
        Goodbye.Reason.NODE_STOPPING,
        Status.Code.UNAVAILABLE,
        "node " + node + " is stopping; connect to another one");
  }

  static Refusal full(String node, int limit) {
    return new Refusal(
        Goodbye.Reason.FULL,
        Status.Code.RESOURCE_EXHAUSTED,
        "node " + node + " has " + limit + " clients, its limit; connect to another node");
  }

  static Refusal left() {
    return new Refusal(Goodbye.Reason.LEFT, Status.Code.OK, "you have left the world");
  }

  Goodbye goodbye() {
    return Goodbye.newBuilder().setReason(reason).setText(text).build();
  }
}
