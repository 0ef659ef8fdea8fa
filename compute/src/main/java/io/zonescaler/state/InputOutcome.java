package io.zonescaler.state;

import org.jspecify.annotations.Nullable;

/**
 * An input that a tick took in, with what became of it.
 *
 * @param input the input
 * @param refusal the game's reason for a refused command, or null
 */
public record InputOutcome(PlayerInput input, @Nullable String refusal) {}
