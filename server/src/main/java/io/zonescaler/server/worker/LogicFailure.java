package io.zonescaler.server.worker;

import java.io.Serial;

/** The game's logic failed on one entity, message or player, as it may in a worker as anywhere. */
final class LogicFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private static final int LONGEST = 300;

  private LogicFailure(String what) {
    super(what, null, false, false);
  }

  static void throwIf(String failure) {
    if (!failure.isEmpty()) {
      throw new LogicFailure(
          failure.length() <= LONGEST ? failure : failure.substring(0, LONGEST) + "...");
    }
  }
}
