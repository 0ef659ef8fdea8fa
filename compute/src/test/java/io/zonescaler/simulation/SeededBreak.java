package io.zonescaler.simulation;

import java.util.function.Supplier;

/**
 * A deliberate break of the design, to show that the simulation's checks would notice it.
 *
 * @param name what is broken
 * @param invariant the invariant of the design that it breaks
 * @param seams makes what breaks one run
 */
record SeededBreak(String name, String invariant, Supplier<Seams> seams) {
  @Override
  public String toString() {
    return invariant + " " + name;
  }
}
