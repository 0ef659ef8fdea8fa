package io.zonescaler.server.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.zonescaler.server.fixture.Endpoints;
import io.zonescaler.server.tls.DevelopmentCertificates;
import io.zonescaler.server.tls.TlsIdentity;
import io.zonescaler.v1.proto.PeerFrames;
import io.zonescaler.v1.proto.PeerServiceGrpc;
import io.zonescaler.v1.proto.PeerSummary;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrpcFrameFeedTest {
  private final Map<String, String> addresses = new ConcurrentHashMap<>();
  private final List<GrpcFrameFeed> feeds = new ArrayList<>();
  private final List<Integer> received = new CopyOnWriteArrayList<>();
  private final List<String> senders = new CopyOnWriteArrayList<>();
  private final List<String> broken = new CopyOnWriteArrayList<>();

  private GrpcFrameFeed feed(String name, String secret) {
    return feed(
        name, secret, InsecureServerCredentials.create(), InsecureChannelCredentials.create());
  }

  private GrpcFrameFeed feed(
      String name, String secret, ServerCredentials server, ChannelCredentials client) {
    GrpcFrameFeed feed =
        new GrpcFrameFeed(
            name,
            "127.0.0.1",
            0,
            server,
            client,
            node -> Optional.ofNullable(addresses.get(node)),
            () -> secret,
            (from, frames) -> {
              senders.add(from);
              frames.forEach(f -> received.add(ByteBuffer.wrap(f).getInt()));
            },
            System::currentTimeMillis,
            broken::add);
    feed.start();
    feeds.add(feed);
    addresses.put(name, feed.address());
    return feed;
  }

  @AfterEach
  void close() {
    feeds.forEach(GrpcFrameFeed::close);
  }

  private static List<byte[]> frames(int first, int count, int size) {
    List<byte[]> out = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      out.add(ByteBuffer.allocate(size).putInt(i).array());
    }
    return out;
  }

  @Test
  void deliversInOrderAndTellsTheSender() {
    GrpcFrameFeed a = feed("a", "s");
    feed("b", "s");
    for (int i = 0; i < 200; i++) {
      int first = 3 * i;
      if (!a.send("b", frames(first, 3, 2000))) {
        await("room").until(() -> a.send("b", frames(first, 3, 2000)));
      }
    }
    await("all frames").until(() -> received.size() == 600);
    for (int i = 0; i < 600; i++) {
      assertThat(received.get(i)).isEqualTo(i);
    }
    assertThat(senders).containsOnly("a");
    assertThat(a.dropped()).isZero();
  }

  @Test
  void carriesLargeFrames() {
    GrpcFrameFeed a = feed("a", "s");
    feed("b", "s");
    assertThat(a.send("b", frames(1, 1, 6 << 20))).isTrue();
    await("the frame").until(() -> received.size() == 1);
  }

  @Test
  void dropsWhatGoesNowhereAndNeverWaits() {
    GrpcFrameFeed a = feed("a", "s");
    assertThat(a.send("nobody", frames(0, 2, 100))).isFalse();
    assertThat(a.dropped()).isEqualTo(2);
    addresses.put("dead", "127.0.0.1:1");
    for (int i = 0; i < 10_000; i++) {
      a.send("dead", frames(0, 1, 10_000));
    }
    await("the attempt fails").until(() -> !a.send("dead", frames(0, 1, 100)));
    await("its end is told").until(() -> broken.contains("dead"));
  }

  @Test
  void findsAPeerAgainThatHasRestartedElsewhere() {
    GrpcFrameFeed a = feed("a", "s");
    GrpcFrameFeed b = feed("b", "s");
    await("connection").until(() -> a.send("b", frames(0, 1, 100)) && !received.isEmpty());
    b.close();
    await("the stream breaks").until(() -> !a.send("b", frames(1, 1, 100)));
    feed("b", "s");
    int before = received.size();
    await("frames again")
        .until(
            () -> {
              a.send("b", frames(7, 1, 100));
              return received.size() > before;
            });
  }

  @Test
  void withCertificatesOnlyThoseOfTheAuthorityGetIn(@TempDir Path own, @TempDir Path others) {
    TlsIdentity identity = Endpoints.identity(own);
    TlsIdentity foreign = Endpoints.identity(others);
    GrpcFrameFeed a = feed("a", "s", identity.forNodes(), identity.toNodes());
    feed("b", "s", identity.forNodes(), identity.toNodes());
    await("frames").until(() -> a.send("b", frames(0, 1, 100)) && !received.isEmpty());
    for (ChannelCredentials stranger :
        List.of(
            InsecureChannelCredentials.create(),
            TlsIdentity.trusting(own.resolve(DevelopmentCertificates.AUTHORITY)),
            foreign.toNodes())) {
      GrpcFrameFeed x = feed("x", "s", foreign.forNodes(), stranger);
      broken.clear();
      x.send("b", frames(9, 1, 100));
      await("the refusal").until(() -> broken.contains("b"));
      x.close();
    }
    assertThat(senders).containsOnly("a");
  }

  @Test
  void letsNobodyInWithoutTheSecret() {
    GrpcFrameFeed stranger = feed("stranger", "another");
    GrpcFrameFeed b = feed("b", "s");
    stranger.send("b", frames(0, 1, 100));
    await("the refusal").until(() -> !stranger.send("b", frames(0, 1, 100)));
    assertThat(refusal(b, null)).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(refusal(b, "wrong")).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(received).isEmpty();
  }

  private static Status.Code refusal(GrpcFrameFeed of, String secret) {
    ManagedChannel channel = NettyChannelBuilder.forTarget(of.address()).usePlaintext().build();
    try {
      Metadata headers = new Metadata();
      if (secret != null) {
        headers.put(PeerInbox.NODE, "x");
        headers.put(PeerInbox.SECRET, secret);
      }
      AtomicReference<Throwable> end = new AtomicReference<>();
      PeerServiceGrpc.newStub(channel)
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
          .exchange(
              new StreamObserver<PeerSummary>() {
                @Override
                public void onNext(PeerSummary value) {}

                @Override
                public void onError(Throwable t) {
                  end.set(t);
                }

                @Override
                public void onCompleted() {}
              })
          .onNext(PeerFrames.getDefaultInstance());
      await("the end").until(() -> end.get() != null);
      return Status.fromThrowable(end.get()).getCode();
    } finally {
      channel.shutdownNow();
    }
  }
}
