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

  String pin(JsonNode status) {
    return zone(status, zone).path("pin").asText();
  }

  /** {@code pin}. */
  @Command(
      name = "pin",
      description = {
        "Lets a node own a zone whatever the load; returns when it does.",
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
          status ->
              pin(status).equals(node) && zone(status, zone()).path("owner").asText().equals(node),
          (made, tick) -> "zone " + zone() + " stays on " + node);
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
          status -> pin(status).isEmpty(),
          (made, tick) -> "zone " + zone() + " follows the load");
    }
  }
}
