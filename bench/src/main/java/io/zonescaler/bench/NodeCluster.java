package io.zonescaler.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

  /**
   * A cluster at one moment.
   *
   * @param nanos the moment, of {@link System#nanoTime()}
   * @param cpuSeconds CPU time of all nodes so far
   * @param tick newest tick of the world
   * @param entities entities at that tick
   * @param frameBytes bytes of all frames that the nodes have made so far
   * @param allocatedBytes what the nodes' heaps have taken in so far, as of their last collections
   * @param speed actual tick rate divided by the nominal one, lately
   */
  record Sample(
      long nanos,
      double cpuSeconds,
      long tick,
      long entities,
      double frameBytes,
      double allocatedBytes,
      double speed) {}

  private final Path script;
  private final Path directory;
  private final List<Long> pids = new ArrayList<>();
  private final List<String> urls = new ArrayList<>();
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();

  /**
   * Starts nodes and waits until they are ready.
   *
   * @param home the project's directory
   * @param directory where the nodes keep what they run
   * @param nodes their number
   * @param settings {@code key=value} pairs
   */
  NodeCluster(Path home, Path directory, int nodes, List<String> settings)
      throws IOException, InterruptedException {
    script = home.resolve("bin").resolve("zonescaler");
    this.directory = directory;
    List<String> start = new ArrayList<>(command("start"));
    start.addAll(List.of("--nodes", Integer.toString(nodes)));
    settings.forEach(setting -> start.addAll(List.of("--set", setting)));
    for (JsonNode node : JSON.readTree(lastLine(start)).path("nodes")) {
      pids.add(node.path("pid").asLong());
      urls.add(node.path("http").asText());
    }
  }

  private List<String> command(String verb) {
    return List.of(script.toString(), "--json", verb, "--run-dir", directory.toString());
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

  /** The nodes' processes. */
  List<Long> pids() {
    return List.copyOf(pids);
  }

  /** The world's newest tick; -1 before the first. */
  long tick() throws IOException, InterruptedException {
    return status().path("tick").asLong(-1);
  }

  private JsonNode status() throws IOException, InterruptedException {
    return JSON.readTree(get(urls.get(0) + "/api/v1/status")).path("world");
  }

  /** How the cluster is now. */
  Sample sample() throws IOException, InterruptedException {
    double frames = 0;
    double allocated = 0;
    for (String url : urls) {
      String metrics = get(url + "/metrics");
      frames += metric(metrics, "zonescaler_frame_bytes_total");
      allocated += metric(metrics, "jvm_gc_memory_allocated_bytes_total");
    }
    JsonNode world = status();
    return new Sample(
        System.nanoTime(),
        Processes.cpuSeconds(pids),
        world.path("tick").asLong(),
        world.path("entities").asLong(),
        frames,
        allocated,
        world.path("speed").asDouble());
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
