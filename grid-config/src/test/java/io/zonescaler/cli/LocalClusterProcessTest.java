package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.cli.UserShell.Answer;
import io.zonescaler.cli.UserShell.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on real node processes, as a user types them. */
class LocalClusterProcessTest {
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

  private Answer zonescaler(String... arguments) throws IOException {
    return shell.zonescaler(arguments);
  }

  @Test
  void threeNodesStartAndOneIsKilledAndTheRestStop() throws IOException {
    Answer started = zonescaler("start");
    assertThat(started.exitCode()).as("%s", started.json()).isZero();
    assertThat(started.json().path("nodes")).hasSize(3);
    assertThat(states()).isEqualTo(Map.of("n1", "up", "n2", "up", "n3", "up"));

    assertThat(zonescaler("start").error("what")).contains("running here already");
    assertThat(zonescaler("kill", "n9").error("remedy")).contains("[n1, n2, n3]");
    assertThat(zonescaler("kill", "n2").exitCode()).isZero();
    assertThat(processStates()).isEqualTo(Map.of("n1", "up", "n2", "dead", "n3", "up"));
    assertThat(zonescaler("kill", "n2").error("what")).contains("not running");

    assertThat(zonescaler("stop", "n3").exitCode()).isZero();
    assertThat(processStates()).containsEntry("n3", "stopped");
    assertThat(zonescaler("stop").json().path("stopped")).hasSize(1);
    assertThat(zonescaler("status").exitCode()).as("nobody there").isEqualTo(2);
    assertThat(Files.readString(directory.resolve("run/n1/node.log")))
        .contains("Node n1 has stopped");
  }

  /** As {@code status} tells it. */
  private Map<String, String> states() throws IOException {
    Map<String, String> states = new HashMap<>();
    ObjectNode status = (ObjectNode) zonescaler("status").json();
    status
        .path("nodes")
        .forEach(node -> states.put(node.path("name").asText(), node.path("state").asText()));
    return states;
  }

  /** As the run directory shows it. */
  private Map<String, String> processStates() {
    Map<String, String> states = new HashMap<>();
    shell.cluster().nodes().forEach(node -> states.put(node.name(), node.state()));
    return states;
  }

  @Test
  void aNodeThatCannotStartIsExplainedAndTheOthersAreStopped() throws IOException {
    Answer answer = zonescaler("start", "--nodes", "2", "--set", "game.class=no.such.Game");
    assertThat(answer.exitCode()).isNotZero();
    assertThat(answer.error("what")).contains("no.such.Game");
    assertThat(answer.error("where")).contains("node.log");
    assertThat(shell.cluster().running()).isEmpty();
  }

  @Test
  void anInterruptedStartStopsItsNodes() throws IOException, InterruptedException {
    Running start = shell.begin("start", "--nodes", "2");
    await("a node's process")
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> !shell.cluster().running().isEmpty());
    Answer answer = start.interrupt();
    assertThat(answer.error("what")).contains("interrupted before the nodes were ready");
    assertThat(answer.exitCode()).isEqualTo(4);
    assertThat(shell.cluster().running()).isEmpty();
  }
}
