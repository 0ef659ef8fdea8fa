package io.zonescaler.cluster;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs work off the node's loop. */
public interface Jobs {
  /**
   * Runs {@code work} where slot {@code slot} lives, which is this node, and gives its result to
   * {@code done} on the loop; {@code failed} instead if it threw.
   */
  <T> void run(int slot, Supplier<T> work, Consumer<T> done, Consumer<Throwable> failed);
}
