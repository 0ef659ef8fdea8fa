package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.cluster.InputLog;
import io.zonescaler.game.World;
import io.zonescaler.node.GameWorld;
import io.zonescaler.node.NodeSettings;
import io.zonescaler.node.UserError;
import io.zonescaler.state.Totals;
import io.zonescaler.verify.ReExecution;
import io.zonescaler.verify.StoredHistory;
import io.zonescaler.web.status.InputsJson;
import io.zonescaler.web.status.StatusJson;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * The {@code audit} command: the live audit, and on demand a re-execution as a single zone in this
 * process.
 */
@Command(
    name = "audit",
    description = "Shows the live audit; exit code 4 if a check did not hold.",
    mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
  private static final long TICKS_PER_LINE = 1000;

  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();

  @Option(
      names = "--reexecute",
      description =
          "Also runs the world again from its start, with the recorded inputs, as one zone, and compares hashes; if a node has taken inputs with it, the ticks that the grid has stored.")
  private boolean reexecute;

  @Option(
      names = "--recent",
      description = "With --reexecute: only the ticks that the grid has stored, 64 to 191.")
  private boolean recent;

  @Option(
      names = "--game",
      paramLabel = "CLASS",
      description =
          "With --reexecute: runs it with this game, which must declare the same world; of use if the nodes' game is in workers.")
  private @Nullable String game;

  @Override
  public Integer call() throws InterruptedException {
    LocalCluster cluster = run.cluster();
    ObjectNode status = new StatusClient().status(cluster);
    ObjectNode audit = status.withObject("/audit");
    String failure = audit.path("ok").asBoolean() ? "" : audit.path("firstBreak").asText();
    if (reexecute) {
      ObjectNode again = reexecute(cluster, status);
      audit.set("reexecuted", again);
      if (!again.path("equal").asBoolean()) {
        failure = "the re-execution differs: " + again.path("difference").asText();
      }
    }
    UserError broken =
        failure.isEmpty()
            ? null
            : UserError.failed(
                failure,
                "zonescaler audit",
                "if the game's classes were compiled anew since the nodes began, put the old ones"
                    + " back; else keep the logs and report it; if the game is in workers, look"
                    + " first whether its logic keeps to what docs/workers.md says");
    return main.finish(spec.commandLine(), audit, out -> Json.print(audit, out), broken);
  }

  private World world(NodeSettings settings) {
    World nodes = GameWorld.load(settings);
    String other = game;
    if (other == null) {
      return nodes;
    }
    World world = GameWorld.ofClass(settings, other);
    UserError.require(
        world.checksum() == nodes.checksum(),
        other + " declares another world than " + nodes.game().name(),
        "zonescaler audit --game",
        "name a game with the same version, kinds, messages, events and variables");
    return world;
  }

  /** From the start if all inputs since then are there, else what the store still has. */
  private ObjectNode reexecute(LocalCluster cluster, ObjectNode status)
      throws InterruptedException {
    World world = world(cluster.settings());
    StatusClient client = new StatusClient();
    List<InputLog.Entry> log = new ArrayList<>();
    long tick = status.path("world").path("tick").asLong();
    boolean complete = !recent && cluster.settings().get("world.archive").isEmpty();
    for (LocalNode node : cluster.requireRunning()) {
      complete = complete && addInputs(client, node, tick, log);
    }
    long startNanos = System.nanoTime();
    boolean fromStart = complete;
    ObjectNode result =
        OwnWorkers.run(
            world,
            cluster.settings(),
            () -> fromStart ? fromStart(world, log, status) : fromStore(world, client, cluster));
    return result.put("millis", (System.nanoTime() - startNanos) / 1_000_000);
  }

  private ObjectNode fromStart(World world, List<InputLog.Entry> log, ObjectNode status) {
    PrintWriter progress = spec.commandLine().getErr();
    long tick = status.path("world").path("tick").asLong();
    String hash = status.path("world").path("hash").asText();
    progress.println(
        "Running " + tick + " ticks again as one zone, with " + log.size() + " recorded entries");
    Totals totals = ReExecution.run(world, log, tick, this::progress);
    String again = "%016x".formatted(totals.hash);
    return outcome(
        0,
        tick,
        again,
        again.equals(hash) ? "" : "hash " + again + " at tick " + tick + ", live it was " + hash);
  }

  private ObjectNode fromStore(World world, StatusClient client, LocalCluster cluster) {
    PrintWriter progress = spec.commandLine().getErr();
    progress.println(
        "Running the ticks that the grid has stored again as one zone"
            + (recent ? "" : ": not all inputs since the world began are there"));
    try {
      StoredHistory.Outcome found =
          client.history(cluster, world, (history, safe) -> history.run(safe, this::progress));
      return outcome(
          found.fromTick(), found.toTick(), "%016x".formatted(found.hash()), found.difference());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("interrupted", "zonescaler audit", "run it again");
    } catch (IllegalArgumentException e) {
      throw UserError.failed(
          "the world cannot be run again now: " + e.getMessage(),
          cluster.directory().toString(),
          "see zonescaler status for zones that have halted, and try again when all run");
    }
  }

  private void progress(long tick) {
    if (tick % TICKS_PER_LINE == 0) {
      spec.commandLine().getErr().println("  tick " + tick);
    }
  }

  private static ObjectNode outcome(long from, long to, String hash, String difference) {
    return Json.object()
        .put("fromTick", from)
        .put("toTick", to)
        .put("hash", hash)
        .put("equal", difference.isEmpty())
        .put("difference", difference);
  }

  /** Adds what a node's zones recorded; false if it does not have it all. */
  private static boolean addInputs(
      StatusClient client, LocalNode node, long tick, List<InputLog.Entry> log)
      throws InterruptedException {
    long from = 1;
    while (from <= tick) {
      InputsJson page =
          StatusJson.inputs(client.get(node, "/api/v1/inputs?from=" + from + "&to=" + tick));
      if (page.completeFrom() > 1) {
        return false;
      }
      log.addAll(page.toLog());
      from = page.to() + 1;
    }
    return true;
  }
}
