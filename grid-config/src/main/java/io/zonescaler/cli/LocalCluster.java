package io.zonescaler.cli;

import io.zonescaler.cli.LocalNode.Ports;
import io.zonescaler.game.World;
import io.zonescaler.node.ArchivedWorld;
import io.zonescaler.node.GameWorld;
import io.zonescaler.node.NodeSettings;
import io.zonescaler.node.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Node processes on this machine, kept in a run directory with one directory per node. Processes
 * outlive the command that started them; every command finds them again through the directory.
 */
final class LocalCluster {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final String SETTINGS = "world.properties";
  private static final int MAX_NODES = 64;
  private static final int PORTS = 6;

  /** Systems give ports from 32768 or 49152 on to outgoing connections. */
  private static final int END_OF_PORTS = 32_768;

  private static final int FIRST_PORT = 10_000;
  private static final int PORT_ATTEMPTS = 100;
  private static final long POLL_MILLIS = 50;

  private final Path directory;

  LocalCluster(Path directory) {
    this.directory = directory;
  }

  Path directory() {
    return directory;
  }

  /** Nodes that have been started here, by name, running or not. */
  List<LocalNode> nodes() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(directory)) {
      return paths
          .filter(Files::isDirectory)
          .map(path -> new LocalNode(path.getFileName().toString(), path))
          .filter(LocalNode::exists)
          .sorted(
              Comparator.comparingInt((LocalNode node) -> node.name().length())
                  .thenComparing(LocalNode::name))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nodes whose processes are there. */
  List<LocalNode> running() {
    return nodes().stream().filter(node -> node.process().isPresent()).toList();
  }

  /**
   * Nodes whose processes are there, at least one.
   *
   * @throws UserError if none is
   */
  List<LocalNode> requireRunning() {
    List<LocalNode> running = running();
    if (running.isEmpty()) {
      throw UserError.connection(
          nodes().isEmpty() ? "no cluster was started here" : "no node is running here",
          directory.toString(),
          "start one with zonescaler start, or name another --run-dir");
    }
    return running;
  }

  /**
   * Remembers the settings of the nodes that are being started; what is each node's own, its
   * command line says.
   */
  private static void save(NodeSettings settings, Path where) throws IOException {
    Properties common = new Properties();
    settings.asMap().forEach((key, value) -> common.setProperty(key, value.toString()));
    // Commands from elsewhere use them too.
    for (String key : List.of("tls.certificate", "tls.key", "tls.authority", "players.keys")) {
      String file = settings.get(key);
      common.setProperty(key, file.isEmpty() ? "" : Path.of(file).toAbsolutePath().toString());
    }
    try (Writer writer = Files.newBufferedWriter(where.resolve(SETTINGS))) {
      common.store(writer, "what all nodes have in common that zonescaler start has started");
    }
  }

  /** What all nodes have in common that were started here. */
  NodeSettings settings() {
    return load(settingsFile());
  }

  /** The file of {@link #settings}. */
  Path settingsFile() {
    return directory.resolve(SETTINGS);
  }

  /** The game that the nodes run, as it was when they were started. */
  KeptGame game() {
    return new KeptGame(directory);
  }

  /** The world that the nodes run, with its game as it was when they were started. */
  World world() {
    return GameWorld.load(game().declared(settings()));
  }

  static NodeSettings load(Path settings) {
    return NodeSettings.load(settings, Map.of(), Map.of());
  }

  /**
   * Starts a node of this cluster again that was stopped or has died, and waits until it is ready:
   * it goes back to the others and takes over its zones again.
   *
   * @param name which one
   * @throws UserError if it runs, is unknown, or there is nobody to go back to
   */
  LocalNode startAgain(String name, Interruption interruption) throws InterruptedException {
    LocalNode node = node(name);
    if (node.process().isPresent()) {
      throw UserError.failed(
          "node " + name + " is running", directory.toString(), "see zonescaler status");
    }
    return join(node, node.ports(), requireRunning(), node.data(), interruption);
  }

  /**
   * Starts one more node of this cluster and waits until it is ready: it takes its share of the
   * slots.
   */
  LocalNode add(Interruption interruption) throws InterruptedException {
    List<LocalNode> others = requireRunning();
    List<String> taken = nodes().stream().map(LocalNode::name).toList();
    UserError.require(
        others.size() < MAX_NODES, "one more node", directory.toString(), "take fewer nodes");
    int number = 1;
    while (taken.contains("n" + number)) {
      number++;
    }
    String name = "n" + number;
    Path data = others.get(0).data();
    try {
      return join(
          new LocalNode(name, directory.resolve(name)),
          freePorts(1).get(0),
          others,
          data,
          interruption);
    } catch (IOException e) {
      throw cannotStart(e);
    }
  }

  private LocalNode join(
      LocalNode node,
      Ports ports,
      List<LocalNode> others,
      @Nullable Path data,
      Interruption interruption)
      throws InterruptedException {
    NodeLauncher launcher = new NodeLauncher(settingsFile(), data, Map.of());
    try {
      launch(
          List.of(node),
          List.of(ports),
          launcher,
          i -> launcher.launchJoining(node, ports, others),
          interruption);
    } catch (IOException e) {
      throw cannotStart(e);
    }
    return node;
  }

  /**
   * A node by name.
   *
   * @throws UserError if none was started here
   */
  LocalNode node(String name) {
    return nodes().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                UserError.arguments(
                    "there is no node " + name,
                    directory.toString(),
                    "its nodes are " + nodes().stream().map(LocalNode::name).toList()));
  }

  /**
   * Requires that a cluster can have so many nodes.
   *
   * @param command whose option it is
   * @throws UserError if it cannot
   */
  static void requirePossible(int nodes, String command) {
    UserError.require(
        nodes >= 1 && nodes <= MAX_NODES, "--nodes " + nodes, command, "take 1 to " + MAX_NODES);
  }

  /** {@code n1} to {@code nN}. */
  static List<String> names(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> "n" + i).toList();
  }

  /** The settings of the world that is kept in a directory, if there is one. */
  static Optional<Path> settingsIn(Path data) {
    return Optional.of(data.resolve(SETTINGS)).filter(Files::exists);
  }

  /** Names of the nodes that keep a world in a directory. */
  static List<String> nodesIn(Path data) {
    if (!Files.isDirectory(data)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(data)) {
      return paths
          .filter(Files::isDirectory)
          .map(path -> path.getFileName().toString())
          .sorted(Comparator.comparingInt(String::length).thenComparing(name -> name))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts nodes that found a world together, or bring one up again that is on disk, and waits
   * until all are ready; stops them again if that fails or the user interrupts it.
   *
   * @param names names of the nodes
   * @param launcher makes the command of a node
   */
  List<LocalNode> start(List<String> names, NodeLauncher launcher, Interruption interruption)
      throws InterruptedException {
    List<LocalNode> started = start(names, null, launcher, interruption);
    try {
      game().forgetOthers(settings());
    } catch (IOException e) {
      throw cannotStart(e);
    }
    return started;
  }

  /**
   * The same with ports that are given, or null for any that are free; keeps other copies of the
   * game.
   */
  List<LocalNode> start(
      List<String> names,
      @Nullable List<Ports> given,
      NodeLauncher asked,
      Interruption interruption)
      throws InterruptedException {
    if (!running().isEmpty()) {
      throw UserError.failed(
          "a cluster is running here already: " + running().stream().map(LocalNode::name).toList(),
          directory.toString(),
          "stop it first, or take another --run-dir");
    }
    List<LocalNode> nodes =
        names.stream().map(name -> new LocalNode(name, directory.resolve(name))).toList();
    try {
      Files.createDirectories(directory);
      NodeLauncher launcher = withKeptGame(asked);
      NodeSettings settings = launcher.settings().withDefault("grid.without");
      NodeSettings onDisk = game().asked(settings).withDefault(ArchivedWorld.SETTING);
      save(settings.withCoresFor(names.size()), directory);
      Path data = launcher.data();
      boolean isNew = data != null && settingsIn(data).isEmpty();
      if (data != null) {
        Files.createDirectories(data);
      }
      if (data != null && isNew) {
        save(onDisk, data);
      }
      for (LocalNode old : nodes()) {
        old.prepare();
      }
      List<Ports> ports = given == null ? freePorts(nodes.size()) : given;
      launch(
          nodes,
          ports,
          launcher,
          i -> launcher.launch(nodes.get(i), nodes, ports, i),
          interruption);
      if (data != null && !isNew) {
        // Settings with which it did not come up are not to stay with the world.
        save(onDisk, data);
      }
      return nodes;
    } catch (IOException e) {
      throw cannotStart(e);
    }
  }

  /** Nodes that run from a copy of the game. */
  NodeLauncher withKeptGame(NodeLauncher asked) throws IOException {
    String path = "game.path";
    return asked.with(Map.of(path, game().kept(asked.settings()).get(path)));
  }

  private UserError cannotStart(IOException why) {
    return UserError.failed(
        "the nodes cannot be started: " + why,
        directory.toString(),
        "take a --run-dir that can be written");
  }

  /** Starts the process of one of several nodes. */
  private interface Launch {
    Process of(int node) throws IOException;
  }

  /**
   * Starts processes and waits until all are ready; ends them again if that fails or the user
   * interrupts it.
   */
  private void launch(
      List<LocalNode> nodes,
      List<Ports> ports,
      NodeLauncher launcher,
      Launch launch,
      Interruption interruption)
      throws IOException, InterruptedException {
    List<Process> processes = new ArrayList<>();
    try {
      for (int i = 0; i < nodes.size(); i++) {
        requireNotAsked(interruption);
        nodes.get(i).prepare();
        Process process = launch.of(i);
        processes.add(process);
        nodes
            .get(i)
            .started(process.toHandle(), ports.get(i), launcher.data(), launcher.authority());
      }
      awaitReady(nodes, interruption);
    } catch (IOException | RuntimeException | InterruptedException e) {
      end(processes);
      throw e;
    }
  }

  private void requireNotAsked(Interruption interruption) {
    if (interruption.isAsked()) {
      throw UserError.failed(
          "interrupted before the nodes were ready; those that had been started are stopped",
          directory.toString(),
          "start them again");
    }
  }

  private static void end(List<Process> processes) {
    processes.forEach(Process::destroy);
    try {
      for (Process process : processes) {
        if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      processes.forEach(Process::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }

  private void awaitReady(List<LocalNode> nodes, Interruption interruption)
      throws InterruptedException {
    long deadlineNanos = System.nanoTime() + START_LIMIT.toNanos();
    while (!nodes.stream().allMatch(LocalNode::isReady)) {
      requireNotAsked(interruption);
      for (LocalNode node : nodes) {
        if (node.process().isEmpty()) {
          throw FailedStart.of(node);
        }
      }
      if (System.nanoTime() > deadlineNanos) {
        LocalNode late = nodes.stream().filter(node -> !node.isReady()).findFirst().orElseThrow();
        throw UserError.failed(
            "node "
                + late.name()
                + " is not ready after "
                + START_LIMIT.toSeconds()
                + " s; its last words:\n"
                + late.logTail(12),
            late.log().toString(),
            "read the log");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Asks nodes to stop and waits until they have. */
  void stop(List<LocalNode> nodes) throws InterruptedException {
    List<LocalNode> alive = nodes.stream().filter(node -> node.process().isPresent()).toList();
    alive.forEach(node -> node.process().ifPresent(ProcessHandle::destroy));
    awaitEnd(
        alive,
        "has not stopped",
        "look at its log, then use kill " + alive.stream().map(LocalNode::name).toList());
  }

  /** Kills a node with SIGKILL, as a crash would. */
  void kill(LocalNode node) throws InterruptedException {
    node.process().ifPresent(ProcessHandle::destroyForcibly);
    awaitEnd(List.of(node), "is still there", "see why the system keeps process " + node.pid());
  }

  private static void awaitEnd(List<LocalNode> nodes, String what, String remedy)
      throws InterruptedException {
    long deadlineNanos = System.nanoTime() + STOP_LIMIT.toNanos();
    for (LocalNode node : nodes) {
      while (node.process().isPresent()) {
        if (System.nanoTime() > deadlineNanos) {
          throw UserError.failed(
              "node " + node.name() + " " + what + " after " + STOP_LIMIT.toSeconds() + " s",
              node.log().toString(),
              remedy);
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  /**
   * Ports of so many nodes, all of them free now, and none that the system gives to outgoing
   * connections: one of those could have a node's port while it is down.
   */
  static List<Ports> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      // All are open at once, so that no two are the same.
      while (sockets.size() < PORTS * count) {
        sockets.add(openSomewhere());
      }
      List<Integer> free = sockets.stream().map(ServerSocket::getLocalPort).toList();
      return IntStream.range(0, count)
          .mapToObj(
              i ->
                  new Ports(
                      free.get(PORTS * i),
                      free.get(PORTS * i + 1),
                      free.get(PORTS * i + 2),
                      free.get(PORTS * i + 3),
                      free.get(PORTS * i + 4),
                      free.get(PORTS * i + 5)))
          .toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private static ServerSocket openSomewhere() throws IOException {
    for (int attempt = 1; ; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, END_OF_PORTS);
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (BindException e) {
        if (attempt == PORT_ATTEMPTS) {
          throw e;
        }
      }
    }
  }
}
