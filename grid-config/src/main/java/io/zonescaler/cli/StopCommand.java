package io.zonescaler.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code stop} command. */
@Command(
    name = "stop",
    description =
        "Stops a node, or all nodes that start has started; returns when they have ended.",
    mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {
  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NODE",
      description = "Name of the node; all if left out.")
  private @Nullable String node;

  @Override
  public Integer call() throws InterruptedException {
    LocalCluster cluster = run.cluster();
    List<LocalNode> chosen = node == null ? cluster.running() : List.of(cluster.node(node));
    List<String> names = chosen.stream().map(LocalNode::name).toList();
    cluster.stop(chosen);
    if (main.json()) {
      var json = Json.object();
      var stopped = json.putArray("stopped");
      names.forEach(stopped::add);
      spec.commandLine().getOut().println(json);
    } else {
      spec.commandLine()
          .getOut()
          .println(names.isEmpty() ? "nothing is running" : "stopped " + String.join(", ", names));
    }
    return 0;
  }
}
