package io.zonescaler.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code zones} command: the partition as it is. */
@Command(
    name = "zones",
    description = "Shows the zones: where they are, who owns them, what is in them.",
    mixinStandardHelpOptions = true)
final class ZonesCommand implements Callable<Integer> {
  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();

  @Override
  public Integer call() throws InterruptedException {
    ObjectNode status = new StatusClient().status(run.cluster());
    JsonNode zones = status.path("zones");
    ObjectNode json = Json.object();
    json.set("zones", zones);
    return main.finish(spec.commandLine(), json, out -> print(zones, out), null);
  }

  /** The zones for people: a table. */
  static void print(Iterable<JsonNode> zones, PrintWriter out) {
    out.printf(
        "%-5s %-5s %-8s %-12s %8s %8s %8s  %s%n",
        "zone", "slot", "owner", "backups", "entities", "players", "tick us", "from .. to");
    for (JsonNode z : zones) {
      out.printf(
          "%-5s %-5d %-8s %-12s %8d %8d %8d  %s .. %s%n",
          z.path("id").asText(),
          z.path("slot").asInt(),
          z.path("owner").asText(),
          join(z.path("backups")),
          z.path("entities").asInt(),
          z.path("players").asInt(),
          z.path("tickMicros").asInt(),
          join(z.path("min")),
          join(z.path("max")));
    }
  }

  private static String join(JsonNode list) {
    StringBuilder text = new StringBuilder();
    for (JsonNode item : list) {
      text.append(text.isEmpty() ? "" : ",").append(item.asText());
    }
    return text.toString();
  }
}
