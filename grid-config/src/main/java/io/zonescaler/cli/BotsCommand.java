package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.demo.DemoGame;
import io.zonescaler.game.Game;
import io.zonescaler.node.GameOptions;
import io.zonescaler.node.GameWorld;
import io.zonescaler.node.UserError;
import io.zonescaler.server.bots.BotFleet;
import io.zonescaler.server.bots.BotReport;
import io.zonescaler.server.bots.BotSettings;
import io.zonescaler.server.bots.BotTrace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code bots} command: players that are programs, over gRPC. */
@Command(
    name = "bots",
    description = {
      "Plays with many real gRPC clients, and counts in the world whether a command was lost or doubled.",
      "Exit code 4 if one was."
    },
    mixinStandardHelpOptions = true)
final class BotsCommand implements Callable<Integer> {
  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();
  @Mixin private GameOptions game = new GameOptions();

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "100",
      description = "Number of bots (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "30",
      description = "How long they play (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--connect",
      paramLabel = "HOST:PORT,...",
      split = ",",
      description = "gRPC addresses of nodes (default: those of the cluster in the run directory).")
  private List<String> connect = List.of();

  @Option(
      names = "--counter",
      paramLabel = "COLUMN",
      defaultValue = "commands",
      description =
          "Visible column of the avatar that every consumed command raises by one; empty for none.")
  private String counter = "commands";

  @Option(
      names = "--trace",
      paramLabel = "FILE.csv",
      description =
          "Each id of the file (t_seconds,id,x,y[,z]) is a player that follows its path; demo game only.")
  private @Nullable Path trace;

  @Override
  public Integer call() {
    List<String> targets = connect.isEmpty() ? addresses(run.cluster().requireRunning()) : connect;
    Game rules = GameWorld.load(game.settings()).game();
    BotSettings wanted = settings(targets, count, seconds, counter, rules);
    if (trace != null) {
      wanted = wanted.following(read(trace, rules));
    }
    spec.commandLine()
        .getErr()
        .println(wanted.count() + " bots play for " + seconds + " s at " + targets);
    try (BotFleet fleet = new BotFleet(wanted)) {
      Thread stop = new Thread(fleet::stop, "stop bots");
      Runtime.getRuntime().addShutdownHook(stop);
      BotReport report = fleet.run();
      removeHook(stop);
      PrintWriter out = spec.commandLine().getOut();
      if (main.json()) {
        out.println(json(Json.object(), report));
      } else {
        json(Json.object(), report)
            .properties()
            .forEach(f -> out.println(f.getKey() + " " + f.getValue()));
      }
      requireNothingLost(report);
    } catch (IllegalArgumentException e) {
      throw UserError.arguments(
          String.valueOf(e.getMessage()), "zonescaler bots", "see zonescaler bots --help");
    } catch (IllegalStateException e) {
      throw UserError.connection(
          String.valueOf(e.getMessage()), targets.toString(), "see zonescaler status");
    }
    return 0;
  }

  private static BotTrace read(Path file, Game rules) {
    if (!(rules instanceof DemoGame)) {
      throw UserError.arguments(
          "only the demo game's ships can be steered along a trace",
          "--trace " + file,
          "leave out --game, or write a client for your game");
    }
    try {
      return BotTrace.read(file, DemoGame::course);
    } catch (IOException e) {
      throw UserError.arguments(
          "the trace cannot be read: " + e, "--trace " + file, "name a readable file");
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyStopping) {
      return;
    }
  }

  static List<String> addresses(List<LocalNode> nodes) {
    return nodes.stream().map(node -> "127.0.0.1:" + node.ports().grpc()).toList();
  }

  /** Bots that send the game's own sample commands. */
  static BotSettings settings(
      List<String> targets, int count, int seconds, String counter, Game game) {
    Function<Random, byte[]> commands =
        random -> game.sampleCommand(random.nextLong(), random.nextLong());
    BotSettings usual = BotSettings.of(targets, count, Duration.ofSeconds(seconds), commands);
    return new BotSettings(
        usual.targets(),
        usual.count(),
        usual.duration(),
        usual.commandsPerSecond(),
        usual.names(),
        usual.viewRadius(),
        counter,
        commands,
        System.nanoTime(),
        null);
  }

  static void requireNothingLost(BotReport report) {
    if (report.commandsLost() + report.commandsDoubled() > 0) {
      throw UserError.failed(
          report.commandsLost()
              + " commands were lost and "
              + report.commandsDoubled()
              + " doubled",
          "the avatars' counters in the world",
          "keep the logs and report it");
    }
  }

  /** Adds the fields of a report. */
  static ObjectNode json(ObjectNode json, BotReport report) {
    json.put("connected", report.connected())
        .put("commandsSent", report.commandsSent())
        .put("commandsAcked", report.commandsAcked())
        .put("commandsLost", report.commandsLost())
        .put("commandsDoubled", report.commandsDoubled())
        .put("commandsOpen", report.commandsOpen())
        .put("commandsRefused", report.commandsRefused())
        .put("updates", report.updates())
        .put("bytesReceived", report.bytesReceived())
        .put("changedEntities", report.changedEntities())
        .put("skippedTicks", report.skippedTicks());
    percentiles(json.putObject("ackMillis"), report.ackMillis());
    percentiles(json.putObject("gapMillis"), report.gapMillis());
    return json.put("reconnects", report.reconnects()).put("firstTrouble", report.firstTrouble());
  }

  private static void percentiles(ObjectNode json, BotReport.Percentiles p) {
    json.put("p50", p.p50()).put("p99", p.p99()).put("max", p.max());
  }
}
