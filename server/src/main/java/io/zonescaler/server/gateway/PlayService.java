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

/** {@code zonescaler.v1.GameService}: hands streams and messages to the gateway's thread. */
final class PlayService {
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

  /** One client's call, both ways. */
  private final class Stream extends ClientStream implements StreamObserver<Inbound> {
    private final ServerCallStreamObserver<ServerMessage> call;

    Stream(ServerCallStreamObserver<ServerMessage> call, String address) {
      super(loop, address);
      this.call = call;
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
    boolean isOpen() {
      return !call.isCancelled();
    }

    @Override
    boolean hasRoom() {
      return call.isReady();
    }

    @Override
    void write(ServerMessage message) {
      call.onNext(message);
    }

    @Override
    void end(Refusal why) {
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
