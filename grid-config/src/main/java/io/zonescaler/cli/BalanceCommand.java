package io.zonescaler.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The {@code balance} command: lets zones follow the load, or not. */
@Command(
    name = "balance",
    description = {
      "Lets zones be split, merged and moved because of the load, or not.",
      "While that is paused, zones change only when an operator says so, and when nodes come and go."
    },
    mixinStandardHelpOptions = true)
final class BalanceCommand extends SteerCommand {
  /** What is wanted. */
  enum Wish {
    /** Not any more. */
    pause,
    /** Again. */
    resume
  }

  @Parameters(paramLabel = "pause|resume", description = "Whether not, or again.")
  private Wish wish = Wish.resume;

  @Override
  public Integer call() throws InterruptedException {
    return steer(
        "/api/v1/balance/" + wish,
        world -> world.path("balancing").asBoolean() == (wish == Wish.resume),
        world -> 0);
  }
}
