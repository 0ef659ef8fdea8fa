package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.game.Game;
import io.zonescaler.game.World;
import io.zonescaler.node.CommandSpans;
import io.zonescaler.node.NodeSettings;
import io.zonescaler.node.NodeTls;
import io.zonescaler.node.PlayerKeys;
import io.zonescaler.node.SpanExport;
import io.zonescaler.node.UserError;
import io.zonescaler.server.bots.BotFleet;
import io.zonescaler.server.bots.BotReport;
import io.zonescaler.server.bots.BotSettings;
import io.zonescaler.server.worker.WorkerGame;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Bots that play on behalf of a command: from what was asked for to what is told of them. When the
 * user interrupts the command, they leave the world as if their time were over.
 */
final class BotRun {
  /** Column that counts commands, in games that have it. */
  private static final String USUAL_COUNTER = "commands";

  /** Their tokens are valid for so long beyond their time. */
  private static final Duration TIME_TO_JOIN = Duration.ofHours(1);

  private static final int NAME_DIGITS = 36;
  private static final int NAMES = 36 * 36 * 36 * 36 * 36;

  private final BotSettings settings;
  private final Interruption interruption;

  BotRun(BotSettings settings, Interruption interruption) {
    this.settings = settings;
    this.interruption = interruption;
  }

  /** Why bots cannot play in a world, or null if they can. */
  static @Nullable String obstacle(World world) {
    return world.schema().avatar() == null ? "the game has no avatars" : null;
  }

  /** Whether a game says what its players' commands look like. */
  static boolean hasSampleCommands(Game game) {
    if (game instanceof WorkerGame workers) {
      return workers.hasSampleCommands();
    }
    try {
      return game.getClass().getMethod("sampleCommand", long.class, long.class).getDeclaringClass()
          != Game.class;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("every game has it", e);
    }
  }

  /**
   * The column in which a world counts its players' commands, or empty.
   *
   * @param wanted the one that the user named; null for the usual one if the game has it
   * @throws UserError if the game does not have the named one
   */
  static String counter(World world, @Nullable String wanted) {
    if (wanted == null) {
      return counts(world, USUAL_COUNTER) ? USUAL_COUNTER : "";
    }
    if (!wanted.isEmpty() && !counts(world, wanted)) {
      throw UserError.arguments(
          "the avatars of game "
              + world.game().name()
              + " have no visible integer column '"
              + wanted
              + "'",
          "--counter " + wanted,
          "name the column that counts commands, or --counter '' for none");
    }
    return wanted;
  }

  private static boolean counts(World world, String name) {
    Kind avatar = world.schema().avatar();
    return avatar != null
        && avatar.columns().stream()
            .anyMatch(c -> c.name().equals(name) && c.visible() && isInteger(c));
  }

  private static boolean isInteger(Column column) {
    return column.type() == Column.Type.I32 || column.type() == Column.Type.I64;
  }

  /** Beginning of the bots' names, another one in each run: two fleets are different players. */
  static String newNames() {
    return "bot-" + Integer.toString(new Random().nextInt(NAMES), NAME_DIGITS) + "-";
  }

  /**
   * Bots that send the game's own sample commands.
   *
   * @param nodes the nodes' settings: with their keys the bots make their own tokens
   * @throws UserError if there cannot be so many, or the keys are no shared secret
   */
  static BotSettings settings(
      List<String> targets,
      int count,
      int seconds,
      String names,
      String counter,
      Game game,
      NodeSettings nodes) {
    Function<String, String> tokens =
        PlayerKeys.of(nodes).issuing(Duration.ofSeconds(seconds).plus(TIME_TO_JOIN), List.of());
    Function<Random, byte[]> commands =
        random -> game.sampleCommand(random.nextLong(), random.nextLong());
    BotSettings usual = BotSettings.of(targets, count, Duration.ofSeconds(seconds), commands);
    return new BotSettings(
        usual.targets(),
        usual.count(),
        usual.duration(),
        usual.commandsPerSecond(),
        names,
        usual.viewRadius(),
        counter,
        commands,
        System.nanoTime(),
        null,
        tokens,
        NodeTls.of(nodes).ofClients());
  }

  /** gRPC addresses of nodes. */
  static List<String> addresses(List<LocalNode> nodes) {
    return nodes.stream().map(node -> "127.0.0.1:" + node.ports().grpc()).toList();
  }

  /**
   * Plays to the end, or until the user interrupts the command.
   *
   * @param nodes the nodes' settings: where they send traces, the bots do
   * @throws UserError if no node answers, or the world is not that of the game
   */
  BotReport play(NodeSettings nodes) {
    try (SpanExport spans = SpanExport.of(nodes, "zonescaler-bots", settings.names());
        BotFleet fleet = new BotFleet(settings)) {
      if (spans != null) {
        fleet.tracer(CommandSpans.ofClient(spans));
      }
      interruption.onAsked(fleet::stop);
      return fleet.run();
    } catch (IllegalArgumentException e) {
      throw UserError.arguments(
          String.valueOf(e.getMessage()),
          settings.targets().toString(),
          "see zonescaler bots --help");
    } catch (IllegalStateException e) {
      throw UserError.connection(
          String.valueOf(e.getMessage()), settings.targets().toString(), "see zonescaler status");
    }
  }

  /** What did not hold, or null. Bots that were interrupted need not have come to their end. */
  @Nullable UserError verdict(BotReport report) {
    String remedy =
        report.firstTrouble().isEmpty()
            ? "see zonescaler status and the nodes' logs"
            : "see the nodes' logs; the first trouble was " + report.firstTrouble();
    if (report.commandsLost() + report.commandsDoubled() > 0) {
      return UserError.failed(
          report.commandsLost()
              + " commands were lost and "
              + report.commandsDoubled()
              + " doubled",
          "the avatars' counters in the world",
          "keep the logs and report it");
    }
    if (interruption.isAsked()) {
      return null;
    }
    if (report.connected() < settings.count()) {
      return UserError.failed(
          "only " + report.connected() + " of " + settings.count() + " bots could join",
          settings.targets().toString(),
          remedy);
    }
    if (report.commandsOpen() > 0) {
      return UserError.failed(
          report.commandsOpen() + " commands were still not acknowledged at the end",
          settings.targets().toString(),
          remedy);
    }
    return null;
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
    return json.put("reconnects", report.reconnects())
        .put("resumed", report.resumed())
        .put("begunAnew", report.begunAnew())
        .put("firstRefusal", report.firstRefusal())
        .put("firstTrouble", report.firstTrouble());
  }

  private static void percentiles(ObjectNode json, BotReport.Percentiles p) {
    json.put("p50", p.p50()).put("p99", p.p99()).put("max", p.max());
  }
}
