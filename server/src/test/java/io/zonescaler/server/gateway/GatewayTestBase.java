package io.zonescaler.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.zonescaler.game.World;
import io.zonescaler.server.GrpcEndpoint;
import io.zonescaler.server.fixture.RaftGame;
import io.zonescaler.server.fixture.SingleNodeWorld;
import io.zonescaler.server.fixture.TestClient;
import io.zonescaler.state.Ids;
import io.zonescaler.world.Space;
import io.zonescaler.zone.ZoneMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A real one-node world of 16 zones with its gRPC endpoint, and a channel to it. */
abstract class GatewayTestBase {
  World rafts;
  SingleNodeWorld world;
  GrpcEndpoint endpoint;
  ManagedChannel channel;

  GatewaySettings settings() {
    return GatewaySettings.defaults();
  }

  ServerCredentials credentials() {
    return InsecureServerCredentials.create();
  }

  @Nullable PlayerTokens tokens() {
    return null;
  }

  @BeforeEach
  void start() {
    rafts = World.of(new RaftGame());
    world = new SingleNodeWorld(rafts, ZoneMap.uniform(rafts.space(), 16, 32));
    endpoint = new GrpcEndpoint(world, "127.0.0.1", 0, credentials(), settings(), tokens());
    endpoint.start();
    channel = NettyChannelBuilder.forTarget(endpoint.address()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    endpoint.close();
    world.close();
  }

  /** A name of a player whose avatar is made at such a place, in quanta. */
  String nameAtHome(Predicate<int[]> wanted) {
    Space space = rafts.space();
    for (int i = 0; ; i++) {
      long id = PlayerNames.idOf("player-" + i);
      if (wanted.test(new int[] {Ids.homePlace(space, id, 0), Ids.homePlace(space, id, 1), 0})) {
        return "player-" + i;
      }
    }
  }

  TestClient playing(String name) {
    TestClient client = TestClient.join(channel, name);
    await("a welcome for " + name).until(() -> client.welcome() != null || client.status() != null);
    assertThat(client.status()).as("%s", client.goodbye()).isNull();
    long avatar = client.welcome().getAvatarId();
    await(name + " sees itself").until(() -> client.position(avatar) != null);
    return client;
  }

  void awaitAck(TestClient client, long number) {
    await("ack of command " + number).until(() -> client.ack(number) != null);
  }
}
