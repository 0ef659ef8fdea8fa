package io.zonescaler.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.game.World;
import io.zonescaler.node.GameOptions;
import io.zonescaler.node.GameWorld;
import io.zonescaler.node.UserError;
import io.zonescaler.server.bots.BotReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
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
  private static final String NAME = "zonescaler demo";

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

  @Override
  public Integer call() throws InterruptedException {
    requirePossible();
    World world = GameWorld.load(game.settings());
    Path directory = run.cluster().directory().resolve("demo-" + ProcessHandle.current().pid());
    LocalCluster cluster = new LocalCluster(directory);
    NodeLauncher launcher = new NodeLauncher(game.config(), null, game.flags());
    PrintWriter progress = spec.commandLine().getErr();
    int players = players(world, progress);
    main.interruption().heed();
    progress.println("Starting " + nodes + " nodes in " + directory);
    List<LocalNode> started =
        cluster.start(LocalCluster.names(nodes), launcher, main.interruption());
    ObjectNode summary;
    UserError failure;
    try {
      tell(started, progress);
      BotReport report = BotReport.none();
      failure = null;
      if (players > 0) {
        BotRun run = bots(started, players, world);
        report = run.play(game.settings());
        failure = run.verdict(report);
      } else {
        main.interruption().await(Duration.ofSeconds(duration()));
      }
      summary = summary(new StatusClient().status(cluster), started.size(), report);
    } finally {
      progress.println("Stopping");
      cluster.stop(started);
    }
    return main.finish(
        spec.commandLine(),
        summary,
        out -> Json.print(summary, out),
        failure == null ? auditVerdict(summary) : failure);
  }

  private void requirePossible() {
    LocalCluster.requirePossible(nodes, NAME);
    int most = BotsCommand.MOST_BOTS;
    UserError.require(bots >= 0 && bots <= most, "--bots " + bots, NAME, "take 0 to " + most);
    int longest = BotsCommand.MOST_SECONDS;
    UserError.require(
        duration() >= 1 && duration() <= longest,
        "--seconds " + seconds,
        NAME,
        "take 1 to " + longest + ", or leave it out");
  }

  private int duration() {
    Integer limit = seconds;
    return limit == null ? BotsCommand.MOST_SECONDS : limit;
  }

  /** How many bots play: none in a game that is not made for them. */
  private int players(World world, PrintWriter progress) {
    String obstacle = BotRun.obstacle(world);
    if (obstacle == null && !BotRun.hasSampleCommands(world.game())) {
      obstacle = "the game has no sample commands";
    }
    if (bots > 0 && obstacle != null) {
      progress.println("No bots play: " + obstacle);
    }
    return obstacle == null ? bots : 0;
  }

  private BotRun bots(List<LocalNode> started, int count, World world) {
    return new BotRun(
        BotRun.settings(
            BotRun.addresses(started),
            count,
            duration(),
            BotRun.newNames(),
            BotRun.counter(world, null),
            world.game(),
            game.settings()),
        main.interruption());
  }

  private void tell(List<LocalNode> started, PrintWriter progress) {
    for (LocalNode node : started) {
      progress.println(
          "  "
              + node.name()
              + "  dashboard "
              + node.url()
              + "/  game API 127.0.0.1:"
              + node.ports().grpc());
    }
    progress.println(
        seconds == null ? "Running; Ctrl-C ends it." : "Running for " + seconds + " s.");
  }

  private static @Nullable UserError auditVerdict(ObjectNode summary) {
    return summary.path("audit").path("ok").asBoolean()
        ? null
        : UserError.failed("the audit is broken", NAME, "keep the logs and report it");
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
    BotRun.json(json, report);
    json.set("audit", status.path("audit"));
    return json.put("worldHash", world.path("hash").asText());
  }
}
