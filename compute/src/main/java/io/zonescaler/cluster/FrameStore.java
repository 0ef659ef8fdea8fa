package io.zonescaler.cluster;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The world's replicated store, with conditional writes (invariant I1). All calls return at once;
 * results come as calls on the node's loop, in any order, or never if this node dies.
 */
public interface FrameStore {
  /**
   * A value to store under a key, if it is newer than what is there.
   *
   * @param key where
   * @param tick its age: a value replaces one with a smaller tick only
   * @param digest what distinguishes it from another value of the same tick
   * @param bytes the value, opaque to the store; not to be modified any more
   */
  record Write(StoreKey key, long tick, long digest, byte[] bytes) {}

  /** What a write found. */
  enum Result {
    /**
     * The value is stored on all copies that there are; it was new, or the same value was there
     * already.
     */
    STORED,
    /** Another value of the same or a newer tick is stored and was left as it is. */
    KEPT,
    /** Not known; the write may or may not have happened. */
    UNKNOWN
  }

  /**
   * Outcome of one write.
   *
   * @param result what was found
   * @param tick tick of the value that is stored now, for {@link Result#KEPT}
   */
  record Outcome(Result result, long tick) {}

  /**
   * Outcome of a batch.
   *
   * @param outcomes one per write, in the order of the batch
   * @param backedUp whether a live backup of every key acknowledged, all within one unchanged
   *     topology
   */
  record BatchOutcome(List<Outcome> outcomes, boolean backedUp) {}

  /**
   * Writes a batch; writing a stored value again brings it to all copies (that is how a value is
   * confirmed).
   */
  void write(List<Write> batch, Consumer<BatchOutcome> done);

  /** Reads values from the primary copies; null for a key that has none. */
  void read(List<StoreKey> keys, Consumer<List<byte @Nullable []>> done);

  /**
   * What this node's own copy has, primary or backup, at once; null if it has nothing, or no copy.
   */
  default byte @Nullable [] peek(StoreKey key) {
    return null;
  }
}
