package io.zonescaler.server.bots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zonescaler.cluster.NodeMessage;
import io.zonescaler.game.World;
import io.zonescaler.server.GrpcEndpoint;
import io.zonescaler.server.fixture.Endpoints;
import io.zonescaler.server.fixture.RaftGame;
import io.zonescaler.server.fixture.SingleNodeWorld;
import io.zonescaler.zone.ZoneMap;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BotFleetTest {
  private SingleNodeWorld world;
  private GrpcEndpoint first;
  private GrpcEndpoint second;

  @BeforeEach
  void start() {
    World rafts = World.of(new RaftGame());
    world = new SingleNodeWorld(rafts, ZoneMap.uniform(rafts.space(), 8, 32));
    first = Endpoints.open(world);
    second = Endpoints.open(world);
    first.start();
    second.start();
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
    world.close();
  }

  private static byte[] steer(Random random) {
    return new byte[] {1, (byte) (random.nextInt(181) - 90), (byte) (random.nextInt(181) - 90)};
  }

  private BotSettings settings(int count, int millis) {
    return BotSettings.of(
        List.of(first.address(), second.address()),
        count,
        Duration.ofMillis(millis),
        BotFleetTest::steer);
  }

  @Test
  void countsThatNothingIsLostOrDoubled() {
    try (BotFleet fleet = new BotFleet(settings(20, 4000))) {
      BotReport report = fleet.run();
      assertThat(report.connected()).isEqualTo(20);
      assertThat(report.commandsSent()).isGreaterThan(200);
      assertThat(report.commandsAcked()).isEqualTo(report.commandsSent());
      assertThat(report.commandsLost()).isZero();
      assertThat(report.commandsDoubled()).isZero();
      assertThat(report.reconnects()).as(report.firstTrouble()).isZero();
      assertThat(report.updates()).isGreaterThan(20 * 100);
      assertThat(report.changedEntities()).isGreaterThan(1000);
      assertThat(report.ackMillis().max()).isGreaterThan(0);
      assertThat(report.gapMillis().max()).isGreaterThan(10);
    }
  }

  @Test
  void losesNothingThoughInputsGetLostAndAGatewayStops() {
    Random random = new Random(5);
    world.lost = m -> m instanceof NodeMessage.Inputs && random.nextInt(4) == 0;
    try (BotFleet fleet = new BotFleet(settings(10, 6000))) {
      CompletableFuture<BotReport> run = CompletableFuture.supplyAsync(fleet::run);
      await("commands").until(() -> fleet.progress().commandsAcked() > 50);
      second.close();
      BotReport report = run.join();
      assertThat(report.reconnects()).isGreaterThanOrEqualTo(5);
      assertThat(report.commandsAcked()).isEqualTo(report.commandsSent());
      assertThat(report.commandsLost()).isZero();
      assertThat(report.commandsDoubled()).isZero();
    }
  }

  @Test
  void comesBackAsTheSamePlayers() {
    for (int i = 0; i < 2; i++) {
      try (BotFleet fleet = new BotFleet(settings(5, 1000))) {
        BotReport report = fleet.run();
        assertThat(report.commandsLost() + report.commandsDoubled() + report.commandsOpen())
            .isZero();
        assertThat(report.connected()).isEqualTo(5);
      }
    }
  }

  @Test
  void saysSoWhenNobodyIsThere() {
    BotSettings nobody =
        BotSettings.of(List.of("127.0.0.1:1"), 1, Duration.ofSeconds(1), BotFleetTest::steer);
    try (BotFleet fleet = new BotFleet(nobody)) {
      assertThatThrownBy(fleet::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no node at [127.0.0.1:1] answers");
    }
  }
}
