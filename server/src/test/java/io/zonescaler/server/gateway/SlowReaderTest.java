package io.zonescaler.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.zonescaler.cluster.NodeMessage;
import io.zonescaler.server.fixture.TestClient;
import io.zonescaler.server.fixture.Truth;
import io.zonescaler.v1.proto.ClientMessage;
import io.zonescaler.v1.proto.Goodbye;
import io.zonescaler.v1.proto.Join;
import io.zonescaler.v1.proto.Update;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlowReaderTest extends GatewayTestBase {
  private ManagedChannel narrow;
  private TestClient slow;
  private Truth truth;

  @Override
  GatewaySettings settings() {
    return GatewaySettings.defaults().with(GatewayLimit.SLOW, 4000);
  }

  @BeforeEach
  void connect() {
    truth = new Truth(rafts);
    world.listen(truth);
    narrow =
        NettyChannelBuilder.forTarget(endpoint.address())
            .usePlaintext()
            .flowControlWindow(4096)
            .build();
    slow = TestClient.connectSlow(narrow);
    slow.read(2);
    slow.send(
        ClientMessage.newBuilder()
            .setJoin(Join.newBuilder().setName("slow").setViewRadius(40))
            .build());
    await("the welcome").until(() -> slow.welcome() != null);
  }

  @AfterEach
  void disconnect() {
    narrow.shutdownNow();
  }

  @Test
  void whoReadsTooSlowlySkipsTicksAndThenSeesTheTruth() {
    long before = endpoint.gateway().newestTick();
    await("ticks pass").until(() -> endpoint.gateway().newestTick() > before + 100);
    slow.read(1_000_000);
    await("it catches up").until(() -> slow.newestTick() > before + 100);
    List<Update> updates = slow.updates();
    assertThat(updates.stream().mapToInt(Update::getSkippedTicks).max().getAsInt())
        .as("ticks that were merged into one update")
        .isGreaterThan(20);
    for (int i = 1; i < updates.size(); i++) {
      assertThat(updates.get(i).getTick() - updates.get(i - 1).getTick() - 1)
          .isEqualTo(updates.get(i).getSkippedTicks());
    }
    // The newest of what it has been told, after all the merging, is what is there.
    world.steer(NodeMessage.Steering.PAUSE, 0);
    await("the world pauses")
        .during(Duration.ofMillis(500))
        .until(() -> slow.newestTick() == endpoint.gateway().newestTick());
    int radius = (int) (40 / rafts.space().quantum());
    assertThat(slow.inView())
        .hasSizeGreaterThan(50)
        .isEqualTo(truth.around(slow.welcome().getAvatarId(), slow.newestTick(), radius));
  }

  @Test
  void whoReadsNothingAtAllIsCutOffWithAReason() {
    await("the server cuts it off")
        .atMost(Duration.ofSeconds(30))
        .until(() -> endpoint.gateway().clients() == 0);
    slow.read(1_000_000);
    await("the stream ends").until(() -> slow.status() != null);
    assertThat(slow.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(slow.goodbye().getReason()).isEqualTo(Goodbye.Reason.TOO_SLOW);
  }
}
