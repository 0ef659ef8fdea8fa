package io.zonescaler.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that says where a local cluster keeps what it runs. */
final class RunDirectory {
  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      defaultValue = "run",
      description = "Where the cluster keeps what it runs (default: ${DEFAULT-VALUE}).")
  private Path path = Path.of("run");

  LocalCluster cluster() {
    return new LocalCluster(path.toAbsolutePath().normalize());
  }
}
