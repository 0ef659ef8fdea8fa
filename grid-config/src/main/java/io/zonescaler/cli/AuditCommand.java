package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.cluster.InputLog;
import io.zonescaler.game.World;
import io.zonescaler.node.GameWorld;
import io.zonescaler.node.UserError;
import io.zonescaler.state.Totals;
import io.zonescaler.verify.ReExecution;
import io.zonescaler.web.status.InputsJson;
import io.zonescaler.web.status.StatusJson;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
          "Also runs the world again from its start, with the recorded inputs, as one zone, and compares hashes.")
  private boolean reexecute;

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
        failure =
            "the re-execution reaches hash "
                + again.path("hash").asText()
                + " at tick "
                + again.path("toTick").asLong()
                + ", the live world had "
                + status.path("world").path("hash").asText();
      }
    }
    UserError broken =
        failure.isEmpty()
            ? null
            : UserError.failed(failure, "zonescaler audit", "keep the logs and report it");
    return main.finish(spec.commandLine(), audit, out -> Json.print(audit, out), broken);
  }

  private ObjectNode reexecute(LocalCluster cluster, ObjectNode status)
      throws InterruptedException {
    PrintWriter progress = spec.commandLine().getErr();
    long tick = status.path("world").path("tick").asLong();
    String hash = status.path("world").path("hash").asText();
    World world = GameWorld.load(cluster.settings());
    StatusClient client = new StatusClient();
    List<InputLog.Entry> log = new ArrayList<>();
    for (LocalNode node : cluster.requireRunning()) {
      long from = 1;
      while (from <= tick) {
        InputsJson page = inputs(client, node, from, tick);
        log.addAll(page.toLog());
        from = page.to() + 1;
      }
    }
    progress.println(
        "Running " + tick + " ticks again as one zone, with " + log.size() + " recorded entries");
    long startNanos = System.nanoTime();
    Totals totals =
        ReExecution.run(
            world,
            log,
            tick,
            t -> {
              if (t % TICKS_PER_LINE == 0) {
                progress.println("  tick " + t);
              }
            });
    String again = "%016x".formatted(totals.hash);
    return Json.object()
        .put("fromTick", 0)
        .put("toTick", tick)
        .put("hash", again)
        .put("equal", again.equals(hash))
        .put("millis", (System.nanoTime() - startNanos) / 1_000_000);
  }

  /** What a node's zones recorded, as much as fits one answer. */
  private static InputsJson inputs(StatusClient client, LocalNode node, long from, long to)
      throws InterruptedException {
    InputsJson page =
        StatusJson.inputs(client.get(node, "/api/v1/inputs?from=" + from + "&to=" + to));
    if (page.completeFrom() > 1) {
      throw UserError.failed(
          "node "
              + node.name()
              + " has no recorded inputs of its zones before tick "
              + page.completeFrom(),
          "zonescaler audit --reexecute",
          "re-execute younger worlds");
    }
    return page;
  }
}
