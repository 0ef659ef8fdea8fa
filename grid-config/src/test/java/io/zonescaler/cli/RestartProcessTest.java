package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.cli.UserShell.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a game's author does all day, on real node processes: changes the class, compiles it into
 * the same folder, restarts.
 */
class RestartProcessTest {
  /** Every tree counts the ticks in {@code age}; what else it is and does is filled in. */
  private static final String TREES =
      """
      import io.zonescaler.game.*;
      import io.zonescaler.world.*;

      public final class Trees implements Game {
        static final Kind TREE = Kind.of("tree");
        static final Column AGE = TREE.i32("age");
        //COLUMNS

        public Schema schema() {
          return Schema.of(TREE).build();
        }

        public WorldSettings world() {
          return WorldSettings.flat(100, 100).build();
        }

        public void populate(Population cell) {
          for (int i = cell.count(0.02); i > 0; i--) {
            cell.spawn(TREE);
          }
        }

        public void tick(Step step) {
          while (step.next()) {
            step.set(AGE, step.integer(AGE) + 1);
            //RULES
          }
        }
      }
      """;

  private static final String APPLES = "static final Column APPLES = TREE.i32(\"apples\");";
  private static final String BEARS = "step.set(APPLES, step.integer(APPLES) + 1);";

  @TempDir private Path directory;
  private UserShell shell;
  private int exports;

  @BeforeEach
  void open() {
    shell = new UserShell(directory);
  }

  @AfterEach
  void stopAll() throws IOException {
    shell.zonescaler("stop");
  }

  private void compile(String columns, String rules) throws IOException {
    Path source =
        Files.writeString(
            directory.resolve("Trees.java"),
            TREES.replace("//COLUMNS", columns).replace("//RULES", rules));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                directory.resolve("classes").toString(),
                source.toString());
    assertThat(failed).isZero();
  }

  private Answer start(String... more) throws IOException {
    String[] all = {
      "start",
      "--nodes",
      "2",
      "--game",
      "Trees",
      "--game-path",
      directory.resolve("classes").toString(),
      "--set",
      "world.zones=4"
    };
    String[] arguments = Arrays.copyOf(all, all.length + more.length);
    System.arraycopy(more, 0, arguments, all.length, more.length);
    return done(shell.zonescaler(arguments));
  }

  private static Answer done(Answer answer) {
    assertThat(answer.exitCode()).as("%s", answer.json()).isZero();
    return answer;
  }

  /** A world in a file: its tick, and the columns of each entity by its id. */
  private record Seen(long tick, Map<String, List<Integer>> columns) {
    static Seen in(Path file, long tick) throws IOException {
      Map<String, List<Integer>> columns = new HashMap<>();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
        for (String line : lines.lines().toList()) {
          JsonNode entity = Json.parse(line);
          if (entity.path(0).asText().equals("tree")) {
            columns.put(
                entity.path(1).asText(),
                IntStream.range(5, entity.size()).mapToObj(i -> entity.path(i).asInt()).toList());
          }
        }
      }
      return new Seen(tick, columns);
    }
  }

  /** The world as it runs now. */
  private Seen look() throws IOException {
    Path file = directory.resolve("look-" + exports++ + ".zsw");
    Answer exported = done(shell.zonescaler("export", file.toString()));
    return Seen.in(file, exported.json().path("tick").asLong());
  }

  private void awaitTick(long tick) {
    await("tick " + tick)
        .atMost(Duration.ofSeconds(60))
        .until(() -> shell.zonescaler("status").json().path("world").path("tick").asLong() >= tick);
  }

  private static List<String> addresses(Answer answer) {
    return answer.json().path("nodes").findValuesAsText("grpc");
  }

  @Test
  void theWorldGoesOnFromItsLastTickWithWhatWasCompiled() throws IOException {
    compile("", "");
    Answer started = start();
    awaitTick(40);
    compile(APPLES, BEARS);
    assertThat(look().columns().values())
        .as("what is compiled reaches neither nodes nor commands")
        .isNotEmpty()
        .allSatisfy(tree -> assertThat(tree).hasSize(1));

    Answer restarted = done(shell.zonescaler("restart"));
    long tick = restarted.json().path("tick").asLong();
    Seen before = Seen.in(Path.of(restarted.json().path("file").asText()), tick);
    assertThat(before.columns().values()).allMatch(tree -> tree.equals(List.of((int) tick)));
    assertThat(addresses(restarted)).isEqualTo(addresses(started));
    assertThat(restarted.json().path("changes").toString()).contains("tree.apples is new: 0");
    assertThat(restarted.json().path("kinds").path("tree").asInt())
        .isEqualTo(before.columns().size());
    assertThat(restarted.json().path("stoodMillis").asLong())
        .isBetween(1L, restarted.json().path("millis").asLong());

    awaitTick(tick + 40);
    Seen after = look();
    assertThat(after.columns().keySet()).isEqualTo(before.columns().keySet());
    assertThat(after.columns().values())
        .as("from tick %s to %s", tick, after.tick())
        .allMatch(tree -> tree.equals(List.of((int) after.tick(), (int) (after.tick() - tick))));
    assertThat(done(shell.zonescaler("audit", "--reexecute")).json().path("ok").asBoolean())
        .isTrue();
  }

  @Test
  void whateverIsWrongWithTheNewGameTheWorldRunsOnWithTheOldOne() throws IOException {
    compile("", "");
    Answer started = start();
    awaitTick(20);

    compile("", "System.nanoTime();");
    refused(shell.zonescaler("restart"), "calls System.nanoTime");
    compile("", "step.set(AGE, 1 / (step.integer(AGE) - step.integer(AGE)));");
    refused(shell.zonescaler("restart"), "/ by zero (Trees.java:");
    compile("", "while (step.integer(AGE) > 0) {}");
    refused(shell.zonescaler("restart"), "has not ended within 20 s (Trees.java:");
    refused(shell.zonescaler("restart", "--game", "Bushes"), "Bushes: no such class");
    refused(shell.zonescaler("restart", "--set", "world.quantum=1"), "world.quantum is 1.0");
    assertThat(addresses(shell.zonescaler("status"))).isEqualTo(addresses(started));

    compile(APPLES, BEARS);
    Answer keyless = shell.zonescaler("restart", "--set", "players.keys=missing.json");
    refused(keyless, "has ended while it started");
    assertThat(keyless.error("remedy")).contains("world-");
    assertThat(addresses(shell.zonescaler("status"))).isEqualTo(addresses(started));

    Seen before = look();
    assertThat(before.columns().values())
        .isNotEmpty()
        .allMatch(tree -> tree.equals(List.of((int) before.tick())));
    long tick = done(shell.zonescaler("restart")).json().path("tick").asLong();
    assertThat(tick).isGreaterThanOrEqualTo(before.tick());
    assertThat(look().columns().values()).allMatch(tree -> tree.size() == 2);
  }

  /** The world goes on, in processes that have not the new game. */
  private void refused(Answer answer, String why) throws IOException {
    assertThat(answer.exitCode()).as("%s", answer.json()).isNotZero();
    assertThat(answer.error("what")).contains(why);
    assertThat(answer.error("remedy")).contains("the world runs on with the game that it had");
    awaitTick(shell.zonescaler("status").json().path("world").path("tick").asLong() + 10);
  }

  @Test
  void aWorldOnDiskStaysThere(@TempDir Path elsewhere) throws IOException {
    String data = elsewhere.resolve("data").toString();
    compile("", "");
    start("--data", data);
    awaitTick(20);
    compile(APPLES, BEARS);
    long tick = done(shell.zonescaler("restart")).json().path("tick").asLong();
    awaitTick(tick + 20);
    assertThat(elsewhere).isDirectoryContaining(path -> path.endsWith("data"));
    assertThat(elsewhere.toFile().list()).as("nothing is left of the world before").hasSize(1);

    Answer keyless = shell.zonescaler("restart", "--set", "players.keys=missing.json");
    refused(keyless, "has ended while it started");
    assertThat(elsewhere.toFile().list()).hasSize(1);

    long reached = look().tick();
    done(shell.zonescaler("stop"));
    done(shell.zonescaler("start", "--data", data));
    awaitTick(reached + 5);
    Seen after = look();
    assertThat(after.columns().values())
        .isNotEmpty()
        .allMatch(tree -> tree.equals(List.of((int) after.tick(), (int) (after.tick() - tick))));
  }

  @Test
  void nothingThatRunsCannotBeRestarted() throws IOException {
    assertThat(shell.zonescaler("restart").exitCode()).isEqualTo(2);
  }
}
