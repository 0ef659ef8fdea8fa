package io.zonescaler.tick;

import io.zonescaler.world.Kind;

/**
 * Is told when game logic throws, so that somebody can log it. Called from any of the tick's
 * threads.
 */
@FunctionalInterface
public interface FailureListener {
  /**
   * The kernel of {@code kind} threw on entity {@code id} of {@code zone} in {@code tick}; the
   * entity stays as it was.
   */
  void failed(long zone, long tick, Kind kind, long id, Throwable failure);
}
