package io.zonescaler.oracle;

import io.zonescaler.game.Command;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import org.jspecify.annotations.Nullable;

/**
 * An accepted input; a command is shown to the game, which may refuse it (the last reason holds,
 * its first 200 characters).
 */
final class OracleCommand implements Command {
  private final PlayerInput input;
  private @Nullable String refusal;

  OracleCommand(PlayerInput input) {
    this.input = input;
  }

  @Override
  public long number() {
    return input.number();
  }

  @Override
  public byte[] payload() {
    return input.payload();
  }

  @Override
  public void refuse(String reason) {
    refusal = reason.length() > 200 ? reason.substring(0, 200) : reason;
  }

  InputOutcome outcome() {
    return new InputOutcome(input, refusal);
  }
}
