package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.node.GameOptions;
import io.zonescaler.node.UserError;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code start} command. */
@Command(
    name = "start",
    description = {
      "Starts nodes n1 to nN of a new cluster on this machine, in the background; returns when all are ready.",
      "With the name of a node that was stopped or has died: starts it again, and it takes its place again."
    },
    mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
  private static final int DEFAULT_NODES = 3;

  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NODE",
      description = "A node to start again; the others must be running.")
  private @Nullable String again;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Number of nodes (default: 3, or those that have data in DIR).")
  private @Nullable Integer nodes;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keeps the world on disk, and goes on with it if it is there.")
  private @Nullable Path data;

  @Option(
      names = "--without",
      paramLabel = "NODE",
      split = ",",
      description =
          "With --data: nodes whose data is lost or damaged; the others' copies take their place.")
  private List<String> without = List.of();

  @Mixin private GameOptions game = new GameOptions();

  @Override
  public Integer call() throws InterruptedException {
    LocalCluster cluster = run.cluster();
    PrintWriter progress = spec.commandLine().getErr();
    long startNanos = System.nanoTime();
    List<LocalNode> started = again == null ? found(cluster, progress) : again(cluster, progress);
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

  private List<LocalNode> found(LocalCluster cluster, PrintWriter progress)
      throws InterruptedException {
    List<String> names = names();
    Map<String, String> flags = new LinkedHashMap<>(game.flags());
    if (!without.isEmpty()) {
      flags.put("grid.without", String.join(",", without));
    }
    NodeLauncher launcher = new NodeLauncher(config(), data, flags);
    progress.println("Starting " + names.size() + " nodes in " + cluster.directory());
    main.interruption().heed();
    return cluster.start(names, launcher, main.interruption());
  }

  /** A world on disk goes on with the settings that it had. */
  private @Nullable Path config() {
    Path given = game.config();
    return given != null || data == null ? given : LocalCluster.settingsIn(data).orElse(null);
  }

  /** A world on disk goes on with the nodes that it had. */
  private List<String> names() {
    List<String> onDisk = new ArrayList<>(data == null ? List.of() : LocalCluster.nodesIn(data));
    onDisk.removeAll(without);
    UserError.require(
        without.isEmpty() || !onDisk.isEmpty(),
        "--without " + String.join(",", without) + ", and --data " + data,
        spec.qualifiedName(),
        "name the directory of a world with --data; other nodes must have data in it");
    int count = nodes != null ? nodes : onDisk.isEmpty() ? DEFAULT_NODES : onDisk.size();
    LocalCluster.requirePossible(count, spec.qualifiedName());
    UserError.require(
        onDisk.isEmpty() || count == onDisk.size(),
        "--nodes " + count + ", and there is data of " + onDisk,
        String.valueOf(data),
        "leave --nodes out, and use zonescaler add or stop NODE when the world runs");
    return onDisk.isEmpty() ? LocalCluster.names(count) : onDisk;
  }

  private List<LocalNode> again(LocalCluster cluster, PrintWriter progress)
      throws InterruptedException {
    UserError.require(
        data == null && game.config() == null && game.flags().isEmpty(),
        "settings for " + again,
        spec.qualifiedName(),
        "leave them out: a node that starts again has those of its cluster");
    String name = Objects.requireNonNull(again);
    progress.println("Starting " + name + " in " + cluster.directory());
    main.interruption().heed();
    return List.of(cluster.startAgain(name, main.interruption()));
  }
}
