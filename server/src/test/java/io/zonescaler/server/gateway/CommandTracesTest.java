package io.zonescaler.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonescaler.client.CommandTrace;
import io.zonescaler.client.CommandTracer;
import io.zonescaler.client.GameClient;
import io.zonescaler.client.PlayerListener;
import io.zonescaler.v1.proto.Welcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What a gateway and a client say of a command's way, so that it can be traced. */
class CommandTracesTest extends GatewayTestBase {
  private static final Duration SOON = Duration.ofSeconds(10);

  private record Root(String trace, long number, long sent, long acknowledged) {}

  private final List<CommandTimes> told = new CopyOnWriteArrayList<>();
  private final List<Root> roots = new CopyOnWriteArrayList<>();
  private final CommandTracer tracer =
      (trace, number, sent, acknowledged, refusal) ->
          roots.add(new Root(trace.traceId(), number, sent, acknowledged));

  private void trace(int oneIn) {
    endpoint
        .gateway()
        .trace(
            new CommandTraces() {
              @Override
              public int oneIn() {
                return oneIn;
              }

              @Override
              public void acknowledged(CommandTimes times) {
                told.add(times);
              }
            });
  }

  @Test
  void aCommandsWayIsToldInTheOrderInWhichItWent() throws TimeoutException, InterruptedException {
    trace(1);
    try (GameClient anna = GameClient.at(endpoint.address()).player("anna").tracer(tracer).join()) {
      Welcome welcome = anna.awaitWelcome(SOON);
      assertThat(welcome.getTracesOneIn()).isEqualTo(1);
      long number = anna.command(new byte[] {1, 20, 0});
      await("both have told").until(() -> told.size() == 1 && roots.size() == 1);

      CommandTimes gateway = told.get(0);
      Root client = roots.get(0);
      assertThat(gateway.player()).isEqualTo(welcome.getPlayerId());
      assertThat(gateway.number()).isEqualTo(number).isEqualTo(client.number());
      assertThat(gateway.hasRoot()).isTrue();
      assertThat(gateway.tick()).isPositive();
      assertThat(client.trace())
          .isEqualTo(CommandTrace.of(rafts.checksum(), welcome.getPlayerId(), number).traceId());
      assertThat(
              List.of(
                  client.sent(),
                  gateway.receivedMillis(),
                  gateway.submittedMillis(),
                  gateway.knownMillis(),
                  gateway.acknowledgedMillis(),
                  client.acknowledged()))
          .isSorted();
    }
  }

  @Test
  void aClientWithoutATracerLeavesTheRootToTheGateway()
      throws TimeoutException, InterruptedException {
    trace(1);
    try (GameClient anna = GameClient.at(endpoint.address()).player("anna").join()) {
      anna.awaitWelcome(SOON);
      anna.command(new byte[] {1, 20, 0});
      await("the gateway has told").until(() -> told.size() == 1);
      assertThat(told.get(0).hasRoot()).isFalse();
    }
  }

  @Test
  void aClientTracesNothingWhereTheNodeDoesNot() throws TimeoutException, InterruptedException {
    List<Long> acknowledged = new CopyOnWriteArrayList<>();
    PlayerListener listener =
        new PlayerListener() {
          @Override
          public void acknowledged(long number, long sentNanos, long tick, String refusal) {
            acknowledged.add(number);
          }
        };
    try (GameClient anna =
        GameClient.at(endpoint.address()).player("anna").tracer(tracer).listener(listener).join()) {
      assertThat(anna.awaitWelcome(SOON).getTracesOneIn()).isZero();
      anna.command(new byte[] {1, 20, 0});
      anna.command(new byte[] {1, 20, 0});
      // A root span is made before the next command is acknowledged.
      await("acknowledgements").until(() -> acknowledged.size() == 2);
      assertThat(roots).isEmpty();
    }
  }
}
