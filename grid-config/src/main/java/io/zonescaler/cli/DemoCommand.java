package io.zonescaler.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.game.Game;
import io.zonescaler.node.GameOptions;
import io.zonescaler.node.GameWorld;
import io.zonescaler.node.UserError;
import io.zonescaler.server.bots.BotFleet;
import io.zonescaler.server.bots.BotReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code demo} command: a whole cluster with a game and players, gone when it ends. */
@Command(
    name = "demo",
    description = {
      "Starts a private cluster of node processes with the demo game, bots and the dashboard;",
      "runs until Ctrl-C or for some seconds, stops all it started and prints a summary."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final int FOR_EVER_SECONDS = 1_000_000;

  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();
  @Mixin private GameOptions game = new GameOptions();

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Number of nodes (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--bots",
      paramLabel = "N",
      defaultValue = "200",
      description = "Number of bots (default: ${DEFAULT-VALUE}).")
  private int bots;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long to run (default: until Ctrl-C).")
  private @Nullable Integer seconds;

  private final CountDownLatch summaryPrinted = new CountDownLatch(1);

  @Override
  public Integer call() throws InterruptedException {
    Path directory = run.cluster().directory().resolve("demo-" + ProcessHandle.current().pid());
    LocalCluster cluster = new LocalCluster(directory);
    Game rules = GameWorld.load(game.settings()).game();
    PrintWriter progress = spec.commandLine().getErr();
    progress.println("Starting " + nodes + " nodes in " + directory);
    List<LocalNode> started =
        cluster.start(nodes, new NodeLauncher(game.config(), null, game.flags()));
    try {
      for (LocalNode node : started) {
        progress.println(
            "  "
                + node.name()
                + "  dashboard http://127.0.0.1:"
                + node.ports().http()
                + "/  game API 127.0.0.1:"
                + node.ports().grpc());
      }
      progress.println(
          seconds == null ? "Running; Ctrl-C ends it." : "Running for " + seconds + " s.");
      return play(cluster, started, rules);
    } finally {
      progress.println("Stopping");
      cluster.stop(started);
      summaryPrinted.countDown();
    }
  }

  private int play(LocalCluster cluster, List<LocalNode> started, Game rules)
      throws InterruptedException {
    Integer limit = seconds;
    int duration = limit == null ? FOR_EVER_SECONDS : limit;
    StatusClient client = new StatusClient();
    try (BotFleet fleet =
        new BotFleet(
            BotsCommand.settings(
                BotsCommand.addresses(started), bots, duration, "commands", rules))) {
      Thread hook = new Thread(() -> endTidily(fleet), "end of demo");
      Runtime.getRuntime().addShutdownHook(hook);
      BotReport report = fleet.run();
      ObjectNode summary = summary(client.status(cluster), started.size(), report);
      PrintWriter out = spec.commandLine().getOut();
      if (main.json()) {
        out.println(summary);
      } else {
        summary.properties().forEach(f -> out.println(f.getKey() + " " + f.getValue()));
      }
      BotsCommand.requireNothingLost(report);
      if (!summary.path("audit").path("ok").asBoolean()) {
        throw UserError.failed(
            "the audit is broken", "zonescaler demo", "keep the logs and report it");
      }
      return 0;
    }
  }

  /** Ctrl-C ends the bots; what follows is what follows after the given time as well. */
  private void endTidily(BotFleet fleet) {
    fleet.stop();
    try {
      summaryPrinted.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ObjectNode summary(ObjectNode status, int nodes, BotReport report) {
    long handoffs = 0;
    long crossings = 0;
    double p50 = 0;
    double p99 = 0;
    double max = 0;
    for (JsonNode node : status.path("nodes")) {
      handoffs += node.path("handoffs").asLong();
      crossings += node.path("crossings").asLong();
      p50 = Math.max(p50, node.path("tickMillis").path("p50").asDouble());
      p99 = Math.max(p99, node.path("tickMillis").path("p99").asDouble());
      max = Math.max(max, node.path("tickMillis").path("max").asDouble());
    }
    JsonNode world = status.path("world");
    ObjectNode json =
        Json.object()
            .put("nodes", nodes)
            .put("zones", status.path("zones").size())
            .put("ticks", world.path("tick").asLong())
            .put("speed", world.path("speed").asDouble())
            .put("entities", world.path("entities").asLong())
            .put("crossings", crossings)
            .put("handoffs", handoffs);
    json.putObject("tickMillis").put("p50", p50).put("p99", p99).put("max", max);
    BotsCommand.json(json, report);
    json.set("audit", status.path("audit"));
    return json.put("worldHash", world.path("hash").asText());
  }
}
