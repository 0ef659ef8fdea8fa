package io.zonescaler.server.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonescaler.demo.DemoGame;
import io.zonescaler.game.LogicUnavailable;
import io.zonescaler.game.World;
import io.zonescaler.server.fixture.Program;
import io.zonescaler.state.Totals;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.verify.LocalWorld;
import io.zonescaler.verify.ScriptedPlayers;
import io.zonescaler.world.WorldSettings;
import io.zonescaler.zone.ZoneMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo game's logic in JavaScript does what the one in Java does, bit by bit. */
class JavaScriptLogicTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "javascript-worker");
  private static final int PLAYERS = 30;
  private static final int TICKS = 250;

  @ParameterizedTest(name = "{0} dimensions, {1} zones, {2} workers")
  @CsvSource({"2, 1, 1", "2, 9, 2", "3, 8, 1"})
  void theWorldIsThatOfTheJavaGame(int dimensions, int zones, int count) throws Exception {
    assumeTrue(Program.has("node"), "Node is not installed");
    WorldSettings settings = dimensions == 2 ? DemoGame.worldFor(800) : DemoGame.deep(800);
    World asJava = World.of(new DemoGame(), settings);
    List<Totals> expected = run(asJava, asJava, 1);
    GameFile file = GameFile.read(EXAMPLE.resolve("sea/game.json"));
    World asScript = World.of(new WorkerGame(file, new Workers(file.game(), 1500)), settings);
    assertThat(asScript.checksum()).isEqualTo(asJava.checksum());
    try (WorkerPort port =
        WorkerPort.open(asScript, 0, null, EXAMPLE.resolve("run").toString(), count)) {
      assertThat(port.awaitWorker(Duration.ofSeconds(60))).isTrue();
      List<Totals> made = run(asScript, asJava, zones);
      for (int tick = 0; tick < expected.size(); tick++) {
        assertThat(made.get(tick).hash).as("tick " + tick).isEqualTo(expected.get(tick).hash);
        assertThat(made.get(tick).violations).isEqualTo(expected.get(tick).violations);
        assertThat(made.get(tick).failures).isZero();
      }
      // What has happened is worth comparing: shots, deaths, trade.
      Totals last = expected.get(TICKS);
      assertThat(expected.stream().mapToLong(totals -> totals.despawned).sum()).isPositive();
      assertThat(last.sources).isNotEmpty();
    }
  }

  @Test
  void aProcessThatHangsIsStartedAgain(@TempDir Path directory) throws Exception {
    assumeTrue(Program.has("node"), "Node is not installed");
    GameFile file = GameFile.read(EXAMPLE.resolve("sea/game.json"));
    World world =
        World.of(new WorkerGame(file, new Workers(file.game(), 500)), DemoGame.worldFor(50));
    String library = EXAMPLE.toAbsolutePath().normalize().resolve("lib/worker.js").toString();
    Path script =
        Files.writeString(
            directory.resolve("once.mjs"),
            """
            import { existsSync, writeFileSync } from 'node:fs';
            import { work } from '%s';
            const tick = (step) => {
              if (!existsSync('hung')) {
                writeFileSync('hung', '');
                for (;;);
              }
              while (step.next());
            };
            work(process.env.ZONESCALER_WORKER, { name: 'sea', version: '1', tick, populate(cell) {
              cell.spawn(this.minnow);
            }, begin(world) { this.minnow = world.kinds.minnow; } }, { token: process.env.ZONESCALER_TOKEN });
            """
                .formatted(library));
    String command = "cd " + directory + " && node " + script.getFileName();
    try (WorkerPort port = WorkerPort.open(world, 0, null, command, 1)) {
      assertThat(port.awaitWorker(Duration.ofSeconds(60))).isTrue();
      LocalWorld local = local(world, 1);
      local.populate();
      assertThatThrownBy(() -> local.tick(List.of(), List.of()))
          .isInstanceOf(LogicUnavailable.class);
      await("a new process")
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptionsInstanceOf(LogicUnavailable.class)
          .until(
              () -> {
                local(world, 1).populate();
                return true;
              });
      try (TestWorker stranger = TestWorker.connect(portOf(port), "sea", "1", "", done -> done)) {
        await("a refusal").until(() -> stranger.status != null);
        assertThat(stranger.status.getDescription()).contains("takes the workers that it starts");
      }
    }
  }

  private static int portOf(WorkerPort port) {
    return Integer.parseInt(port.address().split(":", 2)[1]);
  }

  private static LocalWorld local(World world, int zones) {
    return new LocalWorld(
        world,
        ZoneMap.uniform(world.space(), zones, 256),
        RangeRunner.single(),
        (zone, tick, kind, id, failure) -> {
          throw new AssertionError("failed on " + kind + " " + id, failure);
        });
  }

  private static List<Totals> run(World world, World players, int zones) {
    List<Totals> all = new ArrayList<>();
    LocalWorld local = local(world, zones);
    ScriptedPlayers script = new ScriptedPlayers(players, PLAYERS);
    local.populate();
    all.add(local.totals());
    for (int tick = 1; tick <= TICKS; tick++) {
      local.tick(script.inputs(tick), List.of());
      script.learn(local.states());
      all.add(local.totals());
    }
    return all;
  }

  @Test
  void theMathematicsAreThoseOfTheVectors() throws Exception {
    assumeTrue(Program.has("node"), "Node is not installed");
    assertThat(Program.run("node", EXAMPLE.resolve("check-math.js").toString()))
        .endsWith("all bits are the same\n");
  }

  @Test
  void theLibraryPassesItsOwnCheck() throws Exception {
    assumeTrue(Program.has("node"), "Node is not installed");
    assertThat(Program.run(EXAMPLE.resolve("run").toString(), "--help")).contains("usage: run");
    assertThat(Program.run("node", EXAMPLE.resolve("check.js").toString()))
        .endsWith("checks passed\n");
  }
}
