package io.zonescaler.game;

/** A player's command as the avatar sees it. Valid until the next one is asked for. */
public interface Command {
  /** Number of the command: 1 for a player's first, then one more each. */
  long number();

  /** What the client sent; do not modify. */
  byte[] payload();

  /**
   * Refuses the command for a reason that the player is told; the command is consumed all the same.
   */
  void refuse(String reason);
}
