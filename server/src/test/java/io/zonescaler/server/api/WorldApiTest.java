package io.zonescaler.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.zonescaler.game.World;
import io.zonescaler.server.GrpcEndpoint;
import io.zonescaler.server.fixture.Endpoints;
import io.zonescaler.server.fixture.RaftGame;
import io.zonescaler.server.fixture.SingleNodeWorld;
import io.zonescaler.v1.proto.Box;
import io.zonescaler.v1.proto.Entity;
import io.zonescaler.v1.proto.GetSchemaRequest;
import io.zonescaler.v1.proto.GetWorldRequest;
import io.zonescaler.v1.proto.ListEntitiesRequest;
import io.zonescaler.v1.proto.ListEntitiesResponse;
import io.zonescaler.v1.proto.ListZonesRequest;
import io.zonescaler.v1.proto.Schema;
import io.zonescaler.v1.proto.WorldServiceGrpc;
import io.zonescaler.v1.proto.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WorldApiTest {
  private static SingleNodeWorld world;
  private static GrpcEndpoint endpoint;
  private static ManagedChannel channel;
  private static WorldServiceGrpc.WorldServiceBlockingStub api;

  @BeforeAll
  static void start() {
    World rafts = World.of(new RaftGame());
    world = new SingleNodeWorld(rafts, ZoneMap.uniform(rafts.space(), 4, 32));
    endpoint = Endpoints.open(world);
    endpoint.start();
    channel = NettyChannelBuilder.forTarget(endpoint.address()).usePlaintext().build();
    api = WorldServiceGrpc.newBlockingStub(channel);
    await("the first ticks").until(() -> endpoint.gateway().newestTick() > 20);
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    endpoint.close();
    world.close();
  }

  @Test
  void tellsTheWorld() {
    var answer = api.getWorld(GetWorldRequest.getDefaultInstance());
    assertThat(answer.getName()).isEqualTo("rafts");
    assertThat(answer.getDimensions()).isEqualTo(2);
    assertThat(answer.getMaxList()).containsExactly(80.0, 80.0);
    assertThat(answer.getTickRate()).isEqualTo(40);
    assertThat(answer.getTick()).isGreaterThan(20);
  }

  @Test
  void tellsWhatClientsCanSeeOfTheSchema() {
    Schema schema = api.getSchema(GetSchemaRequest.getDefaultInstance());
    assertThat(schema.getKindsList().stream().map(k -> k.getName()))
        .containsExactly("raft", "buoy");
    assertThat(schema.getKinds(0).getAvatar()).isTrue();
    assertThat(schema.getKinds(0).getColumnsList().stream().map(c -> c.getName()))
        .containsExactly("$player", "commands", "vx", "vy", "note");
    assertThat(schema.getEvents(0).getArgumentsList()).containsExactly("n");
  }

  @Test
  void tellsTheZones() {
    await("reports of all zones")
        .until(
            () ->
                api.listZones(ListZonesRequest.getDefaultInstance()).getZonesList().stream()
                    .allMatch(z -> z.getTick() > 0));
    List<Zone> zones = api.listZones(ListZonesRequest.getDefaultInstance()).getZonesList();
    assertThat(zones).hasSize(4).allMatch(z -> z.getOwner().equals("n1"));
    assertThat(zones.stream().mapToInt(Zone::getEntities).sum()).isGreaterThan(100);
  }

  private static Box box(double x0, double y0, double x1, double y1) {
    return Box.newBuilder().addAllMin(List.of(x0, y0)).addAllMax(List.of(x1, y1)).build();
  }

  @Test
  void tellsTheEntitiesOfABoxOnceEach() {
    ListEntitiesResponse all = api.listEntities(ListEntitiesRequest.getDefaultInstance());
    assertThat(all.getMore()).isFalse();
    Set<Long> ids = new HashSet<>();
    all.getEntitiesList().forEach(e -> assertThat(ids.add(e.getId())).isTrue());
    long inside =
        all.getEntitiesList().stream()
            .filter(
                e ->
                    e.getPosition(0) >= 30
                        && e.getPosition(0) < 55
                        && e.getPosition(1) >= 10
                        && e.getPosition(1) < 50)
            .count();
    List<Entity> found =
        api.listEntities(ListEntitiesRequest.newBuilder().setBox(box(30, 10, 55, 50)).build())
            .getEntitiesList();
    assertThat(found).hasSize((int) inside);
    assertThat(found.get(0).getValues(0).getReal()).isBetween(0.0, 1.0);
  }

  @Test
  void stopsAtTheLimitAndSaysSo() {
    ListEntitiesResponse some =
        api.listEntities(ListEntitiesRequest.newBuilder().setLimit(5).build());
    assertThat(some.getEntitiesCount()).isEqualTo(5);
    assertThat(some.getMore()).isTrue();
  }

  @Test
  void refusesBoxesAndLimitsThatMakeNoSense() {
    refuses(ListEntitiesRequest.newBuilder().setBox(box(5, 5, 5, 9)).build(), "is empty on axis x");
    refuses(ListEntitiesRequest.newBuilder().setBox(box(0, 200, 5, 300)).build(), "is empty");
    refuses(
        ListEntitiesRequest.newBuilder().setBox(Box.newBuilder().addMin(1)).build(),
        "box.min needs 2 numbers");
    refuses(
        ListEntitiesRequest.newBuilder().setBox(box(Double.NaN, 0, 1, 1)).build(),
        "box.min needs 2 numbers");
    refuses(ListEntitiesRequest.newBuilder().setLimit(10_001).build(), "limit 10001");
    refuses(ListEntitiesRequest.newBuilder().setLimit(-1).build(), "limit 4294967295");
  }

  private static void refuses(ListEntitiesRequest request, String text) {
    assertThatThrownBy(() -> api.listEntities(request))
        .hasMessageContaining("INVALID_ARGUMENT")
        .hasMessageContaining(text);
  }

  @Test
  void isHealthyAndDescribesItself() {
    assertThat(
            HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    List<String> services = new CopyOnWriteArrayList<>();
    StreamObserver<ServerReflectionRequest> reflection =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    response
                        .getListServicesResponse()
                        .getServiceList()
                        .forEach(s -> services.add(s.getName()));
                  }

                  @Override
                  public void onError(Throwable t) {}

                  @Override
                  public void onCompleted() {}
                });
    reflection.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    await("the list of services")
        .until(
            () ->
                services.containsAll(
                    List.of("zonescaler.v1.GameService", "zonescaler.v1.WorldService")));
    reflection.onCompleted();
  }
}
