package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.cli.UserShell.Answer;
import io.zonescaler.cli.UserShell.Running;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One world on three real node processes, with real gRPC players, as a user runs it. */
class WorldProcessTest {
  private static final String[] SMALL = {
    "--set", "world.bounds.x=0..200", "--set", "world.bounds.y=0..200"
  };

  private static final int PAGE = 16384;
  private static final Duration LIMIT = Duration.ofSeconds(90);

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

  private Answer small(String command, String... more) throws IOException {
    return shell.zonescaler(inSmall(command, more));
  }

  private static String[] inSmall(String command, String... more) {
    String[] all = new String[1 + SMALL.length + more.length];
    all[0] = command;
    System.arraycopy(SMALL, 0, all, 1, SMALL.length);
    System.arraycopy(more, 0, all, 1 + SMALL.length, more.length);
    return all;
  }

  private static void awaitWords(Running command, String words) {
    await(words).atMost(LIMIT).until(() -> command.told().contains(words));
  }

  @Test
  void playersLoseNoCommandAndTheWorldReExecutesToTheSameHash()
      throws IOException, InterruptedException {
    Answer started = small("start");
    assertThat(started.exitCode()).as("%s", started.json()).isZero();

    Running others = shell.begin("bots", "--count", "6", "--seconds", "600");
    awaitWords(others, "play for");
    Answer bots = shell.zonescaler("bots", "--count", "24", "--seconds", "8");
    assertThat(bots.exitCode()).as("%s", bots.json()).isZero();
    assertThat(bots.json().path("connected").asInt()).isEqualTo(24);
    assertThat(bots.json().path("commandsAcked").asLong()).isGreaterThan(400);
    assertThat(bots.json().path("commandsLost").asLong()).isZero();
    assertThat(bots.json().path("commandsDoubled").asLong()).isZero();
    assertThat(bots.json().path("reconnects").asLong()).as("%s", bots.json()).isZero();

    Answer interrupted = others.interrupt();
    assertThat(interrupted.exitCode()).as("%s", interrupted.json()).isZero();
    assertThat(interrupted.json().path("connected").asInt()).isEqualTo(6);
    assertThat(interrupted.json().path("commandsAcked").asLong()).isGreaterThan(50);
    assertThat(interrupted.json().path("reconnects").asLong())
        .as("two fleets are different players: %s", interrupted.json())
        .isZero();

    JsonNode zones = shell.zonescaler("zones").json().path("zones");
    assertThat(zones).hasSize(16);
    assertThat(zones.findValuesAsText("owner")).contains("n1", "n2", "n3");

    long paused = shell.zonescaler("pause").json().path("tick").asLong();
    assertThat(shell.zonescaler("step", "5").json().path("tick").asLong())
        .isGreaterThanOrEqualTo(paused + 5);
    assertThat(shell.zonescaler("resume").exitCode()).isZero();
    assertThat(shell.zonescaler("step").error("what")).contains("not paused");

    Answer audit = shell.zonescaler("audit", "--reexecute");
    assertThat(audit.exitCode()).as("%s", audit.json()).isZero();
    assertThat(audit.json().path("reexecuted").path("equal").asBoolean())
        .as("%s", audit.json())
        .isTrue();
    assertThat(audit.json().path("ok").asBoolean()).isTrue();
  }

  @Test
  void nodesAreKilledAndComeBackAndNothingIsLost() throws IOException, InterruptedException {
    Answer started = small("start");
    assertThat(started.exitCode()).isZero();
    Running players = shell.begin("bots", "--count", "12", "--seconds", "600");
    awaitWords(players, "play for");
    List<ExamplePlayer> others =
        ExamplePlayer.playing(directory, started.json().path("nodes").findValuesAsText("grpc"));

    // The oldest, which coordinates, and another one.
    for (String node : List.of("n1", "n3")) {
      assertThat(shell.zonescaler("kill", node).exitCode()).isZero();
      awaitStatus(status -> isWholeOn(status, 2) && reason(status).contains(node + " is gone"));
      Answer again = shell.zonescaler("start", node);
      assertThat(again.exitCode()).as("%s", again.json()).isZero();
      awaitStatus(status -> isWholeOn(status, 3));
    }

    Answer played = players.interrupt();
    assertThat(played.exitCode()).as("%s", played.json()).isZero();
    assertThat(played.json().path("commandsLost").asLong()).isZero();
    assertThat(played.json().path("commandsDoubled").asLong()).isZero();
    assertThat(played.json().path("reconnects").asLong()).isPositive();
    for (ExamplePlayer other : others) {
      JsonNode seen = other.stop();
      assertThat(seen.path("reason").asText()).as("%s", seen).isEqualTo("LEFT");
      assertThat(seen.path("resumed").asInt()).as("%s", seen).isPositive();
      assertThat(seen.path("sent").asInt()).as("%s", seen).isGreaterThan(20);
      assertThat(seen.path("acknowledged")).as("%s", seen).isEqualTo(seen.path("sent"));
      assertThat(seen.path("commands")).as("in the world: %s", seen).isEqualTo(seen.path("sent"));
    }
    Answer audit = shell.zonescaler("audit");
    assertThat(audit.exitCode()).as("%s", audit.json()).isZero();
    assertThat(shell.zonescaler("start", "n1").error("what")).contains("is running");
    assertThat(shell.zonescaler("start", "n9").error("what")).contains("no node n9");
  }

  @Test
  void nodesJoinLeaveAndStandStillAndPlayersSeeNothingOfIt()
      throws IOException, InterruptedException {
    assertThat(small("start").exitCode()).isZero();
    Running players = shell.begin("bots", "--count", "12", "--seconds", "600");
    awaitWords(players, "play for");

    Answer added = shell.zonescaler("add");
    assertThat(added.exitCode()).as("%s", added.json()).isZero();
    assertThat(added.json().path("name").asText()).isEqualTo("n4");
    awaitStatus(status -> isWholeOn(status, 4));

    assertThat(refusalOfAnotherWorldsNode()).contains("are not those of");

    assertThat(shell.zonescaler("stop", "n2").exitCode()).isZero();
    awaitStatus(status -> isWholeOn(status, 3) && reason(status).equals("n2 leaves"));

    long frozen = added.json().path("pid").asLong();
    signal(frozen, "STOP");
    awaitStatus(status -> isWholeOn(status, 2) && reason(status).equals("n4 is gone"));
    signal(frozen, "CONT");
    awaitStatus(status -> isWholeOn(status, 3) && reason(status).equals("n4 joined"));
    assertThat(ProcessHandle.of(frozen)).as("the same process is back").isPresent();

    Answer audit = shell.zonescaler("audit", "--reexecute");
    assertThat(audit.exitCode()).as("%s", audit.json()).isZero();
    assertThat(audit.json().path("reexecuted").path("equal").asBoolean()).isTrue();
    Answer played = players.interrupt();
    assertThat(played.exitCode()).as("%s", played.json()).isZero();
    assertThat(played.json().path("commandsLost").asLong()).isZero();
    assertThat(played.json().path("commandsDoubled").asLong()).isZero();
  }

  private String refusalOfAnotherWorldsNode() throws IOException, InterruptedException {
    LocalNode odd = new LocalNode("odd", directory.resolve("odd"));
    Map<String, String> place = NodeLauncher.place(odd, LocalCluster.freePorts(1), 0);
    place.put("world.seed", "7");
    List<String> command = new ArrayList<>(List.of("node", "--name", "odd", "--join"));
    command.add("127.0.0.1:" + shell.cluster().node("n1").ports().discovery());
    place.remove("grid.discovery");
    place.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    Answer refused = shell.begin(command.toArray(new String[0])).awaitEnd();
    assertThat(refused.exitCode()).as("%s", refused.json()).isNotZero();
    return refused.error("what");
  }

  private static void signal(long pid, String name) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor())
        .isZero();
  }

  @Test
  void whatTheMajorityHasLostComesBackFromTheMemoryOfThoseThatStoodStill()
      throws IOException, InterruptedException {
    Answer started =
        small(
            "start", "--nodes", "5", "--set", "node.heapMegabytes=256", "--set", "world.zones=20");
    assertThat(started.exitCode()).as("%s", started.json()).isZero();
    Running players = shell.begin("bots", "--count", "12", "--seconds", "600");
    awaitWords(players, "play for");
    // Each of the two has the only other copy of some of the other's zones.
    List<Long> frozen =
        List.of(
            started.json().path("nodes").path(3).path("pid").asLong(),
            started.json().path("nodes").path(4).path("pid").asLong());
    for (long pid : frozen) {
      signal(pid, "STOP");
    }
    awaitStatus(
        status ->
            !status.path("world").path("lost").isEmpty()
                && status.path("world").path("state").asText().equals("stalled"));
    for (long pid : frozen) {
      signal(pid, "CONT");
    }
    awaitStatus(
        status ->
            status.path("world").path("lost").isEmpty()
                && status.path("world").path("state").asText().equals("running")
                && isWholeOn(status, 5));
    Answer audit = shell.zonescaler("audit", "--reexecute");
    assertThat(audit.exitCode()).as("%s", audit.json()).isZero();
    assertThat(audit.json().path("reexecuted").path("equal").asBoolean()).isTrue();
    Answer played = players.interrupt();
    assertThat(played.exitCode()).as("%s", played.json()).isZero();
    assertThat(played.json().path("commandsLost").asLong()).isZero();
    assertThat(played.json().path("commandsDoubled").asLong()).isZero();
  }

  @Test
  void aWorldOnDiskGoesOnAfterAllItsNodesWereKilled(@TempDir Path data)
      throws IOException, InterruptedException {
    assertThat(small("start", "--data", data.toString()).exitCode()).isZero();
    Answer bots = shell.zonescaler("bots", "--count", "12", "--seconds", "4");
    assertThat(bots.exitCode()).as("%s", bots.json()).isZero();
    JsonNode before = shell.zonescaler("status").json();
    for (String node : List.of("n1", "n2", "n3")) {
      assertThat(shell.zonescaler("kill", node).exitCode()).isZero();
    }
    assertThat(shell.zonescaler("start", "--nodes", "2", "--data", data.toString()).error("what"))
        .contains("[n1, n2, n3]");
    Answer again = small("start", "--data", data.toString());
    assertThat(again.exitCode()).as("%s", again.json()).isZero();
    long tick = before.path("world").path("tick").asLong();
    awaitStatus(status -> status.path("world").path("tick").asLong() > tick + 20);
    JsonNode after = shell.zonescaler("status").json();
    assertThat(after.path("audit").path("ok").asBoolean()).isTrue();
    assertThat(after.path("audit").path("amounts")).isEqualTo(before.path("audit").path("amounts"));
    Answer audit = shell.zonescaler("audit", "--reexecute");
    assertThat(audit.json().path("reexecuted").path("equal").asBoolean())
        .as("%s", audit.json())
        .isTrue();

    assertThat(shell.zonescaler("stop").exitCode()).isZero();
    damage(data.resolve("n2"));
    Answer damaged = shell.zonescaler("start", "--data", data.toString());
    assertThat(damaged.error("what")).contains("node n2 has ended while it started");
    assertThat(damaged.error("remedy")).contains("there is still that of [n1, n3]", "--without n2");
    Answer without = shell.zonescaler("start", "--data", data.toString(), "--without", "n2");
    assertThat(without.exitCode()).as("%s", without.json()).isZero();
    awaitStatus(
        status ->
            isWholeOn(status, 2)
                && reason(status).equals("n2 is gone")
                && status
                    .path("audit")
                    .path("amounts")
                    .equals(before.path("audit").path("amounts")));
  }

  @Test
  void aWorldWhoseRecordIsLostIsNotMadeAnew(@TempDir Path data) throws IOException {
    String at = data.toString();
    assertThat(small("start", "--data", at, "--set", "grid.backups=0").exitCode()).isZero();
    awaitStatus(WorldProcessTest::isRunning);
    JsonNode zones = shell.zonescaler("status").json().path("zones");
    String gone = "";
    for (JsonNode zone : zones) {
      gone = zone.path("slot").asInt() == 0 ? zone.path("owner").asText() : gone;
    }
    assertThat(shell.zonescaler("stop").exitCode()).isZero();
    Files.move(data.resolve(gone), directory.resolve("gone"));
    Answer without = shell.zonescaler("start", "--data", at, "--without", gone);
    assertThat(without.exitCode()).as("%s", without.json()).isZero();
    assertThat(shell.zonescaler("add").exitCode()).isZero();
    awaitStatus(
        status ->
            status
                .path("world")
                .path("trouble")
                .asText()
                .contains("record that steers the world has lost all its copies"));
    JsonNode world = shell.zonescaler("status").json().path("world");
    assertThat(world.path("tick").asLong()).isEqualTo(-1);
    assertThat(world.path("epoch").asLong()).isZero();
  }

  /** Overwrites all that a node has stored of its zones. */
  private static void damage(Path node) throws IOException {
    int damaged = 0;
    try (Stream<Path> files = Files.walk(node)) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith("part-")).toList()) {
        try (RandomAccessFile pages = new RandomAccessFile(file.toFile(), "rw")) {
          byte[] noise = new byte[(int) pages.length() - PAGE];
          Arrays.fill(noise, (byte) 0x5a);
          pages.seek(PAGE);
          pages.write(noise);
          damaged++;
        }
      }
    }
    assertThat(damaged).isPositive();
  }

  @Test
  void anExportedWorldGoesOnInOtherNodesAndZones() throws IOException {
    String file = directory.resolve("world.zsw").toString();
    assertThat(small("start").exitCode()).isZero();
    assertThat(shell.zonescaler("bots", "--count", "12", "--seconds", "4").exitCode()).isZero();
    assertThat(shell.zonescaler("pause").exitCode()).isZero();
    Answer exported = shell.zonescaler("export", file);
    assertThat(exported.exitCode()).as("%s", exported.json()).isZero();
    assertThat(shell.zonescaler("export", file).error("what")).contains("exists already");
    long tick = exported.json().path("tick").asLong();
    assertThat(hashAt(tick)).isEqualTo(exported.json().path("hash").asText());
    assertThat(shell.zonescaler("step", "200").exitCode()).isZero();
    String later = hashAt(tick + 200);
    assertThat(shell.zonescaler("stop").exitCode()).isZero();

    assertThat(shell.zonescaler("import", file, "--set", "world.quantum=1").error("what"))
        .contains("world.quantum is 1.0, in the file it is 0.015625");
    Answer imported = shell.zonescaler("import", file, "--nodes", "2", "--set", "world.zones=9");
    assertThat(imported.exitCode()).as("%s", imported.json()).isZero();
    assertThat(imported.json().path("changes")).isEmpty();
    long paused = shell.zonescaler("pause").json().path("tick").asLong();
    assertThat(paused).isLessThan(tick + 200);
    assertThat(shell.zonescaler("step", Long.toString(tick + 200 - paused)).exitCode()).isZero();
    assertThat(hashAt(tick + 200)).isEqualTo(later);
    assertThat(shell.zonescaler("zones").json().path("zones")).hasSize(9);
    Answer audit = shell.zonescaler("audit", "--reexecute");
    assertThat(audit.exitCode()).as("%s", audit.json()).isZero();
    assertThat(shell.zonescaler("resume").exitCode()).isZero();
    Answer bots = shell.zonescaler("bots", "--count", "12", "--seconds", "4");
    assertThat(bots.exitCode()).as("%s", bots.json()).isZero();
  }

  private String hashAt(long tick) {
    JsonNode[] world = new JsonNode[1];
    awaitStatus(
        status -> {
          world[0] = status.path("world");
          return world[0].path("tick").asLong() == tick;
        });
    return world[0].path("hash").asText();
  }

  @Test
  void twoNodesThatLoseOneHaltUntilItIsBackOrAnOperatorSaysThatItIsGone()
      throws IOException, InterruptedException {
    Answer started = small("start", "--nodes", "2");
    assertThat(started.exitCode()).isZero();
    long frozen = started.json().path("nodes").path(1).path("pid").asLong();
    signal(frozen, "STOP");
    awaitStatus(WorldProcessTest::isHalted);
    signal(frozen, "CONT");
    awaitStatus(status -> isRunning(status) && isWholeOn(status, 2));
    Answer audit = shell.zonescaler("audit", "--reexecute", "--recent");
    assertThat(audit.exitCode()).as("%s", audit.json()).isZero();

    assertThat(shell.zonescaler("kill", "n2").exitCode()).isZero();
    awaitStatus(WorldProcessTest::isHalted);
    assertThat(shell.zonescaler("forget", "n1").error("what")).contains("has a process");
    assertThat(shell.zonescaler("forget", "n2").exitCode()).isZero();
    awaitStatus(WorldProcessTest::isRunning);
    assertThat(shell.zonescaler("status").json().path("plan").path("reason").asText())
        .isEqualTo("n2 is gone");
  }

  private static boolean isHalted(JsonNode status) {
    return status.path("world").path("state").asText().equals("stalled")
        && status.path("world").path("trouble").asText().contains("no majority");
  }

  private static boolean isRunning(JsonNode status) {
    return status.path("world").path("state").asText().equals("running");
  }

  private void awaitStatus(Predicate<JsonNode> wanted) {
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              Answer status = shell.zonescaler("status");
              return status.exitCode() == 0 && wanted.test(status.json());
            });
  }

  private static Set<String> ownersOf(JsonNode status) {
    return new HashSet<>(status.path("zones").findValuesAsText("owner"));
  }

  private static boolean isWholeOn(JsonNode status, int nodes) {
    return ownersOf(status).size() == nodes
        && status.path("redundancy").path("slotsBelow").asInt(-1) == 0;
  }

  private static String reason(JsonNode status) {
    return status.path("plan").path("reason").asText();
  }

  @Test
  void theDemoRunsAndLeavesNothingBehind() throws IOException {
    Answer demo = small("demo", "--bots", "12", "--seconds", "5");
    assertThat(demo.exitCode()).as("%s", demo.json()).isZero();
    assertThat(demo.json().path("nodes").asInt()).isEqualTo(3);
    assertThat(demo.json().path("ticks").asLong()).isGreaterThan(50);
    assertThat(demo.json().path("handoffs").asLong()).isPositive();
    assertThat(demo.json().path("commandsAcked").asLong()).isPositive();
    assertThat(
            demo.json().path("commandsLost").asLong()
                + demo.json().path("commandsDoubled").asLong())
        .isZero();
    assertThat(demo.json().path("audit").path("ok").asBoolean()).isTrue();
    assertThat(shell.demo(ProcessHandle.current().pid()).running()).isEmpty();
  }

  @Test
  void anInterruptedDemoSumsUpAndEndsAsItsChecksSay() throws IOException, InterruptedException {
    Running demo = shell.begin(inSmall("demo", "--nodes", "1", "--bots", "4"));
    awaitWords(demo, "Running");
    Answer answer = demo.interrupt();
    assertThat(answer.exitCode()).as("%s", answer.json()).isZero();
    assertThat(answer.json().path("worldHash").asText()).hasSize(16);
    assertThat(shell.demo(demo.process().pid()).nodes()).hasSize(1);
    assertThat(shell.demo(demo.process().pid()).running()).isEmpty();
  }

  @Test
  void aGameWithoutPlayersHasADemoWithoutBots() throws IOException {
    Answer demo =
        shell.zonescaler(
            "demo", "--nodes", "1", "--seconds", "3", "--game", Wanderers.class.getName());
    assertThat(demo.exitCode()).as("%s", demo.json()).isZero();
    assertThat(demo.json().path("entities").asLong()).isPositive();
    assertThat(demo.json().path("connected").asInt()).isZero();
    assertThat(demo.json().path("commandsSent").asLong()).isZero();
  }
}
