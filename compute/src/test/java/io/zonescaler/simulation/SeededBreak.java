package io.zonescaler.simulation;

import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A deliberate break of the design, to show that the simulation's checks would notice it.
 *
 * @param name what is broken
 * @param invariant the invariant of the design that it breaks
 * @param shows whether it can be noticed in a world at all
 * @param seams makes what breaks one run
 */
record SeededBreak(
    String name, String invariant, Predicate<Scenario> shows, Supplier<Seams> seams) {
  /** A break that can be noticed in every world. */
  SeededBreak(String name, String invariant, Supplier<Seams> seams) {
    this(name, invariant, scenario -> true, seams);
  }

  @Override
  public String toString() {
    return invariant + " " + name;
  }
}
