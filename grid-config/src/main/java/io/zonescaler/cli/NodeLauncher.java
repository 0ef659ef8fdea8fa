package io.zonescaler.cli;

import io.zonescaler.cli.LocalNode.Ports;
import io.zonescaler.node.NodeSettings;
import io.zonescaler.node.NodeTls;
import io.zonescaler.node.UserError;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Starts processes of the {@code node} command with the JVM, class path and options of this one.
 * They run in the background: Ctrl-C and the end of the terminal do not reach them.
 */
final class NodeLauncher {
  private final Path home;
  private final @Nullable Path config;
  private final @Nullable Path data;
  private final Map<String, String> set;

  /** The optimising compiler keeps a core busy for minutes, and the node needs another. */
  private static final int CORES_FOR_FULL_JIT = 2;

  /** What is right for nodes on one's own machine, if nothing else is said. */
  private static final Map<String, String> LOCAL_DEFAULTS =
      Map.of("http.drills", "true", "gateway.historySeconds", "120");

  private final NodeSettings settings;

  /**
   * Checks the settings before a process is started for nothing.
   *
   * @param config settings file for the nodes, or null
   * @param data where the world is kept on disk, one directory per node, or null for memory only
   * @param set settings for all nodes
   */
  NodeLauncher(@Nullable Path config, @Nullable Path data, Map<String, String> set) {
    this(config, data, set, local(NodeSettings.load(config, System.getenv(), set)));
    Path options = options();
    if (!Files.exists(options)) {
      throw UserError.failed(
          "JVM options are missing",
          options.toString(),
          "run bin/zonescaler, which says where zonescaler is");
    }
  }

  private NodeLauncher(
      @Nullable Path config, @Nullable Path data, Map<String, String> set, NodeSettings settings) {
    this.home = Path.of(System.getProperty("zonescaler.home", ".")).toAbsolutePath().normalize();
    this.config = config;
    this.data = data;
    this.set = set;
    this.settings = settings;
  }

  /** The settings that all nodes have in common. */
  NodeSettings settings() {
    return settings;
  }

  private static NodeSettings local(NodeSettings settings) {
    NodeSettings local = settings;
    for (Map.Entry<String, String> other : LOCAL_DEFAULTS.entrySet()) {
      if (!settings.isSet(other.getKey())) {
        local = local.with(other.getKey(), other.getValue());
      }
    }
    return local;
  }

  /** The same with more settings for all nodes. */
  NodeLauncher with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(set);
    all.putAll(more);
    NodeSettings changed = settings;
    for (Map.Entry<String, String> setting : more.entrySet()) {
      changed = changed.with(setting.getKey(), setting.getValue());
    }
    return new NodeLauncher(config, data, all, changed);
  }

  /** Where the world is kept on disk, one directory per node, or null for memory only. */
  @Nullable Path data() {
    return data;
  }

  /** Who signs the nodes' certificates; empty if they have none. */
  String authority() {
    return NodeTls.of(settings).authority();
  }

  private Path options() {
    return home.resolve("grid-config").resolve("jvm.options");
  }

  /** Starts node {@code index} of {@code nodes}, all of which found the grid together. */
  Process launch(LocalNode node, List<LocalNode> nodes, List<Ports> ports, int index)
      throws IOException {
    String founders = nodes.stream().map(LocalNode::name).collect(Collectors.joining(","));
    return launch(node, List.of("--founders", founders), place(node, ports, index), nodes.size());
  }

  /** Starts a node that joins a grid, or goes back to it. */
  Process launchJoining(LocalNode node, Ports ports, List<LocalNode> others) throws IOException {
    String addresses =
        others.stream()
            .map(other -> "127.0.0.1:" + other.ports().discovery())
            .collect(Collectors.joining(","));
    return launch(
        node, List.of("--join", addresses), place(node, List.of(ports), 0), others.size() + 1);
  }

  private Process launch(
      LocalNode node, List<String> membership, Map<String, String> place, int nodes)
      throws IOException {
    List<String> command = new ArrayList<>();
    // A child that ignores these signals from before it starts keeps doing so.
    command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + options());
    command.addAll(sharedClasses());
    int heapMegabytes = settings.integer("node.heapMegabytes");
    command.addAll(List.of("-Xms" + heapMegabytes + "m", "-Xmx" + heapMegabytes + "m"));
    if (compilesQuickly(nodes)) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.add("-Dzonescaler.home=" + home);
    command.add(
        "-Dlogback.configurationFile=" + home.resolve("grid-config").resolve("logback.xml"));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "node"));
    command.addAll(List.of("--name", node.name()));
    command.addAll(membership);
    if (config != null) {
      command.addAll(List.of("--config", config.toAbsolutePath().toString()));
    }
    LOCAL_DEFAULTS.keySet().forEach(key -> addSetting(command, key, settings.get(key)));
    set.forEach((key, value) -> addSetting(command, key, value));
    place.forEach((key, value) -> addSetting(command, key, value));
    addSetting(command, "node.cores", settings.withCoresFor(nodes).get("node.cores"));
    if (data != null) {
      addSetting(
          command, "grid.dataDirectory", data.toAbsolutePath().resolve(node.name()).toString());
    }
    File log = node.log().toFile();
    return new ProcessBuilder(command)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(log)
        .redirectErrorStream(true)
        .start();
  }

  /** Settings that say where on this machine node {@code index} works, and where the others are. */
  static Map<String, String> place(LocalNode node, List<Ports> ports, int index) {
    Ports own = ports.get(index);
    Map<String, String> place = new LinkedHashMap<>();
    place.put("node.workDirectory", node.work().toString());
    place.put("grid.host", "127.0.0.1");
    place.put(
        "grid.discovery",
        ports.stream()
            .map(port -> "127.0.0.1:" + port.discovery())
            .collect(Collectors.joining(",")));
    place.put("grid.discoveryPort", Integer.toString(own.discovery()));
    place.put("grid.communicationPort", Integer.toString(own.communication()));
    place.put("grid.framePort", Integer.toString(own.frames()));
    place.put("worker.port", Integer.toString(own.workers()));
    place.put("grpc.port", Integer.toString(own.grpc()));
    place.put("http.port", Integer.toString(own.http()));
    return place;
  }

  /**
   * The options by which this JVM has found its classes quickly: the nodes' class path is the same.
   */
  private static List<String> sharedClasses() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-XX:SharedArchiveFile="))
        .toList();
  }

  private boolean compilesQuickly(int nodes) {
    return switch (settings.get("node.jit")) {
      case "quick" -> true;
      case "full" -> false;
      default -> Runtime.getRuntime().availableProcessors() < CORES_FOR_FULL_JIT * nodes;
    };
  }

  private static void addSetting(List<String> command, String key, String value) {
    command.add("--set");
    command.add(key + "=" + value);
  }
}
