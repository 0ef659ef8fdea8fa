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
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The example client in JavaScript, which plays in a world until it is stopped. */
final class JavaScriptPlayer {
  private static final Path PLAY =
      Path.of("..", "examples", "javascript-client", "play").toAbsolutePath().normalize();

  private final Process process;
  private final Path said;

  private JavaScriptPlayer(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /**
   * One that plays at these nodes; none where Node or npm is not installed, which is an error in
   * {@code .ci/run}.
   */
  static Optional<JavaScriptPlayer> playing(Path directory, List<String> nodes)
      throws IOException, InterruptedException {
    if (!isThere("node") || !isThere("npm")) {
      assertThat(System.getenv("ZONESCALER_BROWSER_REQUIRED")).as("Node and npm").isNull();
      return Optional.empty();
    }
    Path said = directory.resolve("javascript.json");
    List<String> command = new ArrayList<>(List.of(PLAY.toString(), "--seconds", "600", "--json"));
    command.addAll(nodes);
    Path problems = directory.resolve("javascript.log");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(said.toFile())
            .redirectError(problems.toFile())
            .start();
    await("a player in JavaScript")
        .atMost(Duration.ofSeconds(90))
        .until(() -> !process.isAlive() || Files.readString(problems).contains("plays at node"));
    assertThat(process.isAlive()).as(Files.readString(problems)).isTrue();
    return Optional.of(new JavaScriptPlayer(process, said));
  }

  private static boolean isThere(String command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command, "--version")
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
