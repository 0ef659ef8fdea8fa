package io.zonescaler.server.gateway;

import io.grpc.MethodDescriptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.zonescaler.v1.proto.GameServiceGrpc;
import io.zonescaler.v1.proto.ServerMessage;
import java.util.ArrayList;
import java.util.List;

/** {@code zonescaler.v1.GameService}: hands streams and messages to the gateway's thread. */
final class PlayService {
  /** With so many bytes that are not given to the network yet, a client is not ready for more. */
  private static final int MOST_WAITING_BYTES = 16 * 1024;

  private final GatewayLoop loop;

  PlayService(GatewayLoop loop) {
    this.loop = loop;
  }

  ServerServiceDefinition definition(int maxMessageBytes) {
    MethodDescriptor<Inbound, ServerMessage> play =
        GameServiceGrpc.getPlayMethod().toBuilder(
                new InboundMarshaller(maxMessageBytes),
                ProtoUtils.marshaller(ServerMessage.getDefaultInstance()))
            .build();
    ServiceDescriptor generated = GameServiceGrpc.getServiceDescriptor();
    ServiceDescriptor descriptor =
        ServiceDescriptor.newBuilder(generated.getName())
            .setSchemaDescriptor(generated.getSchemaDescriptor())
            .addMethod(play)
            .build();
    return ServerInterceptors.intercept(
        ServerServiceDefinition.builder(descriptor)
            .addMethod(play, ServerCalls.asyncBidiStreamingCall(this::play))
            .build(),
        new AddressOfCaller());
  }

  private StreamObserver<Inbound> play(StreamObserver<ServerMessage> responses) {
    Stream stream =
        new Stream((ServerCallStreamObserver<ServerMessage>) responses, AddressOfCaller.get());
    stream.call.disableAutoRequest();
    stream.call.setOnReadyHandler(() -> stream.tell(Session::ready));
    stream.call.setOnCancelHandler(() -> stream.tell(Session::disconnected));
    loop.open(stream);
    return stream;
  }

  /** One client's stream, both ways. */
  final class Stream implements ClientLink, StreamObserver<Inbound> {
    private final ServerCallStreamObserver<ServerMessage> call;
    private final String address;
    private final List<ServerMessage> waiting = new ArrayList<>();
    private int waitingBytes;
    private volatile boolean closed;

    /** Set and read by the gateway's thread; null for a client that did not fit. */
    @org.jspecify.annotations.Nullable Session session;

    Stream(ServerCallStreamObserver<ServerMessage> call, String address) {
      this.call = call;
      this.address = address;
    }

    @Override
    public String address() {
      return address;
    }

    private void tell(java.util.function.Consumer<Session> what) {
      loop.post(
          () -> {
            if (session != null) {
              what.accept(session);
            }
          });
    }

    @Override
    public void onNext(Inbound message) {
      tell(s -> s.received(message));
    }

    @Override
    public void onError(Throwable lost) {
      tell(Session::disconnected);
    }

    @Override
    public void onCompleted() {
      tell(s -> s.refuse(Refusal.left()));
    }

    @Override
    public boolean isReady() {
      return !closed && waitingBytes < MOST_WAITING_BYTES && call.isReady();
    }

    @Override
    public void send(ServerMessage message) {
      if (!closed) {
        waiting.add(message);
        int size = message.getSerializedSize();
        waitingBytes += size;
        loop.metrics().sent(size, message.hasUpdate());
        if (waiting.size() == 1) {
          loop.hasMail(this);
        }
      }
    }

    /** Gives what was sent to the network. */
    void deliver() {
      for (ServerMessage message : waiting) {
        if (!call.isCancelled()) {
          call.onNext(message);
        }
      }
      waiting.clear();
      waitingBytes = 0;
    }

    @Override
    public void close(Refusal why) {
      if (closed || call.isCancelled()) {
        return;
      }
      loop.metrics().ended(why);
      send(ServerMessage.newBuilder().setGoodbye(why.goodbye()).build());
      deliver();
      closed = true;
      if (why.status() == Status.Code.OK) {
        call.onCompleted();
      } else {
        call.onError(why.status().toStatus().withDescription(why.text()).asRuntimeException());
      }
    }

    @Override
    public void next() {
      call.request(1);
    }
  }
}
