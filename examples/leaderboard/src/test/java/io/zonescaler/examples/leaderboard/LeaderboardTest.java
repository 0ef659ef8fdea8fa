package io.zonescaler.examples.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.InsecureServerCredentials;
import io.zonescaler.client.GameClient;
import io.zonescaler.client.WorldObserver.Position;
import io.zonescaler.cluster.NodeListener;
import io.zonescaler.demo.DemoGame;
import io.zonescaler.game.World;
import io.zonescaler.server.GrpcEndpoint;
import io.zonescaler.server.gateway.GatewayLimit;
import io.zonescaler.server.gateway.GatewaySettings;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.ZoneState;
import io.zonescaler.verify.InMemoryCluster;
import io.zonescaler.zone.ZoneMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However often the leaderboard's process is killed, its scores are those of the world. */
class LeaderboardTest {
  private static final int PLAYERS = 8;
  private static final int KILLS = 4;
  private static final int MOST = 1000;

  @TempDir Path directory;

  private record Happened(long tick, EmittedEvent event) {}

  @Test
  void scoresAreRightAfterCrashes() throws Exception {
    World world = World.of(new DemoGame(), DemoGame.worldFor(300));
    ConcurrentLinkedQueue<Happened> all = new ConcurrentLinkedQueue<>();
    try (InMemoryCluster cluster =
        new InMemoryCluster(world, ZoneMap.uniform(world.space(), 4, 256), 1)) {
      cluster.listen(
          new NodeListener() {
            @Override
            public void released(ZoneState state, byte[] frame, boolean own) {
              state.events().forEach(event -> all.add(new Happened(state.tick(), event)));
            }
          });
      cluster.start();
      GatewaySettings settings = GatewaySettings.defaults().with(GatewayLimit.HISTORY_SECONDS, 120);
      try (GrpcEndpoint endpoint =
          new GrpcEndpoint(
              cluster, "127.0.0.1", 0, InsecureServerCredentials.create(), settings, null)) {
        endpoint.start();
        play(endpoint.address());
      }
    }
    try (Scores scores = new Scores(url())) {
      Position position = scores.position();
      List<Scores.Line> truth = truth(world, all, position.tick());
      assertThat(truth.stream().mapToLong(Scores.Line::shots).sum()).isGreaterThan(50);
      assertThat(scores.best(MOST)).containsExactlyInAnyOrderElementsOf(truth);
    }
  }

  private String url() {
    return "jdbc:h2:file:" + directory.resolve("scores").toAbsolutePath();
  }

  private void play(String address) throws Exception {
    Process first = observe(address);
    await("its beginning")
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.readString(directory.resolve("log")).contains("begins after tick"));
    List<GameClient> clients = new ArrayList<>();
    for (int i = 0; i < PLAYERS; i++) {
      clients.add(GameClient.at(address).player("player-" + i).join());
    }
    for (GameClient client : clients) {
      client.awaitWelcome(Duration.ofSeconds(30));
    }
    DemoGame game = new DemoGame();
    long number = 1;
    long last = -1;
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = kill == 0 ? first : observe(address);
      for (int i = 0; i < 40; i++, number++) {
        for (int player = 0; player < PLAYERS; player++) {
          clients.get(player).command(game.sampleCommand(player, number));
        }
        Thread.sleep(50);
      }
      process.destroyForcibly().waitFor();
      assertThat(Files.readString(directory.resolve("log")))
          .matches(kill == 0 ? "begins after tick \\d+\n" : "");
      try (Scores scores = new Scores(url())) {
        long tick = scores.position().tick();
        assertThat(tick).as("it gets on between kills").isGreaterThan(last);
        last = tick;
      }
    }
    clients.forEach(GameClient::close);
    // What happened before the last kill, and while it was not there, is read now.
    long then = last;
    Process process = observe(address);
    await("the rest").pollDelay(Duration.ofSeconds(3)).until(() -> process.isAlive());
    process.destroyForcibly().waitFor();
    try (Scores scores = new Scores(url())) {
      assertThat(scores.position().tick()).isGreaterThan(then + 20);
    }
  }

  private Process observe(String address) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Dslf4j.internal.verbosity=ERROR",
            "-cp",
            System.getProperty("java.class.path"),
            Leaderboard.class.getName(),
            "--db",
            directory.resolve("scores").toString(),
            "--every",
            "1000000",
            address)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile())
        .start();
  }

  private static List<Scores.Line> truth(World world, Iterable<Happened> all, long until) {
    Map<Long, long[]> sums = new TreeMap<>();
    for (Happened happened : all) {
      EmittedEvent event = happened.event();
      if (happened.tick() > until) {
        continue;
      }
      String kind = world.schema().events().get(event.kind()).name();
      if (kind.equals("launch") || kind.equals("shot") || kind.equals("trade")) {
        long[] sum = sums.computeIfAbsent(event.entity(), id -> new long[4]);
        switch (kind) {
          case "launch" -> sum[0]++;
          case "shot" -> {
            sum[1]++;
            sum[2] += event.d();
          }
          default -> sum[3] += event.d();
        }
      }
    }
    List<Scores.Line> lines = new ArrayList<>();
    sums.forEach((ship, sum) -> lines.add(new Scores.Line(ship, sum[0], sum[1], sum[2], sum[3])));
    return lines;
  }
}
