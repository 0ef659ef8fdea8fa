package io.zonescaler.server.gateway;

/**
 * A command's way through a gateway, in milliseconds since 1970.
 *
 * @param player the player's id
 * @param number the command's number
 * @param receivedMillis when it came from the client
 * @param submittedMillis when it was given to the world first; 0 if it came too late for that
 * @param knownMillis when a safe state that has consumed it was here
 * @param acknowledgedMillis when the client was told
 * @param tick the tick of that state, which has consumed it, or a later one
 * @param refusal why the game refused it; empty if it did not, or if that is not known
 * @param hasRoot whether the client makes the trace's root span
 */
public record CommandTimes(
    long player,
    long number,
    long receivedMillis,
    long submittedMillis,
    long knownMillis,
    long acknowledgedMillis,
    long tick,
    String refusal,
    boolean hasRoot) {}
