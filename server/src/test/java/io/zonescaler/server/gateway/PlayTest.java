package io.zonescaler.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.zonescaler.cluster.NodeMessage;
import io.zonescaler.server.fixture.TestClient;
import io.zonescaler.v1.proto.Goodbye;
import io.zonescaler.v1.proto.Update;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Players of a real one-node world, over real gRPC. */
class PlayTest extends GatewayTestBase {
  @Test
  void joinsCommandsAndIsAcknowledged() {
    TestClient anna = playing("anna");
    assertThat(anna.welcome().getLastCommand()).isZero();
    long first = anna.command(0);
    awaitAck(anna, first);
    assertThat(anna.ack(first).getRefusal()).isEmpty();
    assertThat(anna.ack(first).getOutcomeUnknown()).isFalse();
    await("the counter in the world")
        .until(() -> anna.value(anna.welcome().getAvatarId(), "commands") == 1);
    assertThat(anna.ack(first).getTick()).isLessThanOrEqualTo(anna.newestTick());
  }

  @Test
  void aRefusedCommandIsConsumedAndToldWhy() {
    TestClient anna = playing("anna");
    long refused = anna.command(2);
    awaitAck(anna, refused);
    assertThat(anna.ack(refused).getRefusal()).isEqualTo("a raft cannot do that");
    awaitAck(anna, anna.command(0));
  }

  @Test
  void updatesComeTickByTickWithoutAGap() {
    TestClient anna = playing("anna");
    await("some updates").until(() -> anna.updates().size() > 60);
    List<Update> updates = anna.updates();
    for (int i = 1; i < updates.size(); i++) {
      assertThat(updates.get(i).getTick()).isEqualTo(updates.get(i - 1).getTick() + 1);
      assertThat(updates.get(i).getSkippedTicks()).isZero();
    }
  }

  @Test
  void aSecondSessionOfAPlayerTakesOver() {
    TestClient first = playing("anna");
    awaitAck(first, first.command(0));
    TestClient second = playing("anna");
    assertThat(second.welcome().getAvatarId()).isEqualTo(first.welcome().getAvatarId());
    assertThat(second.welcome().getEpoch()).isGreaterThan(first.welcome().getEpoch());
    assertThat(second.welcome().getLastCommand()).isEqualTo(1);
    await("the first session ends").until(() -> first.status() != null);
    assertThat(first.goodbye().getReason()).isEqualTo(Goodbye.Reason.TAKEN_OVER);
    assertThat(first.status().getCode()).isEqualTo(Status.Code.ABORTED);
    awaitAck(second, second.command(0));
  }

  @Test
  void leavingParksTheAvatarAndComingBackResumesIt() {
    TestClient anna = playing("anna");
    TestClient watcher = playing("anna-watcher");
    awaitAck(anna, anna.command(1, 3, 4));
    awaitAck(anna, anna.command(0));
    anna.leave();
    await("the stream ends").until(() -> anna.status() != null);
    assertThat(anna.status().isOk()).isTrue();
    assertThat(anna.goodbye().getReason()).isEqualTo(Goodbye.Reason.LEFT);
    TestClient back = playing("anna");
    long avatar = back.welcome().getAvatarId();
    assertThat(back.welcome().getLastCommand()).isEqualTo(2);
    assertThat(back.value(avatar, "commands")).isEqualTo(2);
    assertThat(back.value(avatar, "vx")).isEqualTo(3);
    assertThat(watcher.status()).isNull();
  }

  @Test
  void aLostConnectionParksTheAvatarAndReconnectingResumesIt() {
    TestClient anna = playing("anna");
    awaitAck(anna, anna.command(0));
    anna.vanish();
    await("the avatar is parked").until(() -> endpoint.gateway().clients() == 0);
    TestClient back = playing("anna");
    assertThat(back.welcome().getLastCommand()).isEqualTo(1);
    awaitAck(back, back.command(0));
    await("the counter in the world")
        .until(() -> back.value(back.welcome().getAvatarId(), "commands") == 2);
  }

  @Test
  void everyCommandIsConsumedOnceThoughMostInputsGetLost() {
    Random random = new Random(7);
    TestClient anna = playing("anna");
    world.lost = m -> m instanceof NodeMessage.Inputs && random.nextInt(3) > 0;
    long last = 0;
    for (int i = 0; i < 50; i++) {
      last = anna.command(i % 5 == 0 ? 2 : 0);
    }
    long lastNumber = last;
    await("all acks").atMost(Duration.ofSeconds(20)).until(() -> anna.ack(lastNumber) != null);
    assertThat(anna.acks()).isEqualTo(50);
    assertThat(anna.doubledAcks()).isZero();
    await("the counter in the world")
        .until(() -> anna.value(anna.welcome().getAvatarId(), "commands") == 50);
  }
}
