package io.zonescaler.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonescaler.server.fixture.TestClient;
import io.zonescaler.v1.proto.ClientMessage;
import io.zonescaler.v1.proto.Join;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody takes all places, or tries tokens for ever. */
class AddressLimitsTest extends GatewayTestBase {
  private static final String SECRET = "a secret of more than thirty-two bytes";
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Override
  GatewaySettings settings() {
    return GatewaySettings.defaults()
        .with(GatewayLimit.CLIENTS_PER_ADDRESS, 3)
        .with(GatewayLimit.FAILED_JOINS, 4);
  }

  @Override
  PlayerTokens tokens() {
    return PlayerTokens.of(SECRET, "", "");
  }

  @BeforeEach
  void count() {
    Metrics.addRegistry(meters);
  }

  @AfterEach
  void stopCounting() {
    Metrics.removeRegistry(meters);
  }

  private TestClient join(String token) {
    TestClient client = TestClient.connect(channel);
    client.send(ClientMessage.newBuilder().setJoin(Join.newBuilder().setToken(token)).build());
    await("an answer").until(() -> client.welcome() != null || client.status() != null);
    return client;
  }

  private TestClient joinAs(String player) {
    return join(PlayerTokens.issue(SECRET, player, "", "", Duration.ofHours(1), List.of()));
  }

  private double ended(String reason, String limit) {
    Counter counter =
        meters.find("zonescaler.gateway.ended").tag("reason", reason).tag("limit", limit).counter();
    return counter == null ? 0 : counter.count();
  }

  @Test
  void anAddressHasSoManyPlacesAndGetsThemBack() {
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      clients.add(joinAs("p" + i));
      assertThat(clients.get(i).welcome()).isNotNull();
    }
    for (int i = 0; i < 2; i++) {
      TestClient more = TestClient.connect(channel);
      await("the refusal").until(() -> more.status() != null);
      assertThat(more.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(more.goodbye().getText()).contains("3 clients from your address");
    }
    assertThat(ended("refused", "gateway.maxClientsPerAddress")).isEqualTo(2);
    clients.get(0).vanish();
    await("a place").until(() -> joinAs("p4").welcome() != null);
    assertThat(meters.get("zonescaler.gateway.updates").counter().count()).isPositive();
  }

  @Test
  void whoFailsTooOftenIsNotLetInForAWhile() {
    for (int i = 0; i < 4; i++) {
      assertThat(join("nonsense").status().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }
    TestClient good = joinAs("anna");
    assertThat(good.welcome()).isNull();
    assertThat(good.goodbye().getText()).contains("try again later");
    assertThat(ended("unauthenticated", "")).isEqualTo(4);
    assertThat(ended("refused", "gateway.maxFailedJoinsPerMinute")).isEqualTo(1);
  }
}
