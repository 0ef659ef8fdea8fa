package io.zonescaler.server.worker;

import java.io.Serial;
import java.util.function.Supplier;

/** What a worker has answered cannot be right; nothing of it counts. */
final class WrongAnswer extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  WrongAnswer(String what) {
    super(what, null, false, false);
  }

  static void unless(boolean isRight, Supplier<String> what) {
    if (!isRight) {
      throw new WrongAnswer(what.get());
    }
  }
}
