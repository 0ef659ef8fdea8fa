package io.zonescaler.client;

import io.grpc.Status;
import io.zonescaler.client.update.ClientView;
import io.zonescaler.v1.proto.Goodbye;
import io.zonescaler.v1.proto.ServerMessage;
import io.zonescaler.v1.proto.Update;
import io.zonescaler.v1.proto.Welcome;

/**
 * Is told what a session hears: one call at a time, in order, on a thread of gRPC and with the
 * session locked. So calls must return quickly, and may use the session. What they throw is logged.
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

  /**
   * Nothing more will be known of a command: a new session has begun where the old one was over,
   * and another client of the player may have used the number.
   */
  default void forgotten(long number) {}

  /** The server has something to say. */
  default void noticed(String text) {}

  /**
   * The stream is lost, or none came about; the session goes on in another one, if it can. Before
   * the first stream on a thread of the client, with nothing locked.
   */
  default void interrupted(Status why) {}

  /** The session is over: nothing more comes. */
  default void ended(Goodbye.Reason why, String text) {}
}
