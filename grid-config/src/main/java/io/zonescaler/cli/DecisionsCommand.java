package io.zonescaler.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.node.UserError;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * The {@code decisions} command: what was decided about zones and nodes, why, and what came of it.
 */
@Command(
    name = "decisions",
    description = {
      "Shows what was decided about zones and nodes, why, and what has come of it; the newest last.",
      "Load is that of the fullest node: before, as predicted, and 40 s later."
    },
    mixinStandardHelpOptions = true)
final class DecisionsCommand implements Callable<Integer> {
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
    UserError.require(
        last > 0, last + " decisions", "zonescaler decisions --last", "take 1 or more");
    LocalNode node = run.cluster().requireRunning().get(0);
    JsonNode all = new StatusClient().decisions(node);
    ObjectNode result = Json.object();
    ArrayNode shown = result.putArray("decisions");
    for (int i = Math.min(last, all.size()) - 1; i >= 0; i--) {
      shown.add(all.get(i));
    }
    return main.finish(spec.commandLine(), result, out -> print(shown, out), null);
  }

  private static void print(JsonNode decisions, PrintWriter out) {
    if (decisions.isEmpty()) {
      out.println("nothing has been decided yet");
    }
    for (JsonNode decision : decisions) {
      out.printf(
          "%s tick %s: %s, %s%s%n    load %s, predicted %s, achieved %s%n",
          time(decision.path("time").asText()),
          decision.path("tick").asText(),
          decision.path("what").asText(),
          decision.path("automatic").asBoolean() ? "as " : "",
          decision.path("reason").asText(),
          percent(decision.path("fullestBefore")),
          percent(decision.path("fullestPredicted")),
          percent(decision.path("fullestAchieved")));
    }
  }

  /** A moment of the API, by this machine's time zone, to the second. */
  static LocalTime time(String text) {
    return LocalTime.ofInstant(Instant.parse(text), ZoneId.systemDefault())
        .truncatedTo(ChronoUnit.SECONDS);
  }

  private static String percent(JsonNode part) {
    return part.isNumber() ? String.format(Locale.ROOT, "%.0f %%", 100 * part.asDouble()) : "-";
  }
}
