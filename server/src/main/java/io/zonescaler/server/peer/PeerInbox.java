package io.zonescaler.server.peer;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.zonescaler.v1.proto.PeerFrames;
import io.zonescaler.v1.proto.PeerServiceGrpc;
import io.zonescaler.v1.proto.PeerSummary;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** {@code zonescaler.v1.PeerService}: lets in those who know the secret. */
final class PeerInbox extends PeerServiceGrpc.PeerServiceImplBase implements ServerInterceptor {
  static final Metadata.Key<String> NODE =
      Metadata.Key.of("x-zonescaler-node", Metadata.ASCII_STRING_MARSHALLER);
  static final Metadata.Key<String> SECRET =
      Metadata.Key.of("x-zonescaler-secret", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<String> SENDER = Context.key("zonescaler-node");

  private final Supplier<String> secret;
  private final BiConsumer<String, List<byte[]>> receiver;

  PeerInbox(Supplier<String> secret, BiConsumer<String, List<byte[]>> receiver) {
    this.secret = secret;
    this.receiver = receiver;
  }

  ServerServiceDefinition definition() {
    return ServerInterceptors.intercept(bindService(), this);
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    String sender = headers.get(NODE);
    String shown = headers.get(SECRET);
    if (sender == null || shown == null || !isEqual(shown, secret.get())) {
      call.close(
          Status.UNAUTHENTICATED.withDescription(
              "this port is for nodes of the same cluster; players use the node's gRPC port"),
          new Metadata());
      return new ServerCall.Listener<A>() {};
    }
    return Contexts.interceptCall(Context.current().withValue(SENDER, sender), call, headers, next);
  }

  private static boolean isEqual(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public StreamObserver<PeerFrames> exchange(StreamObserver<PeerSummary> response) {
    String sender = SENDER.get();
    return new StreamObserver<>() {
      private long frames;

      @Override
      public void onNext(PeerFrames batch) {
        frames += batch.getFramesCount();
        receiver.accept(
            sender, batch.getFramesList().stream().map(ByteString::toByteArray).toList());
      }

      @Override
      public void onError(Throwable lost) {
        // The sender connects again when it has something to send.
      }

      @Override
      public void onCompleted() {
        response.onNext(PeerSummary.newBuilder().setFrames(frames).build());
        response.onCompleted();
      }
    };
  }
}
