package io.zonescaler.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of all benchmarks that start clusters. */
final class ClusterOptions {
  @Option(
      names = "--zones",
      paramLabel = "N",
      defaultValue = "16",
      description = "Zones of the clusters' worlds (default: ${DEFAULT-VALUE}).")
  int zones;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description = "Where the clusters keep what they run (default: a new temporary directory).")
  @Nullable Path runDirectory;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one setting of all nodes; may be given often.")
  private Map<String, String> set = new TreeMap<>();

  /** The settings of a cluster's nodes, as {@code key=value}; the last one of a key counts. */
  List<String> settings(ClusterMeter.Load load) {
    double edge = StandardLoad.edge(load.entities());
    List<String> settings = new ArrayList<>();
    settings.add("world.bounds.x=0.." + edge);
    settings.add("world.bounds.y=0.." + edge);
    settings.add("world.tickRate=" + load.rate());
    // What counts is the cost in the long run, after the warm-up.
    settings.add("node.jit=full");
    settings.add("grid.backups=" + (load.nodes() > 1 ? 1 : 0));
    settings.addAll(given());
    return settings;
  }

  /** The settings that the options themselves name, as {@code key=value}. */
  List<String> given() {
    List<String> settings = new ArrayList<>();
    settings.add("world.zones=" + zones);
    set.forEach((key, value) -> settings.add(key + "=" + value));
    return settings;
  }

  /** The settings of a game that the benchmarks bring along, as {@code key=value}. */
  static List<String> ownGame(String className) {
    return List.of(
        "game.class=" + className, "game.path=" + Path.of(System.getProperty("zonescaler.bench")));
  }

  /** Where the clusters keep what they run: the directory given, or a new temporary one. */
  Path directory() throws IOException {
    Path given = runDirectory;
    return given == null ? Files.createTempDirectory("zonescaler-bench") : given;
  }
}
