package io.zonescaler.cluster;

import java.io.Serial;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs work off the node's loop. */
public interface Jobs {
  /** Work has not run, as its slot does not live on this node, or not any more. */
  final class NotHere extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    /** Says which slot. */
    public NotHere(int slot, @Nullable Throwable cause) {
      super("slot " + slot + " is not on this node", cause);
    }
  }

  /**
   * Runs {@code work} where slot {@code slot} lives, which is this node, and gives its result to
   * {@code done} on the loop; {@code failed} instead if it threw, or a {@link NotHere}.
   */
  <T> void run(int slot, Supplier<T> work, Consumer<T> done, Consumer<Throwable> failed);

  /** Where the work that runs for a slot is now, as the top of its stack; empty if not known. */
  default String whereabouts(int slot) {
    return "";
  }

  /** The same for work that runs no kernels, and must not wait for kernels that loop for ever. */
  default <T> void runAside(
      int slot, Supplier<T> work, Consumer<T> done, Consumer<Throwable> failed) {
    run(slot, work, done, failed);
  }
}
