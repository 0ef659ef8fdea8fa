package io.zonescaler.cli;

import io.zonescaler.node.GameOptions;
import io.zonescaler.node.NodeSettings;
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

  /** The settings that the user names, else those of the cluster here, if there is one. */
  NodeSettings settings(GameOptions game) {
    boolean named = game.config() != null || !game.flags().isEmpty();
    LocalCluster cluster = cluster();
    return named || cluster.nodes().isEmpty() ? game.settings() : cluster.settings();
  }
}
