package io.zonescaler.server.gateway;

import io.zonescaler.v1.proto.ClientMessage;
import org.jspecify.annotations.Nullable;

/**
 * What came from a client.
 *
 * @param message the message, or null if the bytes are none
 * @param problem what is wrong with the bytes, or empty
 * @param limit the limit that the bytes are over, or null
 * @param bytes how many there were
 * @param nanos when it came, by {@link System#nanoTime}
 */
record Inbound(
    @Nullable ClientMessage message,
    String problem,
    @Nullable GatewayLimit limit,
    int bytes,
    long nanos) {
  /** What comes now. */
  Inbound(
      @Nullable ClientMessage message, String problem, @Nullable GatewayLimit limit, int bytes) {
    this(message, problem, limit, bytes, System.nanoTime());
  }
}
