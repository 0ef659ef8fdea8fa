package io.zonescaler.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code add} command. */
@Command(
    name = "add",
    description =
        "Starts one more node of the cluster on this machine; returns when it has its share of the zones.",
    mixinStandardHelpOptions = true)
final class AddCommand implements Callable<Integer> {
  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();

  @Override
  public Integer call() throws InterruptedException {
    LocalCluster cluster = run.cluster();
    long startNanos = System.nanoTime();
    spec.commandLine().getErr().println("Adding a node in " + cluster.directory());
    main.interruption().heed();
    LocalNode added = cluster.add(main.interruption());
    long millis = (System.nanoTime() - startNanos) / 1_000_000;
    if (main.json()) {
      spec.commandLine().getOut().println(added.toJson().put("millis", millis));
    } else {
      spec.commandLine().getOut().println(added.toLine());
      spec.commandLine().getOut().println("ready after " + millis + " ms");
    }
    return 0;
  }
}
