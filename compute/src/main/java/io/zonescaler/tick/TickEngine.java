package io.zonescaler.tick;

import io.zonescaler.state.ZoneState;

/** Runs ticks, one at a time. */
public interface TickEngine {
  /** Makes the state that {@code in} defines; its digest is 0 until its frame is encoded. */
  ZoneState run(TickInput in);

  /**
   * The entities that kernels are at now, as a hint for people, from any thread; empty if unknown.
   */
  default String whereabouts() {
    return "";
  }

  /** CPU time that threads other than the caller's have spent on its ticks so far. */
  default long helperNanos() {
    return 0;
  }
}
