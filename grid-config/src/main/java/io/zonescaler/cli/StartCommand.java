package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.node.GameOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code start} command. */
@Command(
    name = "start",
    description =
        "Starts nodes n1 to nN of a new cluster on this machine, in the background; returns when all are ready.",
    mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Number of nodes (default: 3).")
  private int nodes;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keeps the world on disk, and goes on with it if it is there.")
  private @Nullable Path data;

  @Mixin private GameOptions game = new GameOptions();

  @Override
  public Integer call() throws InterruptedException {
    LocalCluster.requirePossible(nodes, spec.qualifiedName());
    LocalCluster cluster = run.cluster();
    NodeLauncher launcher = new NodeLauncher(game.config(), data, game.flags());
    PrintWriter progress = spec.commandLine().getErr();
    progress.println("Starting " + nodes + " nodes in " + cluster.directory());
    main.interruption().heed();
    long startNanos = System.nanoTime();
    List<LocalNode> started = cluster.start(nodes, launcher, main.interruption());
    long millis = (System.nanoTime() - startNanos) / 1_000_000;
    PrintWriter out = spec.commandLine().getOut();
    if (main.json()) {
      ObjectNode json =
          Json.object().put("runDir", cluster.directory().toString()).put("millis", millis);
      ArrayNode list = json.putArray("nodes");
      started.forEach(node -> list.add(node.toJson()));
      out.println(json);
    } else {
      started.forEach(node -> out.println(node.toLine()));
      out.println("ready after " + millis + " ms; stop with: zonescaler stop");
    }
    return 0;
  }
}
