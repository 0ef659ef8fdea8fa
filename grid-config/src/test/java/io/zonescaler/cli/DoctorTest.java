package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.cli.UserShell.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of this machine, and of configurations that are ill. */
class DoctorTest {
  private static final List<String> PORTS =
      List.of(
          "grpc.port",
          "http.port",
          "grid.discoveryPort",
          "grid.communicationPort",
          "grid.framePort");

  @TempDir private Path directory;
  private final List<String> healthy = new ArrayList<>(List.of("doctor", "--json"));

  @BeforeEach
  void choosePorts() throws IOException {
    new UserShell(directory);
    for (String port : PORTS) {
      try (ServerSocket free = new ServerSocket(0)) {
        set(healthy, port, String.valueOf(free.getLocalPort()));
      }
    }
    set(healthy, "node.workDirectory", directory.resolve("work").toString());
    set(healthy, "node.heapMegabytes", "256");
    set(healthy, "gateway.maxClients", "100");
  }

  private static void set(List<String> command, String key, String value) {
    command.addAll(List.of("--set", key + "=" + value));
  }

  private Answer asked(String... more) throws IOException {
    List<String> command = new ArrayList<>(healthy);
    for (int i = 0; i < more.length; i += 2) {
      set(command, more[i], more[i + 1]);
    }
    return new UserShell(directory).run(command.toArray(String[]::new));
  }

  private static JsonNode finding(Answer answer, String about) {
    for (JsonNode finding : answer.json().path("findings")) {
      if (finding.path("about").asText().equals(about)) {
        return finding;
      }
    }
    throw new AssertionError("nothing about " + about + " in " + answer.json());
  }

  private static void assertBad(Answer answer, String about, String found, String remedy) {
    assertThat(answer.exitCode()).isEqualTo(4);
    JsonNode finding = finding(answer, about);
    assertThat(finding.path("verdict").asText()).isEqualTo("bad");
    assertThat(finding.path("found").asText()).contains(found);
    assertThat(finding.path("remedy").asText()).contains(remedy);
  }

  @Test
  void aHealthyMachineIsWell() throws IOException {
    Answer answer = asked("grid.dataDirectory", directory.resolve("data").toString());
    assertThat(answer.exitCode()).as("%s", answer.json()).isZero();
    for (JsonNode finding : answer.json().path("findings")) {
      assertThat(finding.path("verdict").asText()).as("%s", finding).isIn("ok", "warning");
    }
    assertThat(finding(answer, "disk").path("found").asText()).contains("a small write is on disk");
    assertThat(finding(answer, "game").path("found").asText()).contains("DemoGame, world demo");
    assertThat(Files.list(directory)).as("nothing is left behind").isEmpty();
  }

  @Test
  void whatIsIllIsSaidWithWhatToDo() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = String.valueOf(taken.getLocalPort());
      assertBad(
          asked("http.port", port), "http.port", "127.0.0.1:" + port, "choose another http.port");
    }
    assertBad(asked("node.heapMegabytes", "1048576"), "memory", "heap 1,048,576", "lower");
    assertBad(
        asked("grid.discovery", "nowhere.invalid:47500"),
        "grid.discovery",
        "nowhere.invalid is not known here",
        "DNS");
    assertBad(
        asked("grid.host", "192.0.2.1"), "grpc.port", "192.0.2.1", "an address of this machine");
    assertBad(
        asked("grid.host", "0.0.0.0"), "protection", "tls.certificate", "grid.unprotected=true");
    assertBad(asked("game.class", "no.such.Game"), "game", "no.such.Game", "");
    Path file = Files.createFile(directory.resolve("file"));
    assertBad(
        asked("grid.dataDirectory", file.resolve("data").toString()),
        "grid.dataDirectory",
        "cannot be written",
        "this user can write");
  }

  @Test
  void theTextHasALineForEachFinding() throws IOException {
    StringWriter out = new StringWriter();
    List<String> command = new ArrayList<>(healthy);
    command.remove("--json");
    assertThat(Main.run(new PrintWriter(out), command.toArray(String[]::new))).isZero();
    assertThat(out.toString().lines())
        .anyMatch(line -> line.matches("ok +Java +.*64 bits.*"))
        .anyMatch(line -> line.matches("ok +grpc.port +127.0.0.1:[0-9]+ is free"));
  }
}
