package io.zonescaler.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.zonescaler.cluster.GatewayReport;
import io.zonescaler.server.fixture.TestClient;
import io.zonescaler.v1.proto.ClientMessage;
import io.zonescaler.v1.proto.Ping;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What players experience at a gateway is what its node reports. */
class GatewayReportTest extends GatewayTestBase {
  private static final int MESSAGES_PER_SECOND = 30;

  @Override
  GatewaySettings settings() {
    return GatewaySettings.defaults()
        .with(GatewayLimit.CLIENTS, 2)
        .with(GatewayLimit.MESSAGES_PER_SECOND, MESSAGES_PER_SECOND);
  }

  private GatewayReport report() {
    return world.view().reports().stream()
        .findFirst()
        .map(report -> report.gateway())
        .orElse(GatewayReport.NONE);
  }

  @Test
  void tellsOfUpdatesAndCommandsAndHowLongTheyTake() {
    List<TestClient> clients = List.of(playing("anna"), playing("bert"));
    int rate = rafts.settings().tickRate();
    await("commands of two clients")
        .until(
            () -> {
              clients.forEach(client -> awaitAck(client, client.command(0)));
              return report().commandsPerSecond() > 1;
            });
    long refused = clients.get(0).command(99);
    awaitAck(clients.get(0), refused);
    await("the refusal").until(() -> report().refused() == 1);
    await("updates at the rate of the world")
        .until(() -> report().updatesPerSecond() > rate && report().updatesPerSecond() < 4 * rate);

    GatewayReport told = report();
    assertThat(told.clients()).isEqualTo(2);
    assertThat(told.bytesPerSecond()).isGreaterThan(told.updatesPerSecond());
    assertThat(told.limits()).isEmpty();
    long tickMicros = 1_000_000 / rate;
    assertThat(told.gap().p50Micros()).isBetween(tickMicros / 2, 4 * tickMicros);
    assertThat(told.gap().p99Micros()).isBetween(told.gap().p50Micros(), told.gap().maxMicros());
    assertThat(told.ack().p50Micros()).isBetween(1L, 10_000_000L);
    assertThat(told.ack().p99Micros()).isBetween(told.ack().p50Micros(), told.ack().maxMicros());

    clients.forEach(TestClient::leave);
    await("nobody is there")
        .until(() -> report().clients() == 0 && report().updatesPerSecond() == 0);
    assertThat(report().commandsPerSecond()).isZero();
    assertThat(report().refused()).isEqualTo(1);
    endpoint.close();
    await("a node without a gateway").until(() -> report().equals(GatewayReport.NONE));
  }

  @Test
  void aGapThatPlayersSeeIsInTheReport() {
    TestClient client = playing("anna");
    world.late = state -> true;
    long two = world.view().audit().tick() + 2L * rafts.settings().tickRate();
    await("two seconds that nobody sees").until(() -> world.view().audit().tick() > two);
    long seen = client.newestTick();
    world.deliverLate();
    await("it goes on").until(() -> client.newestTick() > seen);
    await("the gap").until(() -> report().gap().maxMicros() > 1_500_000);
    assertThat(report().gap().p50Micros()).isLessThan(1_000_000);
  }

  @Test
  void countsEachLimitThatIsReached() {
    playing("anna");
    TestClient flood = playing("bert");
    TestClient third = TestClient.connect(channel);
    await("no place").until(() -> third.status() != null);
    assertThat(third.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    for (int i = 0; i < 3 * MESSAGES_PER_SECOND; i++) {
      flood.send(ClientMessage.newBuilder().setPing(Ping.newBuilder().setToken(i)).build());
    }
    await("too many messages").until(() -> flood.status() != null);
    await("both limits")
        .untilAsserted(
            () ->
                assertThat(report().limits())
                    .isEqualTo(
                        Map.of("gateway.maxClients", 1L, "gateway.maxMessagesPerSecond", 1L)));
  }
}
