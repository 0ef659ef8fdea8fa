package io.zonescaler.game;

/** What players are told when game logic fails on their input. */
public final class Failure {
  /** Refusal of a command on which the game's kernel threw an exception. */
  public static final String REFUSAL = "the game failed on this command";

  /** Refusal of a command to an avatar that an operator has put in quarantine. */
  public static final String QUARANTINE = "the avatar is in quarantine";

  /** Refusal of a command to an avatar that is on a long way ({@link Step#teleport}). */
  public static final String CARRIED = "the avatar is being teleported";

  private Failure() {}
}
