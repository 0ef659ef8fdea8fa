package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exit codes and errors of the command line's contract, without starting a node. */
class MainTest {
  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void sayWhereZonescalerIs() {
    System.setProperty("zonescaler.home", Path.of("..").toAbsolutePath().normalize().toString());
  }

  private int zonescaler(String... arguments) {
    return Main.run(new PrintWriter(out), arguments);
  }

  private String error(String part) throws IOException {
    String[] lines = out.toString().split("\n");
    return Json.parse(lines[lines.length - 1]).path("error").path(part).asText();
  }

  @Test
  void helpNamesTheCommands() {
    assertThat(zonescaler("--help")).isZero();
    assertThat(out.toString()).contains("start", "stop", "kill", "status", "node");
    assertThat(zonescaler()).isEqualTo(1);
  }

  @Test
  void wrongArgumentsAreOne() throws IOException {
    assertThat(zonescaler("status", "--bogus", "--json")).isEqualTo(1);
    assertThat(error("what")).contains("--bogus");
    assertThat(error("remedy")).contains("zonescaler status --help");
    assertThat(zonescaler("--json", "start", "--nodes", "0")).isEqualTo(1);
    assertThat(zonescaler("start", "--json", "--set", "world.zone=3")).isEqualTo(1);
    assertThat(error("remedy")).contains("did you mean world.zones?");
    assertThat(zonescaler("node", "--json", "--join", "a:1", "--founders", "n1")).isEqualTo(1);
    assertThat(zonescaler("node", "--json", "--set", "node.workDirectory=" + directory))
        .isEqualTo(1);
    assertThat(error("what")).contains("nobody to join");
  }

  @Test
  void nobodyThereIsTwo() throws IOException {
    assertThat(zonescaler("status", "--json", "--run-dir", directory.toString())).isEqualTo(2);
    assertThat(error("what")).contains("no cluster was started here");
    assertThat(error("where")).isEqualTo(directory.toString());
  }

  @Test
  void stoppingNothingIsDone() throws IOException {
    assertThat(zonescaler("stop", "--json", "--run-dir", directory.toString())).isZero();
    assertThat(Json.parse(out.toString()).path("stopped")).isEmpty();
  }
}
