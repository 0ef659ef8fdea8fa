package io.zonescaler.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Real node processes, started through {@code bin/zonescaler start} in a run directory of their
 * own. Closing stops these processes and no others.
 */
final class NodeCluster implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final long STOP_SECONDS = 60;
  private static final long POLL_MILLIS = 5;

  /**
   * A cluster at one moment.
   *
   * @param nanos the moment, of {@link System#nanoTime()}
   * @param cpuSeconds CPU time of all nodes so far
   * @param tick newest tick of the world, which has just become known
   * @param nominalRate ticks per second that the world should make
   * @param entities entities at that tick
   * @param frameBytes bytes of all frames that the nodes have made so far
   * @param allocatedBytes what the nodes' heaps have taken in so far, as of their last collections
   * @param medianMillis from when a tick was due to its release, over the last 30 to 60 seconds:
   *     median of the node where it is largest
   * @param slowMillis the same, 99th percentile
   */
  record Sample(
      long nanos,
      double cpuSeconds,
      long tick,
      int nominalRate,
      long entities,
      double frameBytes,
      double allocatedBytes,
      double medianMillis,
      double slowMillis) {}

  private final List<String> zonescaler;
  private final Path directory;
  private final List<Long> pids = new ArrayList<>();
  private final List<String> urls = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();

  /**
   * Starts nodes and waits until they are ready.
   *
   * @param zonescaler the command that runs {@code bin/zonescaler}, as {@link #script} or so
   * @param directory where the nodes keep what they run
   * @param nodes their number
   * @param settings {@code key=value} pairs
   */
  NodeCluster(List<String> zonescaler, Path directory, int nodes, List<String> settings)
      throws IOException, InterruptedException {
    this.zonescaler = List.copyOf(zonescaler);
    this.directory = directory;
    List<String> start = new ArrayList<>(command("start"));
    start.addAll(List.of("--nodes", Integer.toString(nodes)));
    settings.forEach(setting -> start.addAll(List.of("--set", setting)));
    for (JsonNode node : JSON.readTree(lastLine(start)).path("nodes")) {
      pids.add(node.path("pid").asLong());
      String http = node.path("http").asText();
      urls.add(http.contains("://") ? http : "http://" + http);
      names.add(node.path("name").asText());
      addresses.add(node.path("grpc").asText());
    }
  }

  private List<String> command(String verb) {
    List<String> command = new ArrayList<>(zonescaler);
    command.addAll(List.of("--json", verb, "--run-dir", directory.toString()));
    return command;
  }

  /**
   * The script of the project's directory, which the system property {@code zonescaler.home} has.
   */
  static List<String> script() {
    return List.of(
        Path.of(System.getProperty("zonescaler.home", "."), "bin", "zonescaler").toString());
  }

  private static String lastLine(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String last = "";
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line;
      }
    }
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(String.join(" ", command) + " ended with code " + code + ": " + last);
    }
    return last;
  }

  /** The nodes' names. */
  List<String> names() {
    return List.copyOf(names);
  }

  /** Where the nodes serve players. */
  List<String> addresses() {
    return List.copyOf(addresses);
  }

  /** Where the nodes' dashboards are, as host:port. */
  List<String> dashboards() {
    return urls.stream().map(url -> URI.create(url).getAuthority()).toList();
  }

  /** Kills a node as a crash would. */
  void kill(String name) {
    ProcessHandle.of(pids.get(names.indexOf(name))).ifPresent(ProcessHandle::destroyForcibly);
  }

  /** Whether a node's process is there. */
  boolean isAlive(String name) {
    return ProcessHandle.of(pids.get(names.indexOf(name))).isPresent();
  }

  /** Sends a node's process a signal, by name: STOP, CONT or TERM. */
  void signal(String name, String signal) throws IOException, InterruptedException {
    long pid = pids.get(names.indexOf(name));
    int code = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
    if (code != 0) {
      throw new IOException("process " + pid + " of " + name + " takes no signal " + signal);
    }
  }

  /** The audit with a re-execution of what the grid has stored. */
  JsonNode reexecuted() throws IOException, InterruptedException {
    List<String> audit = new ArrayList<>(command("audit"));
    audit.addAll(List.of("--reexecute", "--recent"));
    return JSON.readTree(lastLine(audit));
  }

  /** Lets all of the world stand still ({@code pause}) or go on ({@code resume}). */
  void steer(String verb) throws IOException, InterruptedException {
    lastLine(command(verb));
  }

  /** Asks the first node that answers for something; whether it was possible. */
  boolean ask(String path) throws IOException, InterruptedException {
    IOException last = new IOException("there are no nodes");
    for (String url : urls) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + path))
              .timeout(LIMIT)
              .POST(HttpRequest.BodyPublishers.noBody())
              .build();
      try {
        return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /** Writes the world into a file. */
  void export(Path archive) throws IOException, InterruptedException {
    List<String> export = new ArrayList<>(command("export"));
    export.addAll(List.of("--force", archive.toString()));
    lastLine(export);
  }

  /** Stops a node as planned and waits until it has gone. */
  void stop(String name) throws IOException, InterruptedException {
    List<String> stop = new ArrayList<>(command("stop"));
    stop.add(name);
    lastLine(stop);
  }

  /** Starts a node again that was killed or stopped, and waits until it is ready. */
  void startAgain(String name) throws IOException, InterruptedException {
    List<String> start = new ArrayList<>(command("start"));
    start.add(name);
    JsonNode node = JSON.readTree(lastLine(start)).path("nodes").path(0);
    pids.set(names.indexOf(name), node.path("pid").asLong());
  }

  /** Takes the process id of a node that is being started from what the nodes report. */
  void learnPid(String name) throws IOException, InterruptedException {
    JsonNode node = node(status(), name);
    if (!node.isMissingNode()) {
      pids.set(names.indexOf(name), node.path("pid").asLong());
    }
  }

  /** What a status says of a node; missing if nothing. */
  static JsonNode node(JsonNode status, String name) {
    for (JsonNode node : status.path("nodes")) {
      if (node.path("name").asText().equals(name)) {
        return node;
      }
    }
    return MissingNode.getInstance();
  }

  /** What a node's process has written, if it is there. */
  Path log(String name) {
    return directory.resolve(name).resolve("node.log");
  }

  /** The nodes' processes. */
  List<Long> pids() {
    return List.copyOf(pids);
  }

  /** The world's newest tick; -1 before the first. */
  long tick() throws IOException, InterruptedException {
    return tickOf(status());
  }

  private static long tickOf(JsonNode status) {
    return status.path("world").path("tick").asLong(-1);
  }

  /** The status as the first node that answers tells it. */
  JsonNode status() throws IOException, InterruptedException {
    return firstAnswer(urls);
  }

  /** The status as the first other node that answers tells it. */
  JsonNode statusForOthersThan(String name) throws IOException, InterruptedException {
    List<String> others = new ArrayList<>(urls);
    others.remove(names.indexOf(name));
    return firstAnswer(others);
  }

  /** What was decided, the newest first, as the first node that answers tells it. */
  JsonNode decisions() throws IOException, InterruptedException {
    return firstAnswer(urls, "/api/v1/decisions").path("decisions");
  }

  private JsonNode firstAnswer(List<String> from) throws IOException, InterruptedException {
    return firstAnswer(from, "/api/v1/status");
  }

  private JsonNode firstAnswer(List<String> from, String path)
      throws IOException, InterruptedException {
    IOException last = new IOException("there are no nodes");
    for (String url : from) {
      try {
        return JSON.readTree(get(url + path));
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /**
   * The status when the next new tick is known. Ticks become known in groups, so a rate has to be
   * taken from one such moment to another.
   */
  private JsonNode statusAtNewTick() throws IOException, InterruptedException {
    long deadlineNanos = System.nanoTime() + LIMIT.toNanos();
    long old = tick();
    JsonNode status = status();
    while (tickOf(status) == old) {
      if (System.nanoTime() > deadlineNanos) {
        throw new IOException("the world has stopped at tick " + old);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      status = status();
    }
    return status;
  }

  /** How the cluster is when the next new tick is known. */
  Sample sample() throws IOException, InterruptedException {
    double frames = 0;
    double allocated = 0;
    for (String url : urls) {
      String metrics = get(url + "/metrics");
      frames += metric(metrics, "zonescaler_frame_bytes_total");
      allocated += metric(metrics, "jvm_gc_memory_allocated_bytes_total");
    }
    JsonNode status = statusAtNewTick();
    long nanos = System.nanoTime();
    JsonNode world = status.path("world");
    return new Sample(
        nanos,
        Processes.cpuSeconds(pids),
        tickOf(status),
        world.path("tickRate").asInt(),
        world.path("entities").asLong(),
        frames,
        allocated,
        largest(status, "p50"),
        largest(status, "p99"));
  }

  private static double largest(JsonNode status, String percentile) {
    double largest = 0;
    for (JsonNode node : status.path("nodes")) {
      largest = Math.max(largest, node.path("tickMillis").path(percentile).asDouble());
    }
    return largest;
  }

  private static double metric(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private String get(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(url + " answers " + response.statusCode() + ": " + response.body());
    }
    return response.body();
  }

  /** Stops the nodes; kills what does not stop. May be called again. */
  @Override
  public void close() {
    List<ProcessHandle> alive = new ArrayList<>();
    pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(alive::add));
    pids.clear();
    alive.forEach(ProcessHandle::destroy);
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    try {
      for (ProcessHandle process : alive) {
        while (process.isAlive() && System.nanoTime() < deadlineNanos) {
          Thread.sleep(50);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    alive.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
  }
}
