package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.archive.WorldArchive;
import io.zonescaler.game.World;
import io.zonescaler.node.GameWorld;
import io.zonescaler.node.UserError;
import io.zonescaler.tick.KeptWorld;
import io.zonescaler.verify.StoredHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code export} command. */
@Command(
    name = "export",
    description =
        "Writes the running world, as it is at one tick, to a file; it goes on meanwhile. The file can be imported into any number of nodes and zones.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();

  @Parameters(index = "0", paramLabel = "FILE", description = "The file to write.")
  private Path file = Path.of("world.zsw");

  @Option(names = "--force", description = "Replaces FILE if it exists.")
  private boolean force;

  @Override
  public Integer call() throws InterruptedException {
    if (Files.exists(file) && !force) {
      throw UserError.arguments(
          "the file exists already",
          file.toString(),
          "take another name, or --force to replace it");
    }
    LocalCluster cluster = run.cluster();
    World world = GameWorld.load(cluster.settings());
    long startNanos = System.nanoTime();
    KeptWorld kept = newest(cluster, world);
    ObjectNode result = Json.object().put("file", file.toString()).put("tick", kept.tick());
    try {
      WorldArchive.write(file.toAbsolutePath(), world, kept);
      WorldArchive written = WorldArchive.open(file);
      result
          .put("hash", written.hash())
          .put("entities", written.entities())
          .put("bytes", Files.size(file));
    } catch (Exception e) {
      throw UserError.failed(
          "the world cannot be written: " + e,
          file.toString(),
          "take a place that can be written and has room");
    }
    result.put("millis", (System.nanoTime() - startNanos) / 1_000_000);
    return main.finish(
        spec.commandLine(), result, out -> out.println("exported: " + Json.line(result)), null);
  }

  private KeptWorld newest(LocalCluster cluster, World world) throws InterruptedException {
    StatusClient client = new StatusClient();
    ObjectNode status = client.status(cluster);
    spec.commandLine()
        .getErr()
        .println("Reading " + status.path("zones").size() + " zones of " + cluster.directory());
    try {
      return client.history(cluster, world, StoredHistory::newest);
    } catch (IllegalArgumentException e) {
      throw UserError.failed(
          "the world cannot be exported: " + e.getMessage(),
          cluster.directory().toString(),
          "see zonescaler status for zones that have halted, and try again when all run");
    }
  }
}
