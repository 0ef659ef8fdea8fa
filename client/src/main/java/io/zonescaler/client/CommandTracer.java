package io.zonescaler.client;

/**
 * Makes the root spans of a player's commands, with whatever OpenTelemetry the program uses. The
 * node says how many commands are traced.
 */
public interface CommandTracer {
  /**
   * A command that is traced was acknowledged. Called with the session locked.
   *
   * @param trace its trace; {@link CommandTrace#ROOT} is the span that is to be made
   * @param number its number
   * @param sentMillis when it was sent first, in milliseconds since 1970
   * @param acknowledgedMillis when the answer came
   * @param refusal why the game refused it; empty if it did not, or if that is not known
   */
  void acknowledged(
      CommandTrace trace, long number, long sentMillis, long acknowledgedMillis, String refusal);
}
