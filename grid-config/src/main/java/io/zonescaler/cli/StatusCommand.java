package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.node.UserError;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
    if (cluster.running().isEmpty()) {
      throw UserError.connection(
          nodes.isEmpty() ? "no cluster was started here" : "no node is running here",
          cluster.directory().toString(),
          "start one with zonescaler start, or name another --run-dir");
    }
    Optional<ObjectNode> told = ask(cluster.running());
    PrintWriter out = spec.commandLine().getOut();
    if (main.json()) {
      out.println(withProcesses(told.orElseGet(Json::object), nodes));
      return 0;
    }
    nodes.forEach(node -> out.println(node.toLine()));
    told.map(status -> status.path("world"))
        .ifPresent(
            world ->
                world
                    .properties()
                    .forEach(
                        field -> out.println(field.getKey() + " " + field.getValue().asText())));
    return 0;
  }

  private static Optional<ObjectNode> ask(List<LocalNode> running) throws InterruptedException {
    StatusClient client = new StatusClient();
    for (LocalNode node : running) {
      Optional<ObjectNode> status = client.status(node.ports().http());
      if (status.isPresent()) {
        return status;
      }
    }
    return Optional.empty();
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
