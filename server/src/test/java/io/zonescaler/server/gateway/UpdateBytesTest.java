package io.zonescaler.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonescaler.server.fixture.TestClient;
import io.zonescaler.v1.proto.ClientMessage;
import io.zonescaler.v1.proto.Join;
import io.zonescaler.v1.proto.Update;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client whose view changes by some ten times of the bytes that it may get. */
class UpdateBytesTest extends GatewayTestBase {
  private static final int BYTES_PER_SECOND = 8192;
  private static final int SECONDS = 5;

  @Override
  GatewaySettings settings() {
    return GatewaySettings.defaults().with(GatewayLimit.UPDATE_BYTES_PER_SECOND, BYTES_PER_SECOND);
  }

  @Test
  void getsWhatFitsTheNearestFirstAndEverythingInTheEnd() {
    TestClient client = TestClient.connect(channel);
    int middle = rafts.space().bounds().maxX() / 2;
    String name =
        nameAtHome(
            at -> Math.abs(at[0] - middle) < middle / 4 && Math.abs(at[1] - middle) < middle / 4);
    client.send(
        ClientMessage.newBuilder()
            .setJoin(Join.newBuilder().setName(name).setViewRadius(40))
            .build());
    await("all of it").until(() -> client.inView().size() > 100);
    int before = client.updates().size();
    long from = client.newestTick();
    int changedBefore = client.changed();
    for (int i = 1; i <= SECONDS; i++) {
      long number = client.command(i % 2, 0, 0);
      awaitAck(client, number);
      int commands = i;
      await("its own raft, which is nearest, is told at once")
          .atMost(Duration.ofMillis(500))
          .until(() -> client.value(client.welcome().getAvatarId(), "commands") == commands);
      long until = from + (long) i * rafts.settings().tickRate();
      await("a second").until(() -> client.newestTick() >= until);
    }
    List<Update> updates = client.updates().subList(before, client.updates().size());
    assertThat(updates).as("one per tick").hasSizeGreaterThan(SECONDS * 40 * 9 / 10);
    int bytes = updates.stream().mapToInt(u -> u.getData().size()).sum();
    double seconds = updates.size() / (double) rafts.settings().tickRate();
    assertThat(bytes)
        .isBetween(
            (int) (BYTES_PER_SECOND * seconds / 2), (int) (BYTES_PER_SECOND * (seconds * 1.2 + 1)));
    double told = (client.changed() - changedBefore) / (double) updates.size();
    assertThat(told).as("of what changes in each tick").isLessThan(client.inView().size() / 3.0);
    assertThat(world.view().reports().get(0).gateway().limits().get("gateway.updateBytesPerSecond"))
        .as("updates that could not tell all, as the node reports them")
        .isBetween(updates.size() / 2L, (long) client.updates().size());
  }
}
