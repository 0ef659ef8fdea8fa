package io.zonescaler.client;

import io.zonescaler.v1.proto.Goodbye;

/** The server has ended a session for good. */
public final class GameOverException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Goodbye.Reason reason;

  GameOverException(Goodbye goodbye) {
    super(goodbye.getReason() + ": " + goodbye.getText());
    reason = goodbye.getReason();
  }

  /** Why. */
  public Goodbye.Reason reason() {
    return reason;
  }
}
