package io.zonescaler.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.node.UserError;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * The commands of the world's clock: each asks for something and waits until it has taken effect.
 */
abstract class SteerCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 50;

  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();

  /**
   * Asks at {@code path} and waits until {@code done} holds for the world's status.
   *
   * @param progress of the world's status, a number that grows while waiting is worth it
   */
  int steer(String path, Predicate<JsonNode> done, ToLongFunction<JsonNode> progress)
      throws InterruptedException {
    LocalCluster cluster = run.cluster();
    StatusClient client = new StatusClient();
    long startNanos = System.nanoTime();
    int zones = client.status(cluster).path("zones").size();
    client.post(cluster.requireRunning().get(0), path);
    Patience patience = new Patience(LIMIT, System::nanoTime);
    JsonNode status = client.status(cluster);
    while (!done.test(status.path("world"))) {
      if (patience.isOver(progress.applyAsLong(status.path("world")))) {
        throw UserError.failed(
            "nothing has happened for "
                + LIMIT.toSeconds()
                + " s; the world is "
                + status.path("world").path("state").asText()
                + " "
                + status.path("world").path("trouble").asText(),
            spec.qualifiedName(),
            "see zonescaler status");
      }
      Thread.sleep(POLL_MILLIS);
      status = client.status(cluster);
    }
    JsonNode world = status.path("world");
    long millis = (System.nanoTime() - startNanos) / 1_000_000;
    PrintWriter out = spec.commandLine().getOut();
    if (main.json()) {
      out.println(
          Json.object()
              .put("tick", world.path("tick").asLong())
              .put("millis", millis)
              .put("zonesBefore", zones)
              .put("zonesAfter", status.path("zones").size()));
    } else {
      out.println(world.path("state").asText() + " at tick " + world.path("tick").asLong());
    }
    return 0;
  }

  /**
   * Requires that a node of this run directory has no process.
   *
   * @throws UserError if it has, or is unknown
   */
  void requireDead(String node) {
    LocalCluster cluster = run.cluster();
    if (cluster.node(node).process().isPresent()) {
      throw UserError.failed(
          "node " + node + " has a process",
          cluster.directory().toString(),
          "kill or stop it first");
    }
  }

  /** The world's tick now. */
  long tick() throws InterruptedException {
    return new StatusClient().status(run.cluster()).path("world").path("tick").asLong();
  }

  /** The world's state now. */
  String state() throws InterruptedException {
    return new StatusClient().status(run.cluster()).path("world").path("state").asText();
  }

  /** {@code pause}. */
  @Command(
      name = "pause",
      description = "Stops the world's clock.",
      mixinStandardHelpOptions = true)
  static final class Pause extends SteerCommand {
    @Override
    public Integer call() throws InterruptedException {
      return steer(
          "/api/v1/pause", world -> world.path("state").asText().equals("paused"), world -> 0);
    }
  }

  /** {@code resume}. */
  @Command(
      name = "resume",
      description = "Lets a paused world go on.",
      mixinStandardHelpOptions = true)
  static final class Resume extends SteerCommand {
    @Override
    public Integer call() throws InterruptedException {
      return steer(
          "/api/v1/resume", world -> world.path("state").asText().equals("running"), world -> 0);
    }
  }

  /** {@code forget}. */
  @Command(
      name = "forget",
      description = {
        "Goes on without a dead node, when those that are left are no majority.",
        "Only when it is gone for ever: should it still run somewhere, there would be two worlds."
      },
      mixinStandardHelpOptions = true)
  static final class Forget extends SteerCommand {
    @Parameters(paramLabel = "NODE", description = "Name of the node.")
    private String node = "";

    @Override
    public Integer call() throws InterruptedException {
      requireDead(node);
      return steer(
          "/api/v1/forget?node=" + node,
          world ->
              world.path("trouble").asText().isEmpty()
                  && world.path("state").asText().equals("running"),
          world -> 0);
    }
  }

  /** {@code step}. */
  @Command(
      name = "step",
      description = "Lets a paused world make some ticks.",
      mixinStandardHelpOptions = true)
  static final class Step extends SteerCommand {
    @Parameters(
        paramLabel = "N",
        arity = "0..1",
        defaultValue = "1",
        description = "Ticks to make (default: 1).")
    private long ticks;

    @Override
    public Integer call() throws InterruptedException {
      UserError.require(
          ticks >= 1 && ticks <= 1_000_000,
          ticks + " ticks",
          "zonescaler step",
          "take 1 to 1000000");
      if (!state().equals("paused")) {
        throw UserError.failed(
            "the world is not paused", "zonescaler step", "first: zonescaler pause");
      }
      long target = tick() + ticks;
      return steer(
          "/api/v1/step?ticks=" + ticks,
          world -> world.path("tick").asLong() >= target,
          world -> world.path("tick").asLong());
    }
  }
}
