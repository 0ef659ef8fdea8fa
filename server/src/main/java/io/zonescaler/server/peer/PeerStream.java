package io.zonescaler.server.peer;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.zonescaler.v1.proto.PeerFrames;
import io.zonescaler.v1.proto.PeerServiceGrpc;
import io.zonescaler.v1.proto.PeerSummary;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stream from this node to one other. Thread-safe. */
final class PeerStream {
  private static final Logger LOG = LoggerFactory.getLogger(PeerStream.class);
  private static final long RETRY_MILLIS = 250;
  private static final int READY_BYTES = 256 << 10;

  private final String node;
  private final String peer;
  private final Function<String, Optional<String>> addresses;
  private final ChannelCredentials credentials;
  private final Supplier<String> secret;
  private final LongSupplier clock;
  private final Consumer<String> broken;
  private final ArrayDeque<List<byte[]>> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private long dropped;
  private long triedMillis;
  private boolean closed;
  private @Nullable ManagedChannel channel;
  private @Nullable Call call;

  PeerStream(
      String node,
      String peer,
      Function<String, Optional<String>> addresses,
      ChannelCredentials credentials,
      Supplier<String> secret,
      LongSupplier clock,
      Consumer<String> broken) {
    this.node = node;
    this.peer = peer;
    this.addresses = addresses;
    this.credentials = credentials;
    this.secret = secret;
    this.clock = clock;
    this.broken = broken;
    triedMillis = clock.getAsLong() - RETRY_MILLIS;
  }

  synchronized boolean send(List<byte[]> frames) {
    long bytes = 0;
    for (byte[] frame : frames) {
      bytes += frame.length;
    }
    if (closed
        || (call == null && !connect())
        || waitingBytes + bytes > GrpcFrameFeed.MOST_WAITING_BYTES) {
      dropped += frames.size();
      return false;
    }
    waiting.add(frames);
    waitingBytes += bytes;
    drain();
    return true;
  }

  synchronized long dropped() {
    return dropped;
  }

  private boolean connect() {
    long now = clock.getAsLong();
    if (now - triedMillis < RETRY_MILLIS) {
      return false;
    }
    triedMillis = now;
    Optional<String> address = addresses.apply(peer);
    if (address.isEmpty()) {
      return false;
    }
    ManagedChannel opened =
        NettyChannelBuilder.forTarget(address.get(), credentials)
            .directExecutor()
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS)
            .build();
    Metadata headers = new Metadata();
    headers.put(PeerInbox.NODE, node);
    headers.put(PeerInbox.SECRET, secret.get());
    Call started = new Call();
    channel = opened;
    call = started;
    PeerServiceGrpc.newStub(opened)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .withOnReadyThreshold(READY_BYTES)
        .exchange(started);
    return call == started;
  }

  private void drain() {
    Call open = call;
    while (open != null && open.isReady() && !waiting.isEmpty()) {
      PeerFrames.Builder batch = PeerFrames.newBuilder();
      for (byte[] frame : waiting.remove()) {
        waitingBytes -= frame.length;
        batch.addFrames(UnsafeByteOperations.unsafeWrap(frame));
      }
      open.send(batch.build());
    }
  }

  private synchronized void ready(Call which) {
    if (call == which) {
      drain();
    }
  }

  private synchronized void lost(Call which, @Nullable Throwable why) {
    if (call != which) {
      return;
    }
    if (!closed) {
      LOG.atInfo()
          .addKeyValue("peer", peer)
          .log(
              "The frame stream from {} to {} has ended ({}); frames go by the store until it is back",
              node,
              peer,
              why == null ? "closed by the peer" : why.getMessage());
    }
    if (!closed && why != null) {
      broken.accept(peer);
    }
    call = null;
    waiting.forEach(frames -> dropped += frames.size());
    waiting.clear();
    waitingBytes = 0;
    shutDown();
  }

  private void shutDown() {
    ManagedChannel open = channel;
    channel = null;
    if (open != null) {
      open.shutdownNow();
    }
  }

  synchronized void close() {
    closed = true;
    Call open = call;
    if (open != null) {
      open.complete();
    }
    shutDown();
  }

  /** One attempt's call. */
  private final class Call implements ClientResponseObserver<PeerFrames, PeerSummary> {
    private @Nullable ClientCallStreamObserver<PeerFrames> requests;

    @Override
    public void beforeStart(ClientCallStreamObserver<PeerFrames> stream) {
      requests = stream;
      stream.setOnReadyHandler(() -> ready(this));
    }

    boolean isReady() {
      return requests != null && requests.isReady();
    }

    void send(PeerFrames batch) {
      if (requests != null) {
        requests.onNext(batch);
      }
    }

    void complete() {
      if (requests != null) {
        requests.onCompleted();
      }
    }

    @Override
    public void onNext(PeerSummary summary) {}

    @Override
    public void onError(Throwable why) {
      lost(this, why);
    }

    @Override
    public void onCompleted() {
      lost(this, null);
    }
  }
}
