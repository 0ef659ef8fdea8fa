package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.node.NodeRuntime;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node process of a local cluster, known by what its directory holds: {@code node.properties}
 * (process id, start, ports), {@code node.log}, and {@code work}, which is the node's own.
 */
final class LocalNode {
  /** State of a node whose process has ended without being asked to. */
  static final String DEAD = "dead";

  /** The last log but one is kept under this name. */
  static final String OLD_LOG = "node.log.old";

  private static final String FILE = "node.properties";
  private static final String AUTHORITY = "authority";

  private final String name;
  private final Path directory;

  LocalNode(String name, Path directory) {
    this.name = name;
    this.directory = directory;
  }

  /** Ports of a node, all on the loopback address. */
  record Ports(int discovery, int communication, int frames, int workers, int grpc, int http) {}

  String name() {
    return name;
  }

  Path log() {
    return directory.resolve("node.log");
  }

  Path work() {
    return directory.resolve("work");
  }

  boolean exists() {
    return Files.exists(directory.resolve(FILE));
  }

  /** Makes an empty directory; keeps the last log. */
  void prepare() throws IOException {
    Files.createDirectories(directory);
    if (Files.exists(log())) {
      Files.move(log(), directory.resolve(OLD_LOG), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.deleteIfExists(directory.resolve(FILE));
    deleteTree(work());
  }

  static void deleteTree(Path root) throws IOException {
    if (Files.exists(root)) {
      try (Stream<Path> paths = Files.walk(root)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /**
   * Remembers a process that was just started for this node.
   *
   * @param data where its cluster keeps the world on disk, or null
   * @param authority who signs its certificate, if it has one; else empty
   */
  void started(ProcessHandle process, Ports ports, @Nullable Path data, String authority)
      throws IOException {
    Properties properties = new Properties();
    properties.setProperty("pid", Long.toString(process.pid()));
    properties.setProperty("start", startOf(process));
    properties.setProperty("discovery", Integer.toString(ports.discovery()));
    properties.setProperty("communication", Integer.toString(ports.communication()));
    properties.setProperty("frames", Integer.toString(ports.frames()));
    properties.setProperty("workers", Integer.toString(ports.workers()));
    properties.setProperty("grpc", Integer.toString(ports.grpc()));
    properties.setProperty("http", Integer.toString(ports.http()));
    if (!authority.isEmpty()) {
      properties.setProperty(AUTHORITY, Path.of(authority).toAbsolutePath().toString());
    }
    if (data != null) {
      properties.setProperty("data", data.toAbsolutePath().toString());
    }
    try (Writer writer = Files.newBufferedWriter(directory.resolve(FILE))) {
      properties.store(writer, "a node that zonescaler start has started");
    }
  }

  private static String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  private Properties properties() {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(directory.resolve(FILE))) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  /** The running process; empty if it has ended, even if its id is in use again. */
  Optional<ProcessHandle> process() {
    Properties properties = properties();
    return ProcessHandle.of(Long.parseLong(properties.getProperty("pid")))
        .filter(ProcessHandle::isAlive)
        .filter(process -> startOf(process).equals(properties.getProperty("start")));
  }

  /** Where its cluster keeps the world on disk, or null. */
  @Nullable Path data() {
    String data = properties().getProperty("data");
    return data == null ? null : Path.of(data);
  }

  /** Who signs its certificate; empty if it has none, and so speaks HTTP without TLS. */
  Optional<Path> authority() {
    return Optional.ofNullable(properties().getProperty(AUTHORITY)).map(Path::of);
  }

  /** Where its dashboard is. */
  String url() {
    return (authority().isPresent() ? "https" : "http") + "://127.0.0.1:" + ports().http();
  }

  long pid() {
    return Long.parseLong(properties().getProperty("pid"));
  }

  Ports ports() {
    Properties properties = properties();
    return new Ports(
        Integer.parseInt(properties.getProperty("discovery")),
        Integer.parseInt(properties.getProperty("communication")),
        Integer.parseInt(properties.getProperty("frames")),
        Integer.parseInt(properties.getProperty("workers")),
        Integer.parseInt(properties.getProperty("grpc")),
        Integer.parseInt(properties.getProperty("http")));
  }

  /** Whether the node itself says that it is up. */
  boolean isReady() {
    try {
      Path ready = work().resolve(NodeRuntime.READY_FILE);
      return Files.exists(ready) && Files.readString(ready).equals(Long.toString(pid()));
    } catch (IOException e) {
      return false;
    }
  }

  /** {@code up} or {@code starting}; {@code stopped} or, if it did not end tidily, {@code dead}. */
  String state() {
    boolean ready = isReady();
    return process().isPresent() ? (ready ? "up" : "starting") : ready ? DEAD : "stopped";
  }

  /** The last lines of the log. */
  String logTail(int lines) {
    try {
      List<String> all = Files.readAllLines(log(), StandardCharsets.UTF_8);
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  /** This node's entry in the JSON of {@code start} and {@code status}. */
  ObjectNode toJson() {
    Ports ports = ports();
    return Json.object()
        .put("name", name)
        .put("pid", pid())
        .put("state", state())
        .put("grpc", "127.0.0.1:" + ports.grpc())
        .put("http", "127.0.0.1:" + ports.http())
        .put("log", log().toString());
  }

  /** This node's line in the table of {@code start} and {@code status}. */
  String toLine() {
    Ports ports = ports();
    return "%-8s %-9s pid %-8d grpc 127.0.0.1:%-6d %s"
        .formatted(name, state(), pid(), ports.grpc(), url());
  }
}
