package io.zonescaler.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code what-if} command: the plan that would be made, without making it. */
@Command(
    name = "what-if",
    description = {
      "Shows which zones would move to other nodes because of the load, why, and what that would change.",
      "Nothing moves: that is what move is for, or the setting balance.moves."
    },
    mixinStandardHelpOptions = true)
final class WhatIfCommand implements Callable<Integer> {
  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();

  @Override
  public Integer call() throws InterruptedException {
    LocalNode node = run.cluster().requireRunning().get(0);
    ObjectNode plan = new StatusClient().json(node, "/api/v1/what-if");
    return main.finish(spec.commandLine(), plan, out -> print(plan, out), null);
  }

  private static void print(JsonNode plan, PrintWriter out) {
    for (JsonNode move : plan.path("moves")) {
      out.printf(
          "zone %s from %s to %s: %s%n",
          move.path("zone").asText(),
          move.path("from").asText(),
          move.path("to").asText(),
          move.path("reason").asText());
    }
    double before = 100 * plan.path("fullestBefore").asDouble();
    if (plan.path("moves").isEmpty()) {
      out.printf(Locale.ROOT, "nothing would move: the fullest node is at %.0f %%%n", before);
      return;
    }
    out.printf(
        Locale.ROOT,
        "the fullest node would be at %.0f %% instead of %.0f %%, and %.1f MB would be copied%n",
        100 * plan.path("fullestAfter").asDouble(),
        before,
        plan.path("bytes").asLong() / 1e6);
  }
}
