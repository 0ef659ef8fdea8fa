package io.zonescaler.bench.hostile;

import com.google.protobuf.ByteString;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.zonescaler.client.update.UpdateLayout;
import io.zonescaler.server.gateway.PlayerTokens;
import io.zonescaler.v1.proto.Box;
import io.zonescaler.v1.proto.ClientMessage;
import io.zonescaler.v1.proto.Command;
import io.zonescaler.v1.proto.Join;
import io.zonescaler.v1.proto.Leave;
import io.zonescaler.v1.proto.ListEntitiesRequest;
import io.zonescaler.v1.proto.ListZonesRequest;
import io.zonescaler.v1.proto.Ping;
import io.zonescaler.v1.proto.View;
import io.zonescaler.v1.proto.WorldServiceGrpc;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Hostile inputs by way of gRPC: of the game API, and of calls about the world. */
final class HostileGrpc {
  private static final String OTHER_SECRET = "a secret that nobody has given to the nodes";
  private static final int SMALL_WINDOW = 1024;
  private static final Duration HOUR = Duration.ofHours(1);

  private final String address;
  private final String secret;
  private final ManagedChannel channel;
  private final AtomicLong names = new AtomicLong();
  private final Random random = new Random(7);
  private final List<HostileInput> inputs = new ArrayList<>();

  /** Inputs for a node whose players prove who they are with tokens of this secret. */
  HostileGrpc(String address, String secret) {
    this.address = address;
    this.secret = secret;
    channel = channel();
  }

  private ManagedChannel channel() {
    return NettyChannelBuilder.forTarget(address, InsecureChannelCredentials.create()).build();
  }

  List<HostileInput> inputs() {
    joins();
    resumptions();
    commands();
    streams();
    calls();
    return inputs;
  }

  private void add(String name, String answer, HostileInput.Attack attack) {
    inputs.add(new HostileInput(name, answer, attack));
  }

  /** The answer to one message. */
  private void add(String name, String answer, ClientMessage.Builder message) {
    add(name, answer, () -> HostileStream.play(channel).send(message).end());
  }

  private String token(String player, String by, Duration valid, String... roles) {
    return PlayerTokens.issue(by, player, "", "", valid, List.of(roles));
  }

  private String newName() {
    return "mallory-" + names.incrementAndGet();
  }

  private static ClientMessage.Builder join(Join.Builder join) {
    return ClientMessage.newBuilder().setJoin(join);
  }

  private ClientMessage.Builder good(String name) {
    return join(Join.newBuilder().setToken(token(name, secret, HOUR)));
  }

  private static ClientMessage.Builder command(long number, int bytes) {
    return ClientMessage.newBuilder()
        .setCommand(
            Command.newBuilder()
                .setNumber(number)
                .setPayload(ByteString.copyFrom(new byte[bytes])));
  }

  private void joins() {
    String nobody = "UNAUTHENTICATED: ";
    add(
        "Join without a token",
        nobody + "this world lets in with a token only",
        join(Join.newBuilder().setName("eve")));
    add(
        "Join with a token of garbage",
        nobody + "what was sent as a token",
        join(Join.newBuilder().setToken("x.y.z")));
    add(
        "a token of 5,000 characters",
        nobody + "a token of more than",
        join(Join.newBuilder().setToken("x".repeat(5000))));
    add(
        "a forged token",
        nobody + "the token is not accepted",
        join(Join.newBuilder().setToken(token("eve", OTHER_SECRET, HOUR))));
    add(
        "an expired token",
        nobody + "the token is not accepted",
        join(Join.newBuilder().setToken(token("eve", secret, HOUR.negated()))));
    add(
        "a token that says it needs no signature",
        nobody,
        join(Join.newBuilder().setToken(unsigned())));
    add(
        "a token with another subject",
        nobody + "the token is not accepted",
        join(Join.newBuilder().setToken(changed())));
    add(
        "somebody else's name beside a token",
        nobody + "the token is not that of player",
        join(Join.newBuilder().setName("anna").setToken(token("eve", secret, HOUR))));
    add(
        "a player's number beside a token",
        nobody + "this world knows players by",
        join(Join.newBuilder().setId(7).setToken(token("eve", secret, HOUR))));
    String rule = "INVALID_ARGUMENT: ";
    add(
        "a subject of 300 characters",
        rule + "a player's name",
        join(Join.newBuilder().setToken(token("m".repeat(300), secret, HOUR))));
    add(
        "a subject with control characters",
        rule + "a player's name",
        join(Join.newBuilder().setToken(token("a\u0000\nb", secret, HOUR))));
    for (double radius : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY, 1e9}) {
      add(
          "a view radius of " + radius,
          rule + "view radius",
          join(Join.newBuilder().setToken(token("eve", secret, HOUR)).setViewRadius(radius)));
    }
    add(
        "a second Join",
        rule + "this stream has joined already",
        () -> {
          HostileStream stream = HostileStream.play(channel).send(good(newName()));
          return stream.send(good("anna")).end();
        });
    add(
        "the same player from two streams at once",
        "ABORTED: another session of this player has taken over",
        () -> {
          String name = newName();
          HostileStream first = HostileStream.play(channel).send(good(name));
          first.welcome();
          HostileStream second = HostileStream.play(channel).send(good(name));
          second.welcome();
          String end = first.end();
          second.vanish();
          return end;
        });
  }

  /** A token of the algorithm "none", RFC 7519 section 6. */
  private static String unsigned() {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    long exp = System.currentTimeMillis() / 1000 + 3600;
    return base64.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.US_ASCII))
        + "."
        + base64.encodeToString(
            ("{\"sub\":\"anna\",\"exp\":" + exp + "}").getBytes(StandardCharsets.US_ASCII))
        + ".";
  }

  /** A good token of mallory, with anna's name in it. */
  private String changed() {
    String[] parts = token("mallory", secret, HOUR).split("\\.");
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    String others = claims.replace("mallory", "anna");
    String part =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(others.getBytes(StandardCharsets.UTF_8));
    return parts[0] + "." + part + "." + parts[2];
  }

  private void resumptions() {
    add(
        "a forged resume token",
        "FAILED_PRECONDITION: the session has ended",
        () -> {
          byte[] forged = new byte[48];
          random.nextBytes(forged);
          return HostileStream.play(channel)
              .send(join(Join.newBuilder().setResumeToken(ByteString.copyFrom(forged))))
              .end();
        });
    add(
        "a resume token of a session that was left",
        "FAILED_PRECONDITION: the session has ended",
        () -> {
          HostileStream stream = HostileStream.play(channel).send(good(newName()));
          ByteString token = stream.welcome().getResumeToken();
          stream.send(ClientMessage.newBuilder().setLeave(Leave.getDefaultInstance())).end();
          return HostileStream.play(channel)
              .send(join(Join.newBuilder().setResumeToken(token)))
              .end();
        });
    add(
        "somebody else's resume token, after the owner has joined anew",
        "FAILED_PRECONDITION: the session has ended",
        () -> {
          String name = newName();
          HostileStream stream = HostileStream.play(channel).send(good(name));
          ByteString stolen = stream.welcome().getResumeToken();
          HostileStream owner = HostileStream.play(channel).send(good(name));
          owner.welcome();
          String end =
              HostileStream.play(channel)
                  .send(join(Join.newBuilder().setResumeToken(stolen)))
                  .end();
          return owner.hasEnded() ? "the owner was thrown out" : end;
        });
    add(
        "a view of garbage",
        "INVALID_ARGUMENT: Join.view is not possible",
        () -> HostileStream.play(channel).send(withView(random(300))).end());
    add(
        "a view that says it has a million entities",
        "INVALID_ARGUMENT: Join.view is not possible",
        () ->
            HostileStream.play(channel)
                .send(withView(new byte[] {1, 0, (byte) 0xc0, (byte) 0x84, 0x3d, 0}))
                .end());
  }

  private byte[] random(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    bytes[0] = 9;
    return bytes;
  }

  private ClientMessage.Builder withView(byte[] data) {
    return join(
        Join.newBuilder()
            .setToken(token(newName(), secret, HOUR))
            .setView(
                View.newBuilder()
                    .setTick(-1)
                    .setEncoding(UpdateLayout.ENCODING)
                    .setData(ByteString.copyFrom(data))));
  }

  private void commands() {
    String rule = "INVALID_ARGUMENT: ";
    add("a command before Join", rule + "a command before the Welcome", command(1, 1));
    add(
        "Leave before Join",
        rule + "Leave before Join",
        ClientMessage.newBuilder().setLeave(Leave.getDefaultInstance()));
    add("a message of no kind", rule + "a message of no kind", ClientMessage.newBuilder());
    for (long number : new long[] {0, 2, -1, Long.MAX_VALUE}) {
      add(
          "command number " + Long.toUnsignedString(number) + " where 1 is next",
          rule + "command number",
          () -> playing().send(command(number, 1)).end());
    }
    add(
        "a command number that was there before",
        rule + "command number",
        () -> playing().send(command(1, 1)).send(command(1, 1)).end());
    add(
        "a command after Leave",
        rule + "a command before the Welcome, or after Leave or OK: you have left",
        () ->
            playing()
                .send(ClientMessage.newBuilder().setLeave(Leave.getDefaultInstance()))
                .send(command(1, 1))
                .end());
    add(
        "a command of 17 KiB",
        rule + "a message of more than",
        () -> playing().send(command(1, 17 * 1024)).end());
    add(
        "a command of 1 MiB",
        "RESOURCE_EXHAUSTED or CANCELLED",
        () -> playing().send(command(1, 1 << 20)).end());
    add(
        "300 commands at once",
        "RESOURCE_EXHAUSTED: more than",
        () -> {
          HostileStream stream = playing();
          for (int i = 1; i <= 300; i++) {
            stream.send(command(i, 1));
          }
          return stream.end();
        });
    add(
        "a flood of small messages",
        "RESOURCE_EXHAUSTED: more than 500 messages",
        () -> {
          HostileStream stream = playing();
          for (int i = 0; i < 1500 && !stream.hasEnded(); i++) {
            stream.send(ClientMessage.newBuilder().setPing(Ping.newBuilder().setToken(i)));
          }
          return stream.end();
        });
    add(
        "a flood of bytes",
        "RESOURCE_EXHAUSTED: more than 65536 bytes",
        () -> {
          HostileStream stream = playing();
          for (int i = 1; i <= 12 && !stream.hasEnded(); i++) {
            stream.send(command(i, 15 * 1024));
          }
          return stream.end();
        });
  }

  private HostileStream playing() throws InterruptedException {
    HostileStream stream = HostileStream.play(channel).send(good(newName()));
    stream.welcome();
    return stream;
  }

  private void streams() {
    add(
        "bytes that are no message",
        "INVALID_ARGUMENT: ",
        () -> {
          byte[] garbage = random(300);
          garbage[0] |= 7;
          return HostileStream.play(channel).send(garbage).end();
        });
    add(
        "half a message",
        "INVALID_ARGUMENT: ",
        () -> {
          byte[] whole = good(newName()).build().toByteArray();
          return HostileStream.play(channel)
              .send(java.util.Arrays.copyOf(whole, whole.length / 2))
              .end();
        });
    add(
        "a stream that never joins",
        "DEADLINE_EXCEEDED: no Join came",
        () -> HostileStream.play(channel).end());
    add(
        "a player that never reads",
        "DEADLINE_EXCEEDED: nothing was read for",
        () -> {
          HostileStream guest = HostileStream.play(channel).send(good(newName()));
          double widest = 4 * guest.welcome().getWorld().getInterestRadius();
          guest.vanish();
          // With a small window, what is not read stays where it comes from; 32 KiB fill in that
          // time.
          ManagedChannel own =
              NettyChannelBuilder.forTarget(address, InsecureChannelCredentials.create())
                  .initialFlowControlWindow(SMALL_WINDOW)
                  .build();
          try {
            HostileStream stream =
                HostileStream.deaf(own)
                    .send(
                        join(
                            Join.newBuilder()
                                .setToken(token(newName(), secret, HOUR))
                                .setViewRadius(widest)));
            Thread.sleep(60_000);
            stream.read(Integer.MAX_VALUE);
            return stream.end();
          } finally {
            own.shutdownNow();
          }
        });
    add(
        "clients that vanish at any moment",
        "gone",
        () -> {
          for (int i = 0; i < 20; i++) {
            HostileStream stream = HostileStream.play(channel).send(good(newName()));
            Thread.sleep(random.nextInt(60));
            stream.vanish();
          }
          return "gone";
        });
    add(
        "a method that does not exist",
        "UNIMPLEMENTED",
        () -> HostileStream.call(channel, "zonescaler.v1.GameService/Cheat").end());
    add(
        "the nodes' own service at the players' port",
        "UNIMPLEMENTED",
        () -> HostileStream.call(channel, "zonescaler.v1.PeerService/Exchange").end());
  }

  private void calls() {
    add(
        "all entities without a token",
        "UNAUTHENTICATED",
        () -> entities("", ListEntitiesRequest.newBuilder()));
    add(
        "all entities with a player's token",
        "PERMISSION_DENIED",
        () -> entities(token("eve", secret, HOUR), ListEntitiesRequest.newBuilder()));
    add(
        "all zones with a forged observer's token",
        "UNAUTHENTICATED",
        () -> zones(token("eve", OTHER_SECRET, HOUR, PlayerTokens.OBSERVER)));
    String observer = token("tv", secret, Duration.ofHours(24), PlayerTokens.OBSERVER);
    add(
        "an observer who wants a million entities",
        "INVALID_ARGUMENT",
        () -> entities(observer, ListEntitiesRequest.newBuilder().setLimit(1_000_000)));
    add(
        "an observer's box of NaN",
        "INVALID_ARGUMENT",
        () ->
            entities(
                observer,
                ListEntitiesRequest.newBuilder()
                    .setBox(Box.newBuilder().addMin(Double.NaN).addMin(0).addMax(1).addMax(1))));
    add(
        "an observer's box of 7 dimensions",
        "INVALID_ARGUMENT",
        () -> {
          Box.Builder box = Box.newBuilder();
          for (int i = 0; i < 7; i++) {
            box.addMin(0).addMax(1);
          }
          return entities(observer, ListEntitiesRequest.newBuilder().setBox(box));
        });
    add(
        "an observer who asks for everything all the time",
        "OK or RESOURCE_EXHAUSTED or UNAVAILABLE",
        () -> entities(observer, ListEntitiesRequest.newBuilder().setLimit(10_000)));
  }

  private WorldServiceGrpc.WorldServiceBlockingStub api(String token) {
    Metadata headers = new Metadata();
    if (!token.isEmpty()) {
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    }
    return WorldServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, java.util.concurrent.TimeUnit.SECONDS)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private String entities(String token, ListEntitiesRequest.Builder request) {
    try {
      return "OK: " + api(token).listEntities(request.build()).getEntitiesCount();
    } catch (StatusRuntimeException e) {
      return e.getStatus().toString();
    }
  }

  private String zones(String token) {
    try {
      return "OK: " + api(token).listZones(ListZonesRequest.getDefaultInstance()).getZonesCount();
    } catch (StatusRuntimeException e) {
      return e.getStatus().toString();
    }
  }
}
