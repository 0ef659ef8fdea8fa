package io.zonescaler.server.api;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.server.gateway.EntityQuery;
import io.zonescaler.server.gateway.Gateway;
import io.zonescaler.v1.proto.GetSchemaRequest;
import io.zonescaler.v1.proto.GetWorldRequest;
import io.zonescaler.v1.proto.ListEntitiesRequest;
import io.zonescaler.v1.proto.ListEntitiesResponse;
import io.zonescaler.v1.proto.ListZonesRequest;
import io.zonescaler.v1.proto.ListZonesResponse;
import io.zonescaler.v1.proto.Schema;
import io.zonescaler.v1.proto.World;
import io.zonescaler.v1.proto.WorldServiceGrpc;
import io.zonescaler.world.Box;
import io.zonescaler.world.Space;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** {@code zonescaler.v1.WorldService}. */
public final class WorldApi extends WorldServiceGrpc.WorldServiceImplBase {
  private static final int USUAL_LIMIT = 1000;
  private static final int HIGHEST_LIMIT = 10_000;

  private final WorldAccess access;
  private final Gateway gateway;
  private final boolean isGuarded;

  /** Large answers are put together here: players' updates must not wait for them. */
  private final ExecutorService answers =
      Executors.newSingleThreadExecutor(
          r -> {
            Thread thread = new Thread(r, "world-api");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Answers for a node.
   *
   * @param isGuarded whether only observers get here who ask for the whole world
   */
  public WorldApi(WorldAccess access, Gateway gateway, boolean isGuarded) {
    this.access = access;
    this.isGuarded = isGuarded;
    this.gateway = gateway;
  }

  @Override
  public void getWorld(GetWorldRequest request, StreamObserver<World> response) {
    response.onNext(WorldMessages.world(access.world(), gateway.newestTick()));
    response.onCompleted();
  }

  @Override
  public void getSchema(GetSchemaRequest request, StreamObserver<Schema> response) {
    response.onNext(WorldMessages.schema(access.world().schema()));
    response.onCompleted();
  }

  @Override
  public void listZones(ListZonesRequest request, StreamObserver<ListZonesResponse> response) {
    ControlRecord control = access.control();
    if (control == null) {
      fail(response, Status.UNAVAILABLE, "this node has not heard of the world yet; try later");
      return;
    }
    response.onNext(WorldMessages.zones(access, control));
    response.onCompleted();
  }

  @Override
  public void listEntities(
      ListEntitiesRequest request, StreamObserver<ListEntitiesResponse> response) {
    if (request.getLimit() < 0 || request.getLimit() > HIGHEST_LIMIT) {
      fail(
          response,
          Status.INVALID_ARGUMENT,
          "limit "
              + Integer.toUnsignedString(request.getLimit())
              + " is not in 1 to "
              + HIGHEST_LIMIT);
      return;
    }
    if (!isGuarded && access.world().keepsFromPlayers()) {
      fail(
          response,
          Status.PERMISSION_DENIED,
          "this game does not show everything to everyone; set players.keys, and ask with an"
              + " observer's token");
      return;
    }
    Space space = access.world().space();
    Box box;
    try {
      box = request.hasBox() ? WorldMessages.box(space, request.getBox()) : space.bounds();
    } catch (IllegalArgumentException e) {
      fail(response, Status.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
      return;
    }
    int limit = request.getLimit() == 0 ? USUAL_LIMIT : request.getLimit();
    EntityQuery query = new EntityQuery(space, access.world().schema().gameKinds(), box, limit);
    query
        .answer()
        .whenCompleteAsync(
            (answer, failure) -> {
              if (failure != null) {
                boolean tooMany = failure instanceof RejectedExecutionException;
                fail(
                    response,
                    tooMany ? Status.RESOURCE_EXHAUSTED : Status.UNAVAILABLE,
                    String.valueOf(failure.getMessage()));
                return;
              }
              ListEntitiesResponse.Builder out =
                  ListEntitiesResponse.newBuilder().setTick(answer.tick()).setMore(answer.more());
              answer
                  .rows()
                  .forEach(
                      row -> out.addEntities(WorldMessages.entity(space, row.table(), row.row())));
              response.onNext(out.build());
              response.onCompleted();
            },
            answers);
    gateway.ask(query);
  }

  private static void fail(StreamObserver<?> response, Status status, String text) {
    response.onError(status.withDescription(text).asRuntimeException());
  }
}
