package io.zonescaler.server.worker;

import io.grpc.InsecureServerCredentials;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.zonescaler.game.World;
import io.zonescaler.server.GrpcListener;
import io.zonescaler.server.api.WorldMessages;
import io.zonescaler.server.gateway.PlayerTokens;
import io.zonescaler.v1.proto.FromWorker;
import io.zonescaler.v1.proto.LogicColumn;
import io.zonescaler.v1.proto.LogicKind;
import io.zonescaler.v1.proto.LogicMessage;
import io.zonescaler.v1.proto.LogicSchema;
import io.zonescaler.v1.proto.LogicWorkerGrpc;
import io.zonescaler.v1.proto.Register;
import io.zonescaler.v1.proto.Registered;
import io.zonescaler.v1.proto.ToWorker;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Quantity;
import io.zonescaler.world.Schema;
import io.zonescaler.world.Space;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code zonescaler.v1.LogicWorker}: lets workers of one world's game in. */
final class LogicWorkerService extends LogicWorkerGrpc.LogicWorkerImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(LogicWorkerService.class);
  private static final String HOST = "127.0.0.1";

  /** Longest message of a worker. */
  private static final int MESSAGE_BYTES = 32 * 1024 * 1024;

  private static final int LONGEST_NAME = 64;

  private final World world;
  private final Workers workers;
  private final WorkerProcesses processes;
  private final Registered registered;

  private LogicWorkerService(World world, Workers workers, WorkerProcesses processes) {
    this.world = world;
    this.workers = workers;
    this.processes = processes;
    registered = registered();
    workers.open();
  }

  /**
   * Opens a port for workers on this machine.
   *
   * @param port port, or 0 for a free one
   * @param tokens how workers prove that they may, or null if that does not matter
   * @param processes those that the node starts itself
   * @throws IllegalStateException if it cannot be opened
   */
  static GrpcListener listen(
      World world,
      Workers workers,
      int port,
      @Nullable PlayerTokens tokens,
      WorkerProcesses processes) {
    LogicWorkerService service = new LogicWorkerService(world, workers, processes);
    return GrpcListener.open(
        HOST,
        port,
        InsecureServerCredentials.create(),
        MESSAGE_BYTES,
        List.of(ServerInterceptors.intercept(service, new WorkerGuard(processes, tokens))));
  }

  private Registered registered() {
    Space space = world.space();
    Registered.Builder out =
        Registered.newBuilder()
            .setWorld(WorldMessages.world(world, -1))
            .setSchema(schema(world.schema()))
            .setSeed(world.settings().seed())
            .setRadius(space.radius())
            .setStep(space.step())
            .setAnswerMillis(workers.answerMillis());
    int[] cells = {space.cellsX(), space.cellsY(), space.cellsZ()};
    for (int axis = 0; axis < space.dimensions(); axis++) {
      out.addSize(space.bounds().max(axis)).addCells(cells[axis]);
    }
    return out.build();
  }

  private static LogicSchema schema(Schema schema) {
    LogicSchema.Builder out = LogicSchema.newBuilder();
    for (Kind kind : schema.kinds().subList(0, schema.gameKinds())) {
      LogicKind.Builder k =
          LogicKind.newBuilder()
              .setName(kind.name())
              .setAvatar(kind == schema.avatar())
              .setTeleports(kind.mayTeleport());
      for (Column column : kind.columns()) {
        k.addColumns(
            LogicColumn.newBuilder()
                .setName(column.name())
                .setType(WorldMessages.typeOf(column))
                .setQuantum(column.quantum())
                .setMaxBytes(column.maxBytes())
                .setReserved(column.isReserved()));
      }
      out.addKinds(k);
    }
    schema
        .messages()
        .forEach(
            message ->
                out.addMessages(
                    LogicMessage.newBuilder()
                        .setName(message.name())
                        .addAllArguments(message.arguments())));
    return out.addAllEvents(WorldMessages.events(schema))
        .addAllVariables(WorldMessages.variables(schema))
        .addAllQuantities(schema.quantities().stream().map(Quantity::name).toList())
        .build();
  }

  @Override
  public StreamObserver<FromWorker> work(StreamObserver<ToWorker> stream) {
    int process = WorkerGuard.PROCESS.get();
    WorkerLink link = new WorkerLink(workers, stream, () -> processes.kill(process));
    ((ServerCallStreamObserver<ToWorker>) stream).setOnCancelHandler(() -> link.lost("CANCELLED"));
    return new StreamObserver<>() {
      private boolean isRegistered;

      @Override
      public void onNext(FromWorker message) {
        switch (message.getContentCase()) {
          case REGISTER -> register(message.getRegister());
          case DONE -> {
            if (isRegistered) {
              link.done(message.getDone());
            } else {
              link.end(Status.INVALID_ARGUMENT.withDescription("register first"));
            }
          }
          case CONTENT_NOT_SET ->
              link.end(
                  Status.INVALID_ARGUMENT.withDescription("a message that says nothing known"));
        }
      }

      private void register(Register register) {
        String problem = isRegistered ? "" : problemOf(register);
        if (isRegistered) {
          link.end(Status.INVALID_ARGUMENT.withDescription("registered already"));
        } else if (!problem.isEmpty()) {
          LOG.warn("A worker is sent away: {}", problem);
          link.end(Status.FAILED_PRECONDITION.withDescription(problem));
        } else {
          isRegistered = true;
          link.welcome(readable(register.getName()), registered);
        }
      }

      @Override
      public void onError(Throwable failure) {
        link.lost(String.valueOf(Status.fromThrowable(failure).getCode()));
      }

      @Override
      public void onCompleted() {
        link.end(Status.OK.withDescription("it has ended its work"));
      }
    };
  }

  /** Words of others, as logs and answers can have them. */
  private static String readable(String text) {
    String cut = text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME);
    return cut.replaceAll("[^\\x20-\\x7e]", "?");
  }

  private String problemOf(Register register) {
    boolean isSame =
        register.getGame().equals(world.game().name())
            && register.getVersion().equals(world.game().version());
    return isSame
        ? ""
        : "this node runs game "
            + world.game().name()
            + " version "
            + world.game().version()
            + ", the worker is for '"
            + readable(register.getGame())
            + "' version '"
            + readable(register.getVersion())
            + "'";
  }
}
