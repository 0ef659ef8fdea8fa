package io.zonescaler.server.gateway;

import org.jspecify.annotations.Nullable;

/** Counts a client's messages per second. */
final class MessageRate {
  private final int most;
  private long windowMillis;
  private int inWindow;

  MessageRate(int most) {
    this.most = most;
  }

  /** One more message; a refusal if that is too many. */
  @Nullable Refusal count(long now) {
    if (now - windowMillis >= 1000) {
      windowMillis = now;
      inWindow = 0;
    }
    return ++inWindow > most
        ? Refusal.tooMuch("more than " + most + " messages in a second")
        : null;
  }
}
