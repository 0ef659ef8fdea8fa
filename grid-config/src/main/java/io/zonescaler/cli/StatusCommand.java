package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.node.UserError;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code status} command: what the nodes say, together with what their processes show. */
@Command(
    name = "status",
    description = "Shows the nodes, and what they say about the zones, the world and its audit.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();

  @Override
  public Integer call() throws InterruptedException {
    LocalCluster cluster = run.cluster();
    List<LocalNode> nodes = cluster.nodes();
    ObjectNode told = Json.object();
    UserError silence = null;
    try {
      told = new StatusClient().status(cluster);
    } catch (UserError e) {
      silence = e;
    }
    ObjectNode status = withProcesses(told, nodes);
    return main.finish(spec.commandLine(), status, out -> print(status, nodes, out), silence);
  }

  private static void print(ObjectNode status, List<LocalNode> nodes, PrintWriter out) {
    StatusText.print(status, nodes, out);
    SetCommand.print(status.path("variables"), out);
    if (status.has("zones")) {
      ZonesCommand.print(status.path("zones"), out);
    }
  }

  /** Adds the nodes that are not told of: dead ones, and all if nobody answers. */
  private static ObjectNode withProcesses(ObjectNode status, List<LocalNode> nodes) {
    ArrayNode list = status.withArray("nodes");
    Set<String> known = new HashSet<>();
    list.forEach(node -> known.add(node.path("name").asText()));
    nodes.stream()
        .filter(node -> !known.contains(node.name()))
        .forEach(node -> list.add(node.toJson()));
    return status;
  }
}
