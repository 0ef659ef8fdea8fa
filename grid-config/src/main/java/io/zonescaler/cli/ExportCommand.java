package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.archive.WorldArchive;
import io.zonescaler.node.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    long startNanos = System.nanoTime();
    WorldArchive written = WorldExport.write(run.cluster(), file, spec.commandLine().getErr());
    ObjectNode result =
        Json.object()
            .put("file", file.toString())
            .put("tick", written.tick())
            .put("hash", written.hash())
            .put("entities", written.entities())
            .put("bytes", bytes());
    result.put("millis", (System.nanoTime() - startNanos) / 1_000_000);
    return main.finish(
        spec.commandLine(), result, out -> out.println("exported: " + Json.line(result)), null);
  }

  private long bytes() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
