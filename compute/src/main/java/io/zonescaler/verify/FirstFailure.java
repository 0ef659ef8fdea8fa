package io.zonescaler.verify;

import io.zonescaler.game.Game;
import io.zonescaler.tick.FailureListener;
import io.zonescaler.world.Kind;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/** Keeps the first failure of a game's logic that is seen, as a sentence. Thread-safe. */
final class FirstFailure implements FailureListener {
  private final Game game;
  private final AtomicReference<String> sentence = new AtomicReference<>("");

  FirstFailure(Game game) {
    this.game = game;
  }

  @Override
  public void failed(long zone, long tick, Kind kind, long id, Throwable failure) {
    if (sentence().isEmpty()) {
      sentence.compareAndSet(
          "",
          "at tick "
              + tick
              + " on "
              + kind
              + " "
              + Long.toHexString(id)
              + ": "
              + failure
              + place(game, failure.getStackTrace()));
    }
  }

  /** What failed; empty if nothing has. */
  String sentence() {
    return String.valueOf(sentence.get());
  }

  /** Where in a game's own code a stack is, in brackets; empty if that cannot be told. */
  static String place(Game game, StackTraceElement[] stack) {
    String own = game.getClass().getPackageName();
    return Arrays.stream(stack)
        .filter(element -> packageOf(element).equals(own))
        .findFirst()
        .map(element -> " (" + element.getFileName() + ":" + element.getLineNumber() + ")")
        .orElse("");
  }

  private static String packageOf(StackTraceElement element) {
    return element
        .getClassName()
        .substring(0, Math.max(0, element.getClassName().lastIndexOf('.')));
  }
}
