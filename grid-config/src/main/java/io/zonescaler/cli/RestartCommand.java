package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.node.GameOptions;
import io.zonescaler.state.EntityTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code restart} command. */
@Command(
    name = "restart",
    description = {
      "Takes the running world over to the game as it is compiled now: the nodes that run stop, and start again with the world as it was at its last tick, with the same ports and settings, but for those that are given here.",
      "Columns that the game has added since are 0 or empty, those that it has dropped are left out. If the new game cannot be loaded or fails at once, the world runs on with the one that it had."
    },
    mixinStandardHelpOptions = true)
final class RestartCommand implements Callable<Integer> {
  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();

  @Option(
      names = "--force",
      description = "Also if the new logic fails on entities in its first ticks.")
  private boolean force;

  @Mixin private GameOptions game = new GameOptions();

  @Override
  public Integer call() throws InterruptedException {
    LocalCluster cluster = run.cluster();
    long startNanos = System.nanoTime();
    main.interruption().heed();
    Restart.Done done =
        new Restart(cluster, spec.commandLine().getErr(), main.interruption())
            .run(asked(cluster), force);
    long millis = (System.nanoTime() - startNanos) / 1_000_000;
    ObjectNode result =
        Json.object()
            .put("tick", done.archive().tick())
            .put("hash", done.archive().hash())
            .put("entities", done.archive().entities())
            .put("file", done.file().toString())
            .put("stoodMillis", done.stoodMillis())
            .put("millis", millis);
    ObjectNode kinds = result.putObject("kinds");
    kinds(done).forEach(kinds::put);
    ArrayNode told = result.putArray("changes");
    done.changes().forEach(told::add);
    ArrayNode list = result.putArray("nodes");
    done.nodes().forEach(node -> list.add(node.toJson()));
    return main.finish(spec.commandLine(), result, out -> tell(done, out), null);
  }

  /** The settings that the cluster has, with its game from where the user has it. */
  private NodeLauncher asked(LocalCluster cluster) {
    Path config = game.config();
    Map<String, String> flags = new LinkedHashMap<>();
    if (config == null) {
      flags.put("game.path", cluster.game().asked(cluster.settings()).get("game.path"));
    }
    flags.putAll(game.flags());
    return new NodeLauncher(
        config == null ? cluster.settingsFile() : config,
        cluster.requireRunning().get(0).data(),
        flags);
  }

  /** How many there are of each kind that has some. */
  private static Map<String, Integer> kinds(Restart.Done done) {
    Map<String, Integer> kinds = new LinkedHashMap<>();
    for (EntityTable table : done.world().tables()) {
      if (table.size > 0) {
        kinds.put(table.kind.name(), table.size);
      }
    }
    return kinds;
  }

  private static void tell(Restart.Done done, PrintWriter out) {
    done.nodes().forEach(node -> out.println(node.toLine()));
    List<String> kinds =
        kinds(done).entrySet().stream().map(kind -> kind.getValue() + " " + kind.getKey()).toList();
    out.println(
        "goes on from tick "
            + done.archive().tick()
            + " with "
            + (kinds.isEmpty() ? "no entities" : String.join(", ", kinds))
            + String.format(Locale.ROOT, "; it stood for %.1f s", done.stoodMillis() / 1000.0));
    out.println("as it was then: " + done.file());
  }
}
