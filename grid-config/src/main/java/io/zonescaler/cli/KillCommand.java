package io.zonescaler.cli;

import io.zonescaler.node.UserError;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code kill} command. */
@Command(
    name = "kill",
    description = "Kills a node with SIGKILL, as a crash would: for drills.",
    mixinStandardHelpOptions = true)
final class KillCommand implements Callable<Integer> {
  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();

  @Parameters(index = "0", paramLabel = "NODE", description = "Name of the node.")
  private String node = "";

  @Override
  public Integer call() throws InterruptedException {
    LocalCluster cluster = run.cluster();
    LocalNode victim = cluster.node(node);
    if (victim.process().isEmpty()) {
      throw UserError.failed(
          "node " + node + " is not running",
          cluster.directory().toString(),
          "see zonescaler status");
    }
    cluster.kill(victim);
    if (main.json()) {
      spec.commandLine().getOut().println(Json.object().put("killed", node));
    } else {
      spec.commandLine().getOut().println("killed " + node);
    }
    return 0;
  }
}
