package io.zonescaler.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.zonescaler.client.update.UpdateLayout;
import io.zonescaler.cluster.NodeMessage;
import io.zonescaler.server.GrpcEndpoint;
import io.zonescaler.server.fixture.TestClient;
import io.zonescaler.server.fixture.Truth;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.v1.proto.ClientMessage;
import io.zonescaler.v1.proto.Goodbye;
import io.zonescaler.v1.proto.Join;
import io.zonescaler.v1.proto.Ping;
import io.zonescaler.v1.proto.Update;
import io.zonescaler.v1.proto.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Clients that lose their streams, or their gateway, and go on where they were. */
class ResumeTest extends GatewayTestBase {
  private static final int PATIENCE_MILLIS = 4000;

  @Override
  GatewaySettings settings() {
    return GatewaySettings.defaults().with(GatewayLimit.RESUME, PATIENCE_MILLIS);
  }

  private final Set<String> taken = new HashSet<>();

  private TestClient resumed(TestClient before) {
    return answered(TestClient.resume(channel, before));
  }

  private TestClient joined(Join.Builder join) {
    TestClient client = TestClient.connect(channel);
    client.send(ClientMessage.newBuilder().setJoin(join).build());
    return answered(client);
  }

  private static TestClient answered(TestClient client) {
    await("an answer").until(() -> client.welcome() != null || client.status() != null);
    return client;
  }

  private static void sees(TestClient client, long entity) {
    await("sight of it").until(() -> client.position(entity) != null);
  }

  private static void seesNoMore(TestClient client, long entity) {
    await("it goes").until(() -> client.position(entity) == null);
  }

  /** A player within sight of another one. */
  private TestClient playingNear(TestClient other) {
    long self = other.welcome().getAvatarId();
    sees(other, self);
    int[] place = other.position(self);
    double most = rafts.settings().interestRadius() / rafts.space().quantum();
    String name = nameAtHome(at -> Math.hypot(at[0] - place[0], at[1] - place[1]) < most, taken);
    taken.add(name);
    return playing(name);
  }

  @Test
  void theSessionGoesOnAndOnlyWhatIsDifferentIsTold() {
    Truth truth = new Truth(rafts);
    world.listen(truth);
    TestClient watcher = playing("watcher", 4 * rafts.settings().interestRadius());
    long itself = watcher.welcome().getAvatarId();
    await("buoys").until(() -> watcher.inView().size() > 10);
    watcher.vanish();
    await("the place is free").until(() -> endpoint.gateway().clients() == 0);
    TestClient back = resumed(watcher);
    assertThat(back.welcome().getResumed()).isTrue();
    assertThat(back.welcome().getAvatarId()).isEqualTo(itself);
    await("updates").until(() -> back.updates().size() > 5);
    Update first = back.updates().get(0);
    assertThat(first.getData().byteAt(0)).as("nothing is forgotten").isZero();
    assertThat(first.getTick()).isGreaterThan(watcher.newestTick());
    assertThat(back.hasEntered(itself)).isFalse();
    assertThat(watcher.inView().keySet()).noneMatch(back::hasEntered);
    synchronized (back) {
      int radius = (int) Math.round(back.welcome().getViewRadius() / rafts.space().quantum());
      assertThat(back.inView()).isEqualTo(truth.around(itself, back.newestTick(), radius));
    }
  }

  @Test
  void othersSeeTheAvatarUntilItsTimeIsOver() {
    TestClient anna = playing("anna");
    TestClient watcher = playingNear(anna);
    long avatar = anna.welcome().getAvatarId();
    sees(watcher, avatar);
    anna.vanish();
    await("the place is free").until(() -> endpoint.gateway().clients() == 1);
    TestClient back = resumed(anna);
    assertThat(back.welcome().getResumed()).isTrue();
    assertThat(watcher.hasLeft(avatar)).isFalse();
    back.vanish();
    seesNoMore(watcher, avatar);
    TestClient late = resumed(back);
    assertThat(late.goodbye().getReason()).isEqualTo(Goodbye.Reason.SESSION_ENDED);
    assertThat(late.status().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    TestClient anew =
        joined(Join.newBuilder().setName("anna").setResumeToken(back.welcome().getResumeToken()));
    assertThat(anew.welcome().getResumed()).isFalse();
    assertThat(anew.welcome().getAvatarId()).isEqualTo(avatar);
  }

  private static boolean hasCommandsOnly(NodeMessage.Inputs inputs) {
    return inputs.inputs().stream().allMatch(input -> input.type() == PlayerInput.Type.COMMAND);
  }

  @Test
  void commandsThatWereUnderWayAreConsumedOnce() {
    Random random = new Random(5);
    TestClient now = playing("anna");
    int underWay = 0;
    for (int round = 1; round <= 5; round++) {
      world.lost = m -> m instanceof NodeMessage.Inputs;
      long first = now.welcome().getLastCommand() + 1;
      for (long n = first; n < first + 10; n++) {
        now.send(TestClient.command(n, new byte[] {0}));
      }
      now.send(ClientMessage.newBuilder().setPing(Ping.newBuilder().setToken(round)).build());
      TestClient before = now;
      long token = round;
      await("the gateway has them all").until(() -> before.hasPong(token));
      // However long it takes, they are still open when the session goes on.
      world.lost = m -> m instanceof NodeMessage.Inputs inputs && hasCommandsOnly(inputs);
      now.vanish();
      now = resumed(now);
      world.lost = m -> m instanceof NodeMessage.Inputs && random.nextInt(3) > 0;
      assertThat(now.welcome().getResumed()).isTrue();
      underWay += now.welcome().getLastCommand() < first + 9 ? 1 : 0;
    }
    assertThat(underWay).as("resumed while commands were open").isPositive();
    TestClient last = now;
    for (long n = last.welcome().getLastCommand() + 1; n <= 60; n++) {
      last.send(TestClient.command(n, new byte[] {0}));
    }
    long avatar = last.welcome().getAvatarId();
    awaitAck(last, 60);
    await("the counter in the world")
        .until(() -> Long.valueOf(60).equals(last.value(avatar, "commands")));
  }

  @Test
  void theSecondOfTwoStreamsOfASessionStays() {
    TestClient first = playing("anna");
    TestClient second = resumed(first);
    assertThat(second.welcome().getResumed()).isTrue();
    await("the first ends").until(() -> first.status() != null);
    assertThat(first.goodbye().getReason()).isEqualTo(Goodbye.Reason.RESUMED);
    awaitAck(second, second.command(0));
    assertThat(second.status()).isNull();
  }

  @Test
  void manyStreamsOfASessionAtOnceLeaveOne() {
    TestClient anna = playing("anna");
    List<TestClient> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(TestClient.resume(channel, anna));
    }
    await("one stays").until(() -> all.stream().filter(c -> c.status() != null).count() == 5);
    TestClient left = all.stream().filter(c -> c.status() == null).findFirst().orElseThrow();
    await("its welcome").until(() -> left.welcome() != null);
    awaitAck(left, left.command(0));
    assertThat(all.stream().filter(c -> c != left).map(c -> c.goodbye().getReason()))
        .containsOnly(Goodbye.Reason.RESUMED);
  }

  @Test
  void aTokenIsGoodUntilAnotherSessionBegins() {
    TestClient anna = playing("anna");
    anna.vanish();
    TestClient second = resumed(anna);
    second.vanish();
    // The answer to the resumption before may have been lost: the first token is as good.
    TestClient third = resumed(anna);
    assertThat(third.welcome().getResumed()).isTrue();
    assertThat(third.welcome().getEpoch()).isGreaterThan(second.welcome().getEpoch());
    TestClient thief = playing("anna");
    await("the end").until(() -> third.status() != null);
    assertThat(third.goodbye().getReason()).isEqualTo(Goodbye.Reason.TAKEN_OVER);
    TestClient late = resumed(third);
    assertThat(late.goodbye().getReason()).isEqualTo(Goodbye.Reason.SESSION_ENDED);
    assertThat(thief.status()).isNull();
  }

  @Test
  void aForgedTokenOpensNothing() {
    TestClient anna = playing("anna");
    byte[] token = anna.welcome().getResumeToken().toByteArray();
    Random random = new Random(3);
    for (int i = 0; i < 30; i++) {
      byte[] forged = token.clone();
      forged[random.nextInt(forged.length)] ^= (byte) (1 << random.nextInt(8));
      int length = i % 4 == 0 ? random.nextInt(forged.length) : forged.length;
      if (length == 0) {
        continue;
      }
      TestClient thief =
          joined(Join.newBuilder().setResumeToken(ByteString.copyFrom(forged, 0, length)));
      assertThat(thief.goodbye().getReason()).isEqualTo(Goodbye.Reason.SESSION_ENDED);
    }
    TestClient ben =
        joined(Join.newBuilder().setName("ben").setResumeToken(ByteString.copyFrom(token)));
    assertThat(ben.welcome().getResumed()).isFalse();
    assertThat(ben.welcome().getAvatarId()).isNotEqualTo(anna.welcome().getAvatarId());
    assertThat(anna.status()).isNull();
  }

  @Test
  void aViewThatIsNotPossibleIsRefused() {
    TestClient anna = playing("anna");
    TestClient other = TestClient.connect(channel);
    View good = other.remember(anna);
    byte[] data = good.getData().toByteArray();
    Random random = new Random(3);
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      byte[] damaged = data.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      ByteString bytes =
          ByteString.copyFrom(
              damaged, 0, i % 2 == 0 ? damaged.length : random.nextInt(data.length));
      TestClient hostile =
          joined(
              Join.newBuilder()
                  .setName("mallory")
                  .setView(
                      View.newBuilder().setEncoding(2).setTick(random.nextLong()).setData(bytes)));
      if (hostile.welcome() == null) {
        assertThat(hostile.goodbye().getReason()).isEqualTo(Goodbye.Reason.REFUSED);
        assertThat(hostile.goodbye().getText()).startsWith("Join.view is not possible: ");
        refused++;
      }
      hostile.vanish();
    }
    assertThat(refused).isGreaterThan(20);
    awaitAck(anna, anna.command(0));
    TestClient foreign =
        joined(
            Join.newBuilder()
                .setName("carl")
                .setView(
                    View.newBuilder()
                        .setEncoding(UpdateLayout.ENCODING + 1)
                        .setData(good.getData())));
    await("updates").until(() -> !foreign.updates().isEmpty());
    assertThat(foreign.updates().get(0).getData().byteAt(0)).as("begins anew").isEqualTo((byte) 1);
  }

  @Test
  void sessionsGoOnAtAnotherGatewayAndThoseLeftBehindAreParked() {
    TestClient anna = playing("anna");
    TestClient ben = playingNear(anna);
    channel.shutdownNow();
    endpoint.close();
    world.incarnation++;
    endpoint = new GrpcEndpoint(world, "127.0.0.1", 0, credentials(), settings(), tokens());
    endpoint.start();
    channel = NettyChannelBuilder.forTarget(endpoint.address()).usePlaintext().build();
    world.steer(NodeMessage.Steering.PAUSE, 0);
    await("a pause that is longer than the patience")
        .pollDelay(Duration.ofMillis(PATIENCE_MILLIS + 2000))
        .until(() -> true);
    world.steer(NodeMessage.Steering.RESUME, 0);
    TestClient back = resumed(anna);
    assertThat(back.welcome().getResumed()).isTrue();
    TestClient watcher = playingNear(back);
    sees(watcher, ben.welcome().getAvatarId());
    sees(watcher, anna.welcome().getAvatarId());
    seesNoMore(watcher, ben.welcome().getAvatarId());
    assertThat(watcher.hasLeft(anna.welcome().getAvatarId())).isFalse();
    awaitAck(back, back.command(0));
  }
}
