package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.node.GameOptions;
import io.zonescaler.node.PlayerKeys;
import io.zonescaler.node.UserError;
import io.zonescaler.server.gateway.PlayerTokens;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code token} command. */
@Command(
    name = "token",
    description = {
      "Makes a token with which a client joins as a player, where players.keys wants one.",
      "For trying things out: in a game that people play, its login makes them."
    },
    mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {
  private static final int MOST_MINUTES = 527_040;

  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();
  @Mixin private GameOptions game = new GameOptions();

  private static final List<String> ROLES =
      List.of(PlayerTokens.OBSERVER, PlayerTokens.OPERATOR, PlayerTokens.WORKER);

  @Parameters(paramLabel = "PLAYER", description = "Name of the player.")
  private String player = "";

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "60",
      description = "How long it is valid (default: ${DEFAULT-VALUE}).")
  private int minutes;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = {
        "What its owner may do besides playing; may be given several times.",
        "observer: see all zones and entities (WorldService), the dashboard and metrics, from any machine;",
        "operator: steer the world besides;",
        "worker: run the game's logic (LogicWorker)."
      })
  private List<String> roles = List.of();

  @Override
  public Integer call() {
    UserError.require(
        minutes >= 1 && minutes <= MOST_MINUTES,
        "--minutes " + minutes,
        "zonescaler token",
        "take 1 to " + MOST_MINUTES);
    for (String role : roles) {
      UserError.require(
          ROLES.contains(role),
          "the role " + role,
          "zonescaler token --role " + role,
          "take one of " + ROLES);
    }
    PlayerKeys keys = PlayerKeys.of(run.settings(game));
    UserError.require(
        !keys.file().isEmpty(),
        "a token without a secret to sign it with",
        "zonescaler token",
        "name the nodes' secret: --set players.keys=FILE");
    String token = keys.issuing(Duration.ofMinutes(minutes), roles).apply(player);
    ObjectNode result = Json.object();
    result.put("token", token);
    return main.finish(spec.commandLine(), result, out -> out.println(token), null);
  }
}
