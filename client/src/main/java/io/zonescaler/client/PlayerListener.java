package io.zonescaler.client;

import io.grpc.Status;
import io.zonescaler.client.update.ClientView;
import io.zonescaler.v1.proto.Goodbye;
import io.zonescaler.v1.proto.ServerMessage;
import io.zonescaler.v1.proto.Update;
import io.zonescaler.v1.proto.Welcome;

/**
 * Is told what a session hears: one call at a time, in order, on a thread of gRPC and with the
 * session locked. So calls must return quickly, and may use the session.
 */
public interface PlayerListener {
  /** A message came; it is taken in next. */
  default void received(ServerMessage message) {}

  /** The session has begun, or goes on in another stream. */
  default void welcomed(Welcome welcome) {}

  /** The view has another tick. */
  default void updated(Update update, ClientView.Changes changes) {}

  /**
   * A command was consumed, and that is safe.
   *
   * @param number its number
   * @param sentNanos when it was sent first, as {@link System#nanoTime}
   * @param tick the tick that consumed it; -1 if it is not known
   * @param refusal why the game refused it; empty if it did not, or if that is not known
   */
  default void acknowledged(long number, long sentNanos, long tick, String refusal) {}

  /** The server has something to say. */
  default void noticed(String text) {}

  /** The stream is lost; the session goes on in another one, if it can. */
  default void interrupted(Status why) {}

  /** The session is over: nothing more comes. */
  default void ended(Goodbye.Reason why, String text) {}
}
