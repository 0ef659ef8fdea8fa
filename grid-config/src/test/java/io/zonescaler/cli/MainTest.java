package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  void whatBotsCannotBeIsRefusedBeforeAnythingStarts() throws IOException {
    assertThat(bots("--count", "0")).isEqualTo(1);
    assertThat(error("what")).contains("--count 0 is not possible");
    assertThat(bots("--seconds", "0")).isEqualTo(1);
    assertThat(bots("--names", " a")).isEqualTo(1);
    assertThat(bots("--counter", "heading")).as("an integer, but nobody there").isEqualTo(2);
    assertThat(bots("--counter", "nonsense")).isEqualTo(1);
    assertThat(error("what")).contains("no visible integer column 'nonsense'");
    Path trace = Files.writeString(directory.resolve("t.csv"), "t_seconds,id,x,y\n0,a,1,b\n");
    assertThat(bots("--trace", trace.toString())).isEqualTo(1);
    assertThat(error("what")).contains("line 2: 'b' is no number");
    assertThat(bots("--game", Wanderers.class.getName())).isEqualTo(1);
    assertThat(error("what")).contains("the game has no avatars");
    assertThat(bots()).as("nobody there").isEqualTo(2);
  }

  private int bots(String... more) {
    List<String> all = new ArrayList<>(List.of("bots", "--json"));
    all.addAll(List.of("--run-dir", directory.resolve("none").toString()));
    all.addAll(List.of(more));
    return zonescaler(all.toArray(String[]::new));
  }

  @Test
  void aDemoThatCannotBeIsRefusedBeforeAnythingStarts() throws IOException {
    assertThat(demo("--nodes", "0")).isEqualTo(1);
    assertThat(error("what")).contains("--nodes 0 is not possible");
    assertThat(error("where")).isEqualTo("zonescaler demo");
    assertThat(demo("--bots", "-1")).isEqualTo(1);
    assertThat(error("what")).contains("--bots -1 is not possible");
    assertThat(demo("--seconds", "0")).isEqualTo(1);
    assertThat(demo("--game", "no.such.Game")).isEqualTo(1);
    assertThat(directory).isEmptyDirectory();
  }

  private int demo(String option, String value) {
    return zonescaler("demo", "--json", "--run-dir", directory.toString(), option, value);
  }

  @Test
  void aMistypedCommandIsGuessed() throws IOException {
    assertThat(zonescaler("statsu", "--json")).isEqualTo(1);
    assertThat(error("remedy")).startsWith("did you mean status");
  }

  @Test
  void whatIsEqualMayStillBeWrong() throws IOException {
    String game = Stumblers.class.getName();
    assertThat(zonescaler("verify", "--game", game, "--ticks", "10", "--zones", "1,4")).isZero();
    assertThat(out.toString().lines())
        .anyMatch(line -> line.startsWith("equal at each of 10 ticks"))
        .anyMatch(
            line ->
                line.startsWith("but the logic failed on entities 160 times")
                    && line.contains("runner.runs is no column that the kernel of a 'stumbler'")
                    && line.contains("(Stumblers.java:"))
        .anyMatch(line -> line.startsWith("but the logic broke a rule 150 times"));
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
