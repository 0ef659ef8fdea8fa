package io.zonescaler.state;

/**
 * A one-shot event for clients, at the place of the entity that emitted it.
 *
 * @param entity id of the entity
 * @param ordinal number among the entity's events of the tick, from 0
 * @param kind index of its {@link io.zonescaler.world.EventKind}
 * @param x position in quanta
 * @param y position in quanta
 * @param z position in quanta
 * @param a first argument
 * @param b second argument
 * @param c third argument
 * @param d fourth argument
 */
public record EmittedEvent(
    long entity, int ordinal, int kind, int x, int y, int z, long a, long b, long c, long d) {}
