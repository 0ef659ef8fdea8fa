package io.zonescaler.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.cli.VariableWait.Outcome;
import io.zonescaler.node.UserError;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code set} command. */
@Command(
    name = "set",
    description = {
      "Gives a world variable another value, for the whole world from one tick on; returns when it is in force.",
      "Without arguments, shows the variables."
    },
    mixinStandardHelpOptions = true)
final class SetCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 50;

  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "Name of the variable, as the game declares it.")
  private @Nullable String name;

  @Parameters(paramLabel = "VALUE", index = "1", arity = "0..1", description = "Its new value.")
  private @Nullable String value;

  @Override
  public Integer call() throws InterruptedException {
    String wanted = name;
    String number = value;
    if (wanted == null) {
      return show();
    }
    UserError.require(
        number != null,
        "set " + wanted + " without a value",
        "zonescaler set",
        "zonescaler set NAME VALUE");
    return number == null ? 1 : set(wanted, number);
  }

  private int show() throws InterruptedException {
    JsonNode variables = new StatusClient().status(run.cluster()).path("variables");
    ObjectNode result = Json.object();
    result.set("variables", variables);
    return main.finish(spec.commandLine(), result, out -> print(variables, out), null);
  }

  /** One line for each variable. */
  static void print(JsonNode variables, PrintWriter out) {
    for (JsonNode v : variables) {
      String line = v.path("name").asText() + " = " + v.path("value").asText();
      out.println(
          v.path("nextTick").asLong() < 0
              ? line
              : line
                  + ", "
                  + v.path("next").asText()
                  + " from tick "
                  + v.path("nextTick").asText());
    }
  }

  private int set(String variable, String number) throws InterruptedException {
    LocalCluster cluster = run.cluster();
    StatusClient client = new StatusClient();
    long startNanos = System.nanoTime();
    JsonNode status = client.status(cluster);
    String path = "/api/v1/set?variable=" + encoded(variable) + "&value=" + encoded(number);
    String text = client.post(cluster.requireRunning().get(0), path).path("value").asText();
    VariableWait wait = new VariableWait(variable, text, status);
    Patience patience = new Patience(LIMIT, System::nanoTime);
    Outcome outcome = wait.look(status);
    while (outcome != Outcome.IN_FORCE && outcome != Outcome.WAITS_FOR_RESUME) {
      requireHope(outcome, patience.isOver(StatusClient.tick(status)), status);
      Thread.sleep(POLL_MILLIS);
      status = client.status(cluster);
      outcome = wait.look(status);
    }
    JsonNode now = VariableWait.variable(status, variable);
    long millis = (System.nanoTime() - startNanos) / 1_000_000;
    ObjectNode result = Json.object().put("tick", StatusClient.tick(status)).put("millis", millis);
    result.set("variable", now);
    String said =
        variable
            + " = "
            + text
            + (outcome == Outcome.IN_FORCE
                ? ", after " + millis + " ms"
                : " from tick " + now.path("nextTick").asLong() + " on, when the world is resumed");
    return main.finish(spec.commandLine(), result, out -> out.println(said), null);
  }

  /** Nobody waits for what cannot come any more. */
  private void requireHope(Outcome outcome, boolean standsStill, JsonNode status) {
    if (outcome == Outcome.REPLACED) {
      throw UserError.failed(
          "another value was set meanwhile, which counts instead",
          spec.qualifiedName(),
          "zonescaler set shows what is decided");
    }
    if (outcome == Outcome.LOST) {
      throw UserError.failed(
          "it was not taken", spec.qualifiedName(), "the coordinator may have died: try again");
    }
    if (standsStill) {
      throw UserError.failed(
          "it is not in force, and the world has made no tick for "
              + LIMIT.toSeconds()
              + " s "
              + status.path("world").path("trouble").asText(),
          spec.qualifiedName(),
          "see zonescaler status");
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
