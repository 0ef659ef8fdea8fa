package io.zonescaler.game;

/** A message whose target is gone, at the target's last known position. */
public interface Undeliverable extends Effects {
  /** The message. */
  Message message();

  /** Id of the entity that it was for. */
  long target();

  /** The target's last known coordinate on an axis (0 x, 1 y, 2 z), in the game's unit. */
  double position(int axis);
}
