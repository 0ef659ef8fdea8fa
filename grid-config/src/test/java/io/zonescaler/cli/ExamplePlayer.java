package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An example client in another language, which plays in a world until it is stopped. */
final class ExamplePlayer {
  /** The languages, and commands that succeed where a client in it can run. */
  private static final Map<String, List<List<String>>> LANGUAGES =
      Map.of(
          "javascript",
          List.of(List.of("node", "--version"), List.of("npm", "--version")),
          "python",
          List.of(List.of("/usr/bin/python3", "-c", "import grpc, grpc_tools")));

  private final Process process;
  private final Path said;

  private ExamplePlayer(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /**
   * One in each language that plays at these nodes; where what a language needs is not installed,
   * which is an error in {@code .ci/run}, none.
   */
  static List<ExamplePlayer> playing(Path directory, List<String> nodes)
      throws IOException, InterruptedException {
    List<ExamplePlayer> players = new ArrayList<>();
    for (String language : LANGUAGES.keySet()) {
      if (canRun(language)) {
        players.add(playing(language, directory, nodes));
      } else {
        assertThat(System.getenv("ZONESCALER_BROWSER_REQUIRED")).as(language).isNull();
      }
    }
    return players;
  }

  private static ExamplePlayer playing(String language, Path directory, List<String> nodes)
      throws IOException {
    Path play = Path.of("..", "examples", language + "-client", "play").toAbsolutePath();
    Path said = directory.resolve(language + ".json");
    List<String> command =
        new ArrayList<>(List.of(play.normalize().toString(), "--seconds", "600", "--json"));
    command.addAll(nodes);
    Path problems = directory.resolve(language + ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(said.toFile())
            .redirectError(problems.toFile())
            .start();
    await("a player in " + language)
        .atMost(Duration.ofSeconds(90))
        .until(() -> !process.isAlive() || Files.readString(problems).contains("plays at node"));
    assertThat(process.isAlive()).as(Files.readString(problems)).isTrue();
    return new ExamplePlayer(process, said);
  }

  static boolean canRun(String language) throws InterruptedException {
    for (List<String> command : LANGUAGES.get(language)) {
      if (!succeeds(command)) {
        return false;
      }
    }
    return true;
  }

  private static boolean succeeds(List<String> command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Lets it come to its end; what it has counted. */
  JsonNode stop() throws IOException, InterruptedException {
    process.destroy();
    boolean hasEnded = process.waitFor(60, TimeUnit.SECONDS);
    if (!hasEnded) {
      process.destroyForcibly();
    }
    assertThat(hasEnded).as("it ends when it is asked to").isTrue();
    return new ObjectMapper().readTree(Files.readString(said));
  }
}
