package io.zonescaler.server.bots;

/**
 * The longest time that one bot went without a new world tick.
 *
 * @param millis how long
 * @param reconnected whether its connection broke meanwhile
 */
public record BotGap(double millis, boolean reconnected) {}
