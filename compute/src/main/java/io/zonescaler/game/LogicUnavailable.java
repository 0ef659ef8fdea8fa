package io.zonescaler.game;

import java.io.Serial;

/**
 * Logic that runs elsewhere does not answer: that says nothing about the game, so the tick must be
 * made another time, or by another, or without any logic (invariant I5).
 */
public class LogicUnavailable extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** Says what is missing, and what to do. */
  public LogicUnavailable(String message) {
    super(message, null, false, false);
  }
}
