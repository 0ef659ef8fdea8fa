package io.zonescaler.game;

import io.zonescaler.world.Kind;

/** A {@link Step} by which what logic elsewhere did is written down. */
public interface Replay extends Step {
  /** Makes handles of neighbours the row numbers of {@link ZoneSight} for that kind. */
  void look(Kind kind);

  /** As {@link #moveTo(double, double, double)}, to a place in quanta; 0 for z in 2D. */
  void place(int x, int y, int z);

  /** Counts what the logic did against the rules, and was ignored. */
  void violated(long times);
}
