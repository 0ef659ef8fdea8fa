package io.zonescaler.server.gateway;

import org.jspecify.annotations.Nullable;

/** Counts a client's messages, and their bytes, per second. */
final class MessageRate {
  private final int most;
  private final int mostBytes;
  private long windowMillis;
  private int inWindow;
  private long bytesInWindow;

  MessageRate(int most, int mostBytes) {
    this.most = most;
    this.mostBytes = mostBytes;
  }

  /** One more message of so many bytes; a refusal if that is too much. */
  @Nullable Refusal count(long now, int bytes) {
    if (now - windowMillis >= 1000) {
      windowMillis = now;
      inWindow = 0;
      bytesInWindow = 0;
    }
    inWindow++;
    bytesInWindow += bytes;
    if (inWindow > most) {
      return Refusal.tooMuch(
          GatewayLimit.MESSAGES_PER_SECOND, "more than " + most + " messages in a second");
    }
    return bytesInWindow > mostBytes
        ? Refusal.tooMuch(
            GatewayLimit.BYTES_PER_SECOND, "more than " + mostBytes + " bytes in a second")
        : null;
  }
}
