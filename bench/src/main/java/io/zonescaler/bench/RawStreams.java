package io.zonescaler.bench;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.zonescaler.v1.proto.ClientMessage;
import io.zonescaler.v1.proto.GameServiceGrpc;
import io.zonescaler.v1.proto.ServerMessage;
import io.zonescaler.v1.proto.Update;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * What grpc-java alone does: a process that sends every client of the game API as many messages of
 * the same size as a gateway would, from one thread, and nothing else. Arguments: bytes of a
 * message's data, messages per second to each client. Prints its port.
 */
public final class RawStreams extends GameServiceGrpc.GameServiceImplBase {
  /** Name of the thread that sends. */
  static final String SENDER = "raw-streams";

  private static final int VARIETY = 64;

  private final List<ServerCallStreamObserver<ServerMessage>> calls = new CopyOnWriteArrayList<>();

  /** Runs it until the process is ended. */
  public static void main(String[] args) throws IOException {
    RawStreams streams = new RawStreams();
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(streams)
            .build()
            .start();
    System.out.println(server.getPort());
    int bytes = Integer.parseInt(args[0]);
    int rate = Integer.parseInt(args[1]);
    new Thread(() -> streams.send(bytes, rate), SENDER).start();
  }

  @Override
  public StreamObserver<ClientMessage> play(StreamObserver<ServerMessage> responses) {
    ServerCallStreamObserver<ServerMessage> call =
        (ServerCallStreamObserver<ServerMessage>) responses;
    call.setOnCancelHandler(() -> calls.remove(call));
    calls.add(call);
    return new StreamObserver<>() {
      @Override
      public void onNext(ClientMessage message) {}

      @Override
      public void onError(Throwable lost) {
        calls.remove(call);
      }

      @Override
      public void onCompleted() {
        calls.remove(call);
        call.onCompleted();
      }
    };
  }

  private void send(int bytes, int rate) {
    Random random = new Random(1);
    ByteString[] data = new ByteString[VARIETY];
    for (int i = 0; i < VARIETY; i++) {
      byte[] some = new byte[bytes];
      random.nextBytes(some);
      data[i] = ByteString.copyFrom(some);
    }
    long period = 1_000_000_000L / rate;
    long due = System.nanoTime();
    for (int tick = 0; ; tick++) {
      int client = 0;
      for (ServerCallStreamObserver<ServerMessage> call : calls) {
        if (call.isReady()) {
          Update update =
              Update.newBuilder()
                  .setTick(tick)
                  .setServerTimeMillis(System.currentTimeMillis())
                  .setData(data[(tick + client++) % VARIETY])
                  .build();
          call.onNext(ServerMessage.newBuilder().setUpdate(update).build());
        }
      }
      due += period;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
    }
  }
}
