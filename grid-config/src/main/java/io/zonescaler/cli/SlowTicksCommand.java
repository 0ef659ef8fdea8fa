package io.zonescaler.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.node.UserError;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code slow-ticks} command: which ticks came late, and what kept them. */
@Command(
    name = "slow-ticks",
    description = {
      "Shows ticks that were released when the next one was due already, and why; the newest last.",
      "Each node keeps the last 200 of its zones."
    },
    mixinStandardHelpOptions = true)
final class SlowTicksCommand implements Callable<Integer> {
  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many of the newest (default: ${DEFAULT-VALUE}).")
  private int last;

  @Override
  public Integer call() throws InterruptedException {
    UserError.require(last > 0, last + " ticks", "zonescaler slow-ticks --last", "take 1 or more");
    StatusClient client = new StatusClient();
    List<ObjectNode> all = new ArrayList<>();
    for (LocalNode node : run.cluster().requireRunning()) {
      for (JsonNode slow : client.json(node, "/api/v1/slow-ticks").path("slowTicks")) {
        all.add(((ObjectNode) slow).put("node", node.name()));
      }
    }
    all.sort(Comparator.comparing(slow -> slow.path("time").asText()));
    ObjectNode result = Json.object();
    result.putArray("slowTicks").addAll(all.subList(Math.max(0, all.size() - last), all.size()));
    return main.finish(
        spec.commandLine(), result, out -> print(result.path("slowTicks"), out), null);
  }

  private static void print(JsonNode ticks, PrintWriter out) {
    if (ticks.isEmpty()) {
      out.println("no tick was slow");
    }
    for (JsonNode slow : ticks) {
      String source = slow.path("source").asText();
      out.printf(
          "%s tick %s of zone %s on %s: %s ms late, %s%s; %s%n",
          DecisionsCommand.time(slow.path("time").asText()),
          slow.path("tick").asText(),
          slow.path("zone").asText(),
          slow.path("node").asText(),
          slow.path("lateMillis").asText(),
          slow.path("cause").asText(),
          source.isEmpty() ? "" : " " + source + " of " + slow.path("sourceNode").asText(),
          parts(slow.path("millis")));
    }
  }

  private static String parts(JsonNode millis) {
    List<String> parts = new ArrayList<>();
    millis.properties().forEach(part -> parts.add(part.getKey() + " " + part.getValue().asText()));
    return String.join(", ", parts);
  }
}
