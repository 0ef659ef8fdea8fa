package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.cli.UserShell.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The game that the tutorial prints compiles, and is the same however its world is cut. */
class TutorialTest {
  private static final Path TUTORIAL = Path.of("..", "docs", "tutorial.md");

  @TempDir private Path directory;

  @Test
  void theGameOfTheTutorialHoldsWhatIsPromised() throws IOException {
    String page = Files.readString(TUTORIAL);
    List<String> code =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map(block -> block.group(1))
            .toList();
    assertThat(code).hasSize(3);
    String game = code.get(0);
    verify(game);
    String fear = "  static final Column FEAR = SHEEP.i32(\"fear\");\n";
    String walk = "    walk(step, dx, dy, step.integer(FEAR)";
    assertThat(game).containsOnlyOnce(fear).containsOnlyOnce(walk);
    verify(game.replace(fear, fear + code.get(1)).replace(walk, code.get(2) + walk));
    assertThat(page).doesNotContain("@@");
  }

  private void verify(String game) throws IOException {
    Path source = Files.writeString(directory.resolve("Meadow.java"), game);
    String classes = directory.resolve("classes").toString();
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-Werror",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes,
                source.toString());
    assertThat(failed).isZero();
    Answer verified =
        new UserShell(directory)
            .run(
                "verify",
                "--json",
                "--game",
                "Meadow",
                "--game-path",
                classes,
                "--ticks",
                "100",
                "--zones",
                "1,9",
                "--borders",
                "random");
    assertThat(verified.exitCode()).as("%s", verified.json()).isZero();
  }
}
