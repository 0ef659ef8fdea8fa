package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.demo.DemoGame;
import io.zonescaler.game.Game;
import io.zonescaler.game.World;
import io.zonescaler.node.GameOptions;
import io.zonescaler.node.GameWorld;
import io.zonescaler.node.NodeSettings;
import io.zonescaler.node.UserError;
import io.zonescaler.server.bots.BotReport;
import io.zonescaler.server.bots.BotSettings;
import io.zonescaler.server.bots.BotTrace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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
      "Exit code 4 if one was, or if not all bots could play to the end."
    },
    mixinStandardHelpOptions = true)
final class BotsCommand implements Callable<Integer> {
  private static final String NAME = "zonescaler bots";

  /** Most that {@link BotSettings} can be. */
  static final int MOST_BOTS = 100_000;

  static final int MOST_SECONDS = 1_000_000;

  /** Nodes take names of at least so many characters, and the numbers need some. */
  private static final int LONGEST_NAMES = 40;

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
      description =
          "Visible integer column of the avatar that every consumed command raises by one; empty for none (default: commands, if the game has it).")
  private @Nullable String counter;

  @Option(
      names = "--trace",
      paramLabel = "FILE.csv",
      description =
          "Each id of the file (t_seconds,id,x,y[,z]) is a player that follows its path; demo game only.")
  private @Nullable Path trace;

  @Option(
      names = "--names",
      paramLabel = "PREFIX",
      description =
          "Beginning of the bots' names; bots of the same names are the same players (default: new players).")
  private String names = BotRun.newNames();

  @Override
  public Integer call() {
    UserError.require(
        count >= 1 && count <= MOST_BOTS, "--count " + count, NAME, "take 1 to " + MOST_BOTS);
    UserError.require(
        seconds >= 1 && seconds <= MOST_SECONDS,
        "--seconds " + seconds,
        NAME,
        "take 1 to " + MOST_SECONDS);
    UserError.require(
        names.length() <= LONGEST_NAMES && names.strip().equals(names),
        "--names '" + names + "'",
        NAME,
        "take at most " + LONGEST_NAMES + " characters without white space around them");
    // What is in the run directory says nothing of nodes that are named.
    NodeSettings settings = connect.isEmpty() ? run.settings(game) : game.settings();
    World world = GameWorld.load(settings);
    String obstacle = BotRun.obstacle(world);
    if (obstacle != null) {
      throw UserError.arguments(
          "bots cannot play: " + obstacle,
          "game " + world.game().name(),
          "name a game with players");
    }
    String counted = BotRun.counter(world, counter);
    BotTrace paths = trace == null ? null : read(trace, world.game());
    List<String> targets =
        connect.isEmpty() ? BotRun.addresses(run.cluster().requireRunning()) : connect;
    BotSettings wanted =
        BotRun.settings(targets, count, seconds, names, counted, world.game(), settings);
    return play(paths == null ? wanted : wanted.following(paths), settings);
  }

  private int play(BotSettings wanted, NodeSettings nodes) {
    main.interruption().heed();
    spec.commandLine()
        .getErr()
        .println(
            wanted.count()
                + " bots ("
                + wanted.names()
                + "...) play for "
                + seconds
                + " s at "
                + wanted.targets());
    BotRun bots = new BotRun(wanted, main.interruption());
    BotReport report = bots.play(nodes);
    ObjectNode json = BotRun.json(Json.object(), report);
    return main.finish(
        spec.commandLine(), json, out -> Json.print(json, out), bots.verdict(report));
  }

  private static BotTrace read(Path file, Game rules) {
    if (!(rules instanceof DemoGame)) {
      throw UserError.arguments(
          "only the demo game's ships can be steered along a trace",
          "--trace " + file,
          "leave out --game, or write a client for your game");
    }
    try {
      BotTrace trace = BotTrace.read(file, DemoGame::course);
      UserError.require(
          trace.size() <= MOST_BOTS,
          "--trace " + file + " with " + trace.size() + " ids",
          NAME,
          "take at most " + MOST_BOTS);
      return trace;
    } catch (IllegalArgumentException e) {
      throw UserError.arguments(
          String.valueOf(e.getMessage()), "--trace " + file, "mend the line, or leave it out");
    } catch (IOException e) {
      throw UserError.arguments(
          "the trace cannot be read: " + e, "--trace " + file, "name a readable file");
    }
  }
}
