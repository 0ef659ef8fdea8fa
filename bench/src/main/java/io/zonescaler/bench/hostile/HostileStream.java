package io.zonescaler.bench.hostile;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.zonescaler.v1.proto.ClientMessage;
import io.zonescaler.v1.proto.GameServiceGrpc;
import io.zonescaler.v1.proto.Goodbye;
import io.zonescaler.v1.proto.ServerMessage;
import io.zonescaler.v1.proto.Welcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A stream of the game API that sends whatever bytes it likes. */
final class HostileStream extends ClientCall.Listener<byte[]> {
  private static final long LIMIT_SECONDS = 40;

  private static final MethodDescriptor.Marshaller<byte[]> RAW =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        }
      };

  private final ClientCall<byte[], byte[]> call;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final BlockingQueue<ServerMessage> heard = new LinkedBlockingQueue<>();
  private volatile Status status = Status.UNKNOWN;
  private volatile String goodbye = "";

  private HostileStream(ManagedChannel channel, String method, int reads) {
    call = channel.newCall(method(method), CallOptions.DEFAULT);
    call.start(this, new Metadata());
    if (reads > 0) {
      call.request(reads);
    }
  }

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
        .setFullMethodName(name)
        .setRequestMarshaller(RAW)
        .setResponseMarshaller(RAW)
        .build();
  }

  /** A stream of the game API. */
  static HostileStream play(ManagedChannel channel) {
    return call(channel, GameServiceGrpc.getPlayMethod().getFullMethodName());
  }

  /** A stream of the game API that does not read. */
  static HostileStream deaf(ManagedChannel channel) {
    return new HostileStream(channel, GameServiceGrpc.getPlayMethod().getFullMethodName(), 0);
  }

  /** A stream of any method. */
  static HostileStream call(ManagedChannel channel, String method) {
    return new HostileStream(channel, method, Integer.MAX_VALUE);
  }

  HostileStream send(byte[] bytes) {
    call.sendMessage(bytes);
    return this;
  }

  HostileStream send(ClientMessage.Builder message) {
    return send(message.build().toByteArray());
  }

  void read(int messages) {
    call.request(messages);
  }

  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  void vanish() {
    call.cancel("gone", null);
  }

  /** Waits for the welcome. */
  Welcome welcome() throws InterruptedException {
    for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        System.nanoTime() < end && !hasEnded(); ) {
      ServerMessage next = heard.poll(10, TimeUnit.MILLISECONDS);
      if (next != null && next.hasWelcome()) {
        return next.getWelcome();
      }
    }
    throw new IllegalStateException("no welcome: " + status + " " + goodbye);
  }

  /** Waits for the end; how it was, in a line. */
  String end() throws InterruptedException {
    if (!ended.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      vanish();
      return "nothing within " + LIMIT_SECONDS + " s";
    }
    String text =
        status.getDescription() == null ? "" + status.getCause() : status.getDescription();
    return status.getCode() + ": " + (goodbye.isEmpty() ? text : goodbye);
  }

  @Override
  public void onMessage(byte[] bytes) {
    try {
      ServerMessage message = ServerMessage.parseFrom(bytes);
      if (message.hasGoodbye()) {
        Goodbye said = message.getGoodbye();
        goodbye = said.getText();
      } else if (message.hasWelcome()) {
        heard.add(message);
      }
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      goodbye = "what came is no message: " + e;
    }
  }

  @Override
  public void onClose(Status how, @Nullable Metadata trailers) {
    status = how;
    ended.countDown();
  }
}
