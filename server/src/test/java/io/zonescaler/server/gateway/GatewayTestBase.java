package io.zonescaler.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.zonescaler.game.Game;
import io.zonescaler.game.World;
import io.zonescaler.server.GrpcEndpoint;
import io.zonescaler.server.fixture.RaftGame;
import io.zonescaler.server.fixture.SingleNodeWorld;
import io.zonescaler.server.fixture.TestClient;
import io.zonescaler.state.Ids;
import io.zonescaler.v1.proto.ClientMessage;
import io.zonescaler.v1.proto.Join;
import io.zonescaler.world.Space;
import io.zonescaler.zone.ZoneMap;
import java.util.Set;
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

  Game game() {
    return new RaftGame();
  }

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
    rafts = World.of(game());
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
    return nameAtHome(wanted, Set.of());
  }

  /** The same, but for those that are taken. */
  String nameAtHome(Predicate<int[]> wanted, Set<String> taken) {
    Space space = rafts.space();
    for (int i = 0; ; i++) {
      String name = "player-" + i;
      long id = PlayerNames.idOf(name);
      int[] home = {Ids.homePlace(space, id, 0), Ids.homePlace(space, id, 1), 0};
      if (wanted.test(home) && !taken.contains(name)) {
        return name;
      }
    }
  }

  TestClient playing(String name) {
    return playing(name, 0);
  }

  /** The same, for one who looks that far, in the game's unit. */
  TestClient playing(String name, double radius) {
    TestClient client = TestClient.connect(channel);
    client.send(
        ClientMessage.newBuilder()
            .setJoin(Join.newBuilder().setName(name).setViewRadius(radius))
            .build());
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
