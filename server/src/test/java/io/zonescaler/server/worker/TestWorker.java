package io.zonescaler.server.worker;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.zonescaler.v1.proto.Done;
import io.zonescaler.v1.proto.FromWorker;
import io.zonescaler.v1.proto.LogicWorkerGrpc;
import io.zonescaler.v1.proto.Register;
import io.zonescaler.v1.proto.Registered;
import io.zonescaler.v1.proto.Task;
import io.zonescaler.v1.proto.ToWorker;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A worker over a real connection, whose answers a test can spoil. */
final class TestWorker implements AutoCloseable {
  final AtomicInteger tasks = new AtomicInteger();
  volatile @Nullable Registered registered;
  volatile @Nullable Status status;
  private final ManagedChannel channel;
  private final StreamObserver<FromWorker> stream;
  private final UnaryOperator<Done.@Nullable Builder> spoil;

  /**
   * Connects, and registers for {@link Dots}.
   *
   * @param spoil is given the right answer to each task; what it returns is sent, nothing for null
   */
  static TestWorker connect(int port, UnaryOperator<Done.@Nullable Builder> spoil) {
    return connect(port, Dots.NAME, "1", "", spoil);
  }

  static TestWorker connect(
      int port,
      String game,
      String version,
      String token,
      UnaryOperator<Done.@Nullable Builder> spoil) {
    TestWorker worker = new TestWorker(port, token, spoil);
    worker.send(
        FromWorker.newBuilder()
            .setRegister(Register.newBuilder().setGame(game).setVersion(version).setName("test")));
    return worker;
  }

  private TestWorker(int port, String token, UnaryOperator<Done.@Nullable Builder> spoil) {
    this.spoil = spoil;
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    Metadata headers = new Metadata();
    if (!token.isEmpty()) {
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    }
    stream =
        LogicWorkerGrpc.newStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .work(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ToWorker message) {
                    if (message.hasRegistered()) {
                      registered = message.getRegistered();
                    } else {
                      answer(message.getTask());
                    }
                  }

                  @Override
                  public void onError(Throwable failure) {
                    status = Status.fromThrowable(failure);
                  }

                  @Override
                  public void onCompleted() {
                    status = Status.OK;
                  }
                });
  }

  private void answer(Task task) {
    tasks.incrementAndGet();
    Done.Builder done = spoil.apply(Dots.answer(task).setId(task.getId()));
    if (done != null) {
      send(FromWorker.newBuilder().setDone(done));
    }
  }

  void send(FromWorker.Builder message) {
    stream.onNext(message.build());
  }

  /** As a process that is killed. */
  void die() {
    channel.shutdownNow();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
