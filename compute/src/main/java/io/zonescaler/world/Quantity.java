package io.zonescaler.world;

/**
 * A conserved amount, such as gold: its total over all entities and undelivered messages changes
 * only by declared sources and sinks, and the audit checks that at every tick.
 *
 * @param name unique in a game
 */
public record Quantity(String name) {
  /** Names a conserved quantity. */
  public static Quantity named(String name) {
    return new Quantity(name);
  }
}
