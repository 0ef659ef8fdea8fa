package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.cli.UserShell.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands make of a node's answers. */
class StatusTest {
  private static final String STATUS = "/api/v1/status";
  private static final String HEALTHY =
      """
      {"world":{"name":"sea","state":"running","tick":1007,"tickRate":20,"speed":0.987,"entities":4974,"players":3,
        "hash":"00ff"},
       "audit":{"ok":true,"spawned":5000,"despawned":26},"redundancy":{"target":1,"slotsBelow":0},
       "nodes":[{"name":"n1","state":"up","load":0.52,"cpu":0.7,"zones":1,"entities":4974,
         "tickMillis":{"p50":12.4,"p99":31.0},
         "gateway":{"clients":3,"bytesPerSecond":61234,"updatesPerSecond":59.8,"commandsPerSecond":12.2,"refused":1234,
           "limits":{"gateway.maxClients":2,"gateway.slowMillis":1},
           "ackMillis":{"p50":43.4,"p99":97.9},"gapMillis":{"p50":50.1,"p99":71.6}}},
        {"name":"n2","state":"up","load":0.1,"gateway":{"clients":0,"limits":{}}},
        {"name":"n3","state":"silent","load":0.1,"gateway":{"clients":9,"limits":{}}}],
       "zones":[{"id":"5","slot":0,"owner":"n1","backups":["n2","n3"],"min":[0.0,0.0],"max":[8.0,9.0]}]}
      """;
  private static final String BROKEN =
      """
      {"world":{"tick":7},"audit":{"ok":false,"firstBreak":"entity 3 is twice there"}}
      """;

  @TempDir private Path directory;
  private UserShell shell;
  private PretendNode node;

  @BeforeEach
  void open() throws IOException {
    shell = new UserShell(directory);
    node = new PretendNode(shell.cluster().directory());
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void aProcessThatDoesNotAnswerIsTwo() throws IOException {
    Answer status = shell.zonescaler("status");
    assertThat(status.exitCode()).isEqualTo(2);
    assertThat(status.error("what")).contains("no node answers: [n1]");
    assertThat(status.json().path("nodes").path(0).path("state").asText()).isEqualTo("starting");
    assertThat(status.json().path("nodes").path(0).path("http").asText())
        .isEqualTo("127.0.0.1:" + node.port());
  }

  @Test
  void theTextHasTheWorldItsAuditAndTheZones() {
    node.answering(STATUS, 200, HEALTHY);
    StringWriter out = new StringWriter();
    String run = shell.cluster().directory().toString();
    assertThat(Main.run(new PrintWriter(out), "status", "--run-dir", run)).isZero();
    assertThat(out.toString().lines())
        .contains(
            "world sea: running, tick 1,007, speed 0.99 of 20 ticks/s, 4,974 entities, 3 players, 1"
                + " zones",
            "audit: nothing lost or doubled; made 5,000, removed 26, logic failed 0, violations 0,"
                + " idled 0, ticks unchecked 0",
            "slots: all have their backups (1)")
        .anyMatch(
            line ->
                line.matches(
                    "n1 +up +#####\\.\\.\\.\\.\\. 0\\.52 +0\\.70 +1 +4,974 +12 / 31 .*http://127.0.0.1:"
                        + node.port()))
        .anyMatch(
            line ->
                line.matches(
                    "n1 +3 +61\\.2 +60 +12 +43 / 98 +50 / 72 +1,234  gateway\\.maxClients 2,"
                        + " gateway\\.slowMillis 1"))
        .noneMatch(line -> line.startsWith("n2") || line.startsWith("n3"))
        .anyMatch(line -> line.matches("5 +0 +n1 +n2,n3 .*0.0,0.0 .. 8.0,9.0"));
  }

  @Test
  void slowTicksAreToldWithTheirCausesTheNewestLast() throws IOException {
    node.answering(
        "/api/v1/slow-ticks",
        200,
        """
        {"budgetMillis":50.0,"counts":{"kernel":1,"source":1},"slowTicks":[
          {"time":"2026-11-28T13:28:36Z","tick":8,"zone":"2","lateMillis":72,"cause":"source","source":"1",
            "sourceNode":"n3","millis":{"behind":2,"wait":65,"commit":5}},
          {"time":"2026-11-28T13:28:35Z","tick":7,"zone":"4","lateMillis":60,"cause":"kernel","source":"",
            "sourceNode":"","millis":{"kernel":59,"commit":1}}]}
        """);
    StringWriter out = new StringWriter();
    String run = shell.cluster().directory().toString();
    assertThat(Main.run(new PrintWriter(out), "slow-ticks", "--run-dir", run)).isZero();
    assertThat(out.toString().lines().map(line -> line.substring(line.indexOf(' ') + 1)))
        .containsExactly(
            "tick 7 of zone 4 on n1: 60 ms late, kernel; kernel 59, commit 1",
            "tick 8 of zone 2 on n1: 72 ms late, source 1 of n3; behind 2, wait 65, commit 5");
    assertThat(shell.zonescaler("slow-ticks", "--last", "1").json().path("slowTicks"))
        .extracting(slow -> slow.path("tick").asInt())
        .containsExactly(8);
    assertThat(shell.zonescaler("slow-ticks", "--last", "0").exitCode()).isEqualTo(1);
  }

  @Test
  void topShowsTheSameAsOftenAsItIsTo() {
    node.answering(STATUS, 200, HEALTHY);
    StringWriter out = new StringWriter();
    String run = shell.cluster().directory().toString();
    assertThat(Main.run(new PrintWriter(out), "top", "--count", "2", "--run-dir", run)).isZero();
    assertThat(out.toString().lines().filter(line -> line.startsWith("world sea:"))).hasSize(2);
    assertThat(out.toString()).contains("0.0,0.0 .. 8.0,9.0").doesNotContain("\u001b");
  }

  @Test
  void aBrokenAuditIsLoudInTheText() {
    node.answering(STATUS, 200, BROKEN);
    StringWriter out = new StringWriter();
    String run = shell.cluster().directory().toString();
    assertThat(Main.run(new PrintWriter(out), "status", "--run-dir", run)).isZero();
    assertThat(out.toString()).contains("audit: BROKEN, entity 3 is twice there");
  }

  @Test
  void whatIsNotAllowedIsThree() throws IOException {
    node.answering(STATUS, 200, HEALTHY)
        .answering(
            "/api/v1/pause",
            403,
            "{\"error\":{\"what\":\"only from there\",\"where\":\"-\",\"remedy\":\"go there\"}}");
    Answer pause = shell.zonescaler("pause");
    assertThat(pause.exitCode()).isEqualTo(3);
    assertThat(pause.error("what")).isEqualTo("only from there");
    assertThat(pause.error("remedy")).isEqualTo("go there");
  }

  @Test
  void aBrokenAuditIsOneObjectWithItsError() throws IOException {
    node.answering(STATUS, 200, BROKEN);
    StringWriter out = new StringWriter();
    String run = shell.cluster().directory().toString();
    assertThat(Main.run(new PrintWriter(out), "audit", "--json", "--run-dir", run)).isEqualTo(4);
    assertThat(out.toString().lines()).hasSize(1);
    assertThat(Json.parse(out.toString()).path("ok").isBoolean()).isTrue();
    assertThat(Json.parse(out.toString()).path("error").path("what").asText())
        .isEqualTo("entity 3 is twice there");
  }
}
