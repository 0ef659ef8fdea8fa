package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.cli.UserShell.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real node processes write to their logs, as a collector of logs reads it. */
class LogProcessTest {
  @TempDir private Path directory;
  private UserShell shell;

  @BeforeEach
  void open() {
    shell = new UserShell(directory);
  }

  @AfterEach
  void stopAll() throws IOException {
    shell.zonescaler("stop");
  }

  private Answer start(String game) throws IOException {
    return shell.zonescaler(
        "start",
        "--nodes",
        "2",
        "--game",
        game,
        "--set",
        "world.zones=2",
        "--set",
        "log.format=json");
  }

  private List<JsonNode> log(String node) {
    try (var lines = Files.lines(directory.resolve("run").resolve(node).resolve("node.log"))) {
      return lines.map(LogProcessTest::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(String line) {
    try {
      return Json.parse(line);
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
  }

  private static List<JsonNode> about(List<JsonNode> log, String words) {
    return log.stream().filter(line -> line.path("message").asText().contains(words)).toList();
  }

  @Test
  void everyLineIsAnObjectWithItsNodeAndTheZoneAndTickThatItIsAbout() throws IOException {
    Answer started = start(Stumblers.class.getName());
    assertThat(started.exitCode()).as("%s", started.json()).isZero();
    String zone = shell.zonescaler("zones").json().path("zones").path(0).path("id").asText();
    Answer split = shell.zonescaler("split", zone);
    assertThat(split.exitCode()).as("%s", split.json()).isZero();
    await("failures of the game in the logs of both nodes")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                !about(log("n1"), "The game failed in").isEmpty()
                    && !about(log("n2"), "The game failed in").isEmpty());
    shell.zonescaler("stop");

    for (String node : List.of("n1", "n2")) {
      List<JsonNode> log = log(node);
      assertThat(log)
          .allSatisfy(
              line -> {
                assertThat(line.path("node").asText()).isEqualTo(node);
                assertThat(Instant.parse(line.path("timestamp").asText())).isNotNull();
                assertThat(line.path("level").asText()).isIn("INFO", "WARN", "ERROR");
                assertThat(line.path("logger").asText()).isNotEmpty();
                assertThat(line.path("thread").asText()).isNotEmpty();
                assertThat(line.path("message").asText()).isNotEmpty();
              });
      assertThat(about(log, "Node " + node + " has stopped")).hasSize(1);
      JsonNode failed = about(log, "The game failed in").get(0);
      assertThat(failed.path("message").asText())
          .contains("zone " + failed.path("zone").longValue())
          .contains("tick " + failed.path("tick").longValue());
      assertThat(failed.path("zone").isIntegralNumber()).isTrue();
      assertThat(failed.path("kind").asText()).isEqualTo("stumbler");
      assertThat(failed.path("entity").asText()).matches("[0-9a-f]+");
      assertThat(failed.path("stack_trace").asText()).contains("at " + Stumblers.class.getName());
    }
    JsonNode announced =
        List.of("n1", "n2").stream()
            .flatMap(node -> about(log(node), "is to be in force from tick").stream())
            .findFirst()
            .orElseThrow();
    assertThat(announced.path("tick").asLong()).isEqualTo(split.json().path("tick").asLong());
    List<JsonNode> asked =
        List.of("n1", "n2").stream()
            .flatMap(node -> about(log(node), "asks for /api/v1/split").stream())
            .toList();
    assertThat(asked).isNotEmpty().allMatch(line -> line.path("zone").asText().equals(zone));
  }

  @Test
  void aNodeThatCannotStartSaysSoInJsonAndTheCommandExplainsIt() throws IOException {
    Answer answer = start("no.such.Game");
    assertThat(answer.exitCode()).isNotZero();
    assertThat(answer.error("what"))
        .contains("has ended while it started: ")
        .contains("no.such.Game");
    assertThat(answer.error("remedy")).isNotEmpty().isNotEqualTo("read the log");
    List<JsonNode> told =
        List.of("n1", "n2").stream()
            .flatMap(node -> log(node).stream())
            .filter(line -> line.has("remedy"))
            .toList();
    assertThat(told).isNotEmpty().allMatch(line -> line.path("level").asText().equals("ERROR"));
  }
}
