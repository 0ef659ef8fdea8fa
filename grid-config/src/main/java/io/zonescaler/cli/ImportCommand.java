package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.archive.WorldArchive;
import io.zonescaler.node.ArchivedWorld;
import io.zonescaler.node.GameOptions;
import io.zonescaler.node.GameWorld;
import io.zonescaler.node.NodeSettings;
import io.zonescaler.node.UserError;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code import} command. */
@Command(
    name = "import",
    description = {
      "Starts nodes n1 to nN of a new cluster on this machine with an exported world, which goes on from its tick.",
      "Zones are cut anew (--set world.zones=N). Columns that the game has added since are 0 or empty, those that it has dropped are left out."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();

  @Parameters(index = "0", paramLabel = "FILE", description = "A file that export has written.")
  private Path file = Path.of("world.zsw");

  @Option(names = "--nodes", paramLabel = "N", description = "Number of nodes (default: 3).")
  private int nodes = 3;

  @Option(names = "--data", paramLabel = "DIR", description = "Keeps the world on disk.")
  private @Nullable Path data;

  @Mixin private GameOptions game = new GameOptions();

  @Override
  public Integer call() throws InterruptedException {
    LocalCluster cluster = run.cluster();
    PrintWriter progress = spec.commandLine().getErr();
    LocalCluster.requirePossible(nodes, spec.qualifiedName());
    UserError.require(
        data == null || LocalCluster.nodesIn(data).isEmpty(),
        "--data " + data + ", and there is a world in it",
        spec.qualifiedName(),
        "take an empty directory");
    WorldArchive archive = ArchivedWorld.open(file);
    Map<String, String> flags = flags(archive);
    List<String> changes = new ArrayList<>();
    ArchivedWorld.read(
        archive,
        file,
        GameWorld.load(NodeSettings.load(game.config(), System.getenv(), flags)),
        changes);
    changes.forEach(change -> progress.println("Note: " + change));
    progress.println("Starting " + nodes + " nodes in " + cluster.directory());
    main.interruption().heed();
    List<LocalNode> started =
        cluster.start(
            LocalCluster.names(nodes),
            new NodeLauncher(game.config(), data, flags),
            main.interruption());
    ObjectNode result =
        Json.object()
            .put("tick", archive.tick())
            .put("hash", archive.hash())
            .put("entities", archive.entities());
    ArrayNode told = result.putArray("changes");
    changes.forEach(told::add);
    ArrayNode list = result.putArray("nodes");
    started.forEach(node -> list.add(node.toJson()));
    return main.finish(spec.commandLine(), result, out -> tell(archive, started, out), null);
  }

  private static void tell(WorldArchive archive, List<LocalNode> started, PrintWriter out) {
    started.forEach(node -> out.println(node.toLine()));
    out.println(
        archive.entities()
            + " entities go on from tick "
            + archive.tick()
            + ", hash "
            + archive.hash()
            + "; stop with: zonescaler stop");
  }

  /** The settings of the exported world, unless the user has set them. */
  private Map<String, String> flags(WorldArchive archive) {
    NodeSettings wanted = game.settings();
    Map<String, String> flags = new LinkedHashMap<>(archive.settings());
    flags.keySet().removeIf(wanted::isSet);
    flags.putAll(game.flags());
    flags.put(ArchivedWorld.SETTING, file.toAbsolutePath().toString());
    return flags;
  }
}
