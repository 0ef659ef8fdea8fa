package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is installed where nothing can be built: the archive, unpacked, and nodes that have their
 * settings from the environment, as services and containers do.
 */
class ArchiveProcessTest {
  private static final List<String> PORTS =
      List.of(
          "GRPC_PORT",
          "HTTP_PORT",
          "GRID_DISCOVERY_PORT",
          "GRID_COMMUNICATION_PORT",
          "GRID_FRAME_PORT");

  private static final Path DEPLOYED = Path.of("deploy", "zonescaler.service");

  @TempDir private Path directory;
  private final List<Process> nodes = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void end() {
    nodes.stream()
        .flatMap(node -> Stream.concat(node.descendants(), Stream.of(node.toHandle())))
        .forEach(ProcessHandle::destroyForcibly);
  }

  private Path unpacked() throws IOException, InterruptedException {
    List<Path> archives;
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      archives = files.filter(file -> file.toString().endsWith(".tar.gz")).toList();
    }
    assertThat(archives).hasSize(1);
    String archive = archives.get(0).toAbsolutePath().toString();
    assertThat(run("tar", "xzf", archive, "-C", directory.toString()).waitFor()).isZero();
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("zonescaler-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private Process run(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("ZONESCALER_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.inheritIO().start();
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sockets.add(new ServerSocket(0));
    }
    List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private int status(int port, String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .timeout(Duration.ofSeconds(5))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  @Test
  void threeNodesWithSettingsFromTheEnvironmentFoundAWorld()
      throws IOException, InterruptedException {
    Path home = unpacked();
    String command = home.resolve("bin/zonescaler").toString();
    assertThat(run(command, "--version").waitFor()).isZero();
    assertThat(home.resolve("lib")).isDirectoryContaining(file -> file.toString().endsWith(".jsa"));

    List<Integer> ports = freePorts(3 * PORTS.size());
    for (int node = 0; node < 3; node++) {
      ProcessBuilder builder = new ProcessBuilder(command, "node").directory(directory.toFile());
      Map<String, String> environment = builder.environment();
      environment.keySet().removeIf(name -> name.startsWith("ZONESCALER_"));
      environment.put("JAVA_HOME", System.getProperty("java.home"));
      environment.put("ZONESCALER_JAVA_OPTS", "-Xmx512m -XX:TieredStopAtLevel=1");
      environment.put("ZONESCALER_NODE_NAME", "n" + node);
      environment.put("ZONESCALER_NODE_WORK_DIRECTORY", directory.resolve("n" + node).toString());
      environment.put("ZONESCALER_GRID_FOUNDERS", "n0,n1,n2");
      environment.put(
          "ZONESCALER_GRID_DISCOVERY",
          String.join(
              ",",
              IntStream.range(0, 3).mapToObj(i -> "127.0.0.1:" + ports.get(5 * i + 2)).toList()));
      for (int i = 0; i < PORTS.size(); i++) {
        environment.put("ZONESCALER_" + PORTS.get(i), String.valueOf(ports.get(5 * node + i)));
      }
      Path log = directory.resolve("n" + node + ".log");
      nodes.add(builder.redirectErrorStream(true).redirectOutput(log.toFile()).start());
    }
    for (int node = 0; node < 3; node++) {
      int http = ports.get(5 * node + 1);
      await("node " + node)
          .atMost(Duration.ofSeconds(90))
          .until(() -> status(http, "/health/ready") == 200);
    }
    for (String path : List.of("/", "/play", "/metrics", "/api/v1/status")) {
      assertThat(status(ports.get(1), path)).as(path).isEqualTo(200);
    }

    nodes.get(2).destroyForcibly();
    await("the others go on")
        .atMost(Duration.ofSeconds(60))
        .until(() -> status(ports.get(1), "/health/ready") == 200);
    nodes.get(0).destroy();
    assertThat(nodes.get(0).waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(nodes.get(0).exitValue()).as("of SIGTERM, as the service expects it").isEqualTo(143);
    assertThat(DEPLOYED).content().contains("SuccessExitStatus=143");
  }
}
