package io.zonescaler.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonescaler.game.Failure;
import io.zonescaler.server.fixture.TestClient;
import io.zonescaler.v1.proto.Goodbye;
import io.zonescaler.v1.proto.Update;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Players on a long way: some 60 units, at 40 a second, through up to four zones. */
class TeleportTest extends GatewayTestBase {
  private static final int THERE = 70 * 64;

  @Override
  GatewaySettings settings() {
    return GatewaySettings.defaults().with(GatewayLimit.RESUME, 200);
  }

  private TestClient player;
  private long avatar;

  /** A player near the world's lower corner, who is on the way to (70, 70). */
  private TestClient away() {
    player = playing(name());
    avatar = player.welcome().getAvatarId();
    awaitAck(player, player.command(4, 70, 70));
    await("it is gone").until(() -> player.position(avatar) == null);
    return player;
  }

  private void awaitArrival(TestClient client) {
    await("it is there").until(() -> client.position(avatar) != null);
    assertThat(client.position(avatar)[0]).isEqualTo(THERE);
    assertThat(client.position(avatar)[1]).isEqualTo(THERE);
  }

  @Test
  void showsTheWorldOnTheWayWithoutAGapAndRefusesCommands() {
    TestClient anna = away();
    long onTheWay = anna.command(0);
    awaitAck(anna, onTheWay);
    assertThat(anna.ack(onTheWay).getRefusal()).isEqualTo(Failure.CARRIED);
    assertThat(anna.position(avatar)).isNull();
    await("some of the world on the way")
        .until(() -> anna.inView().keySet().stream().anyMatch(id -> isInTheMiddle(anna, id)));
    assertThat(anna.updates().get(anna.updates().size() - 1).getEyeList()).hasSize(2);
    awaitArrival(anna);
    long there = anna.command(0);
    awaitAck(anna, there);
    assertThat(anna.ack(there).getRefusal()).isEmpty();
    await("commands that it obeyed").until(() -> anna.value(avatar, "commands") == 2);
    List<Update> updates = anna.updates();
    List<Update> onTheWayThere = updates.stream().filter(u -> u.getEyeCount() > 0).toList();
    assertThat(onTheWayThere).hasSizeGreaterThan(30);
    for (int i = 1; i < onTheWayThere.size(); i++) {
      for (int axis = 0; axis < 2; axis++) {
        int step = onTheWayThere.get(i).getEye(axis) - onTheWayThere.get(i - 1).getEye(axis);
        assertThat(step).as("quanta on axis %s", axis).isBetween(1, 64);
      }
    }
    assertThat(updates.get(updates.size() - 1).getEyeList()).isEmpty();
    for (int i = 1; i < updates.size(); i++) {
      assertThat(updates.get(i).getTick()).isEqualTo(updates.get(i - 1).getTick() + 1);
    }
    assertThat(anna.hasLeft(avatar)).isTrue();
  }

  private static boolean isInTheMiddle(TestClient client, long entity) {
    int[] at = client.position(entity);
    return at != null && at[0] > 35 * 64 && at[0] < 50 * 64;
  }

  @Test
  void whoLeavesIsGoneAtOnceAndMayComeBackBeforeTheArrival() {
    TestClient anna = away();
    anna.leave();
    await("the stream ends").until(() -> anna.status() != null);
    assertThat(anna.goodbye().getReason()).isEqualTo(Goodbye.Reason.LEFT);
    TestClient back = joined("carried");
    awaitArrival(back);
    awaitAck(back, back.command(0));
    assertThat(back.value(avatar, "commands")).isBetween(1L, 2L);
  }

  @Test
  void whoIsLostIsParkedOnArrivalWhenNobodyComesBack() {
    TestClient anna = away();
    anna.vanish();
    await("nobody waits for it").until(() -> endpoint.gateway().clients() == 0);
    awaitKind("raft.parked");
    assertThat(world.placeOf(avatar)).containsExactly(70, 70);
    TestClient back = joined("parked");
    awaitArrival(back);
  }

  @Test
  void aLostConnectionIsResumedOnTheWay() {
    TestClient anna = away();
    anna.vanish();
    TestClient back = TestClient.resume(channel, anna);
    await("a welcome").until(() -> back.welcome() != null);
    assertThat(back.welcome().getResumed()).isTrue();
    awaitKind("raft.carried");
    awaitArrival(back);
    awaitAck(back, back.command(0));
  }

  /** The same player, once more, in a new session. */
  private TestClient joined(String state) {
    awaitKind("raft." + state);
    TestClient back = TestClient.join(channel, name());
    await("a welcome").until(() -> back.welcome() != null || back.status() != null);
    assertThat(back.status()).as("%s", back.goodbye()).isNull();
    assertThat(back.welcome().getAvatarId()).isEqualTo(avatar);
    return back;
  }

  /** It may be seen nowhere for a moment, when it is between two zones. */
  private void awaitKind(String kind) {
    await(kind).until(() -> kind.equals(world.kindOf(avatar)));
  }

  private String name() {
    return nameAtHome(at -> at[0] < 20 * 64 && at[1] < 20 * 64);
  }
}
