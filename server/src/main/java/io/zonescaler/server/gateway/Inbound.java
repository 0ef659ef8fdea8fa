package io.zonescaler.server.gateway;

import io.zonescaler.v1.proto.ClientMessage;
import org.jspecify.annotations.Nullable;

/**
 * What came from a client.
 *
 * @param message the message, or null if the bytes are none
 * @param problem what is wrong with the bytes, or empty
 * @param bytes how many there were
 */
record Inbound(@Nullable ClientMessage message, String problem, int bytes) {}
