package io.zonescaler.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.node.UserError;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The commands that keep the game's code off an entity: each waits until it has taken effect. */
abstract class QuarantineCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 200;

  /** An entity that crosses a border in that moment is asked for again. */
  private static final int POLLS_PER_REQUEST = 5;

  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();

  @Parameters(paramLabel = "ENTITY", description = "Its id, hexadecimal, as logs and map show it.")
  private String entity = "";

  private final boolean quarantined;

  private QuarantineCommand(boolean quarantined) {
    this.quarantined = quarantined;
  }

  @Override
  public Integer call() throws InterruptedException {
    StatusClient client = new StatusClient();
    LocalNode node = run.cluster().requireRunning().get(0);
    JsonNode found = read(client, node);
    long startNanos = System.nanoTime();
    for (int poll = 0; found.path("quarantined").asBoolean() != quarantined; poll++) {
      if (poll % POLLS_PER_REQUEST == 0) {
        client.post(
            node, "/api/v1/" + (quarantined ? "quarantine" : "release") + "?entity=" + entity);
      }
      if (System.nanoTime() - startNanos > LIMIT.toNanos()) {
        throw UserError.failed(
            "nothing has happened for " + LIMIT.toSeconds() + " s",
            spec.qualifiedName() + " " + entity,
            "see zonescaler status: the zone must make ticks, and the entity must be of one of the game's kinds");
      }
      Thread.sleep(POLL_MILLIS);
      found = read(client, node);
    }
    ObjectNode result =
        Json.object()
            .put("entity", found.path("id").asText())
            .put("kind", found.path("kind").asText())
            .put("zone", found.path("zone").asText())
            .put("tick", found.path("tick").asLong())
            .put("quarantined", quarantined);
    return main.finish(spec.commandLine(), result, out -> out.println(Json.line(result)), null);
  }

  private JsonNode read(StatusClient client, LocalNode node) throws InterruptedException {
    UserError.require(
        entity.matches("[0-9a-fA-F]{1,16}"),
        "entity '" + entity + "'",
        spec.qualifiedName(),
        "give 1 to 16 hexadecimal digits");
    return client.json(node, "/api/v1/entity/" + entity);
  }

  /** {@code quarantine}. */
  @Command(
      name = "quarantine",
      description = {
        "Keeps the game's code off an entity on which it fails or hangs: the entity stays as it is and where it is.",
        "Messages to it are undeliverable, and commands to an avatar are refused. Recorded like a player's input, so a re-execution still matches."
      },
      mixinStandardHelpOptions = true)
  static final class Quarantine extends QuarantineCommand {
    Quarantine() {
      super(true);
    }
  }

  /** {@code release}. */
  @Command(
      name = "release",
      description = "Lets the game's code run an entity again that is in quarantine.",
      mixinStandardHelpOptions = true)
  static final class Release extends QuarantineCommand {
    Release() {
      super(false);
    }
  }
}
