package io.zonescaler.cli;

import io.zonescaler.game.LogicUnavailable;
import io.zonescaler.game.World;
import io.zonescaler.node.NodeSettings;
import io.zonescaler.node.UserError;
import io.zonescaler.server.worker.WorkerGame;
import io.zonescaler.server.worker.WorkerPort;
import java.time.Duration;
import java.util.function.Supplier;

/** Lets commands run a game's logic in this process, also where that means workers. */
final class OwnWorkers {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private OwnWorkers() {}

  /**
   * Does what runs the logic of a world, with workers of its own if it needs any.
   *
   * @throws UserError if there are none
   */
  static <T> T run(World world, NodeSettings settings, Supplier<T> work) {
    if (!(world.game() instanceof WorkerGame game)) {
      return work.get();
    }
    String command = settings.get("worker.command");
    if (command.isEmpty() && game.file().worker().isEmpty()) {
      throw UserError.arguments(
          "the logic of game " + game.name() + " is in workers, and nothing says what starts one",
          "worker.command is empty, and the game file has no \"worker\"",
          "say it: --set worker.command=COMMAND");
    }
    int count = Math.max(1, settings.integer("worker.count"));
    // Nobody waits for these ticks, and all of the world may be one zone.
    game.workers().answerWithin(PATIENCE);
    try (WorkerPort port = WorkerPort.open(world, 0, null, command, count)) {
      if (!port.awaitWorker(PATIENCE)) {
        throw UserError.failed(
            "no worker has come within " + PATIENCE.toSeconds() + " s",
            "worker.command = " + (command.isEmpty() ? game.file().worker() : command),
            "look at what it has said, above");
      }
      return work.get();
    } catch (LogicUnavailable e) {
      throw UserError.failed(
          String.valueOf(e.getMessage()), "game " + game.name(), "see what its workers say");
    }
  }
}
