package io.zonescaler.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The commands that keep zones on a node whatever the load. */
abstract class PinCommand extends ReshapeCommand {
  @Parameters(paramLabel = "ZONE", description = "Id of the zone, as zones shows it.")
  private long zone;

  long zone() {
    return zone;
  }

  JsonNode now(JsonNode before, JsonNode status) {
    return heir(before, status, zone);
  }

  /** {@code pin}. */
  @Command(
      name = "pin",
      description = {
        "Lets a node own a zone whatever the load; returns when it does. If it has to move, it gets a new id.",
        "Should that node leave or die, others own the zone until it is back."
      },
      mixinStandardHelpOptions = true)
  static final class Pin extends PinCommand {
    @Parameters(paramLabel = "NODE", index = "1", description = "Name of the node.")
    private String node = "";

    @Override
    public Integer call() throws InterruptedException {
      return reshape(
          "/api/v1/pin?zone=" + zone() + "&node=" + URLEncoder.encode(node, StandardCharsets.UTF_8),
          (before, status) ->
              now(before, status).path("pin").asText().equals(node)
                  && now(before, status).path("owner").asText().equals(node),
          (made, tick) -> "zone " + (made.isEmpty() ? zone() : made.get(0)) + " stays on " + node);
    }

    @Override
    boolean isResult(JsonNode before, JsonNode made, JsonNode answer) {
      return hasBoxOf(made, zone(before, zone()));
    }
  }

  /** {@code unpin}. */
  @Command(
      name = "unpin",
      description = "Lets a pinned zone follow the load again.",
      mixinStandardHelpOptions = true)
  static final class Unpin extends PinCommand {
    @Override
    public Integer call() throws InterruptedException {
      return reshape(
          "/api/v1/unpin?zone=" + zone(),
          (before, status) -> now(before, status).path("pin").asText("?").isEmpty(),
          (made, tick) -> "zone " + zone() + " follows the load");
    }
  }
}
