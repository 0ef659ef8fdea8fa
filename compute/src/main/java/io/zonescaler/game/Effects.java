package io.zonescaler.game;

import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Quantity;

/** What game logic may cause besides writing its own entity's columns. */
public interface Effects {
  /**
   * Makes an entity at a place at most {@code S} away (else it is made here and a violation is
   * counted). Coordinates are in the game's unit; {@code z} is ignored in 2D.
   */
  Draft spawn(Kind kind, double x, double y, double z);

  /** Shows clients an event here; missing arguments are 0. */
  void emit(EventKind kind, long... arguments);

  /** Declares that {@code amount} of a conserved quantity was created here in this tick. */
  void source(Quantity quantity, long amount);

  /** Declares that {@code amount} of a conserved quantity was destroyed here in this tick. */
  void sink(Quantity quantity, long amount);
}
