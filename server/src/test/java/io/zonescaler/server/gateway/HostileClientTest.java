package io.zonescaler.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.zonescaler.server.fixture.TestClient;
import io.zonescaler.v1.proto.ClientMessage;
import io.zonescaler.v1.proto.Command;
import io.zonescaler.v1.proto.Goodbye;
import io.zonescaler.v1.proto.Join;
import io.zonescaler.v1.proto.Leave;
import io.zonescaler.v1.proto.Ping;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that break the rules are told so, and a well-behaved one never notices. */
class HostileClientTest extends GatewayTestBase {
  private TestClient witness;

  @Override
  GatewaySettings settings() {
    return GatewaySettings.defaults()
        .with(GatewayLimit.CLIENTS, 8)
        .with(GatewayLimit.JOIN, 700)
        .with(GatewayLimit.SLOW, 1500);
  }

  @Override
  @org.junit.jupiter.api.BeforeEach
  void start() {
    super.start();
    witness = playing("witness");
  }

  @AfterEach
  void witnessIsUnharmed() {
    assertThat(witness.status()).as("the witness's stream").isNull();
    awaitAck(witness, witness.command(0));
    var updates = witness.updates();
    for (int i = 1; i < updates.size(); i++) {
      assertThat(updates.get(i).getTick()).isEqualTo(updates.get(i - 1).getTick() + 1);
    }
  }

  private static Join.Builder named(String name) {
    return Join.newBuilder().setName(name);
  }

  private static ClientMessage of(Join.Builder join) {
    return ClientMessage.newBuilder().setJoin(join).build();
  }

  private void refused(TestClient client, Status.Code code, String text) {
    await("the refusal").until(() -> client.status() != null);
    assertThat(client.status().getCode()).isEqualTo(code);
    assertThat(client.status().getDescription()).contains(text);
    assertThat(client.goodbye()).isNotNull();
    assertThat(client.goodbye().getText()).contains(text);
  }

  private void refusedAtOnce(ClientMessage message, String text) {
    TestClient client = TestClient.connect(channel);
    client.send(message);
    refused(client, Status.Code.INVALID_ARGUMENT, text);
  }

  @Test
  void aCommandBeforeJoinIsRefused() {
    refusedAtOnce(TestClient.command(1, new byte[1]), "a command before the Welcome");
  }

  @Test
  void leaveBeforeJoinIsRefused() {
    refusedAtOnce(
        ClientMessage.newBuilder().setLeave(Leave.getDefaultInstance()).build(),
        "Leave before Join");
  }

  @Test
  void aMessageOfNoKindIsRefused() {
    refusedAtOnce(ClientMessage.getDefaultInstance(), "of no kind");
  }

  @Test
  void aJoinOfNobodyIsRefused() {
    refusedAtOnce(of(Join.newBuilder()), "without a player's name or id");
    refusedAtOnce(of(Join.newBuilder().setId(0)), "without a player's name or id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "123456789012345678901234567890123", " x", "x ", "a\nb", "a\0", "\u007f"})
  void aBadNameIsRefused(String name) {
    refusedAtOnce(of(named(name)), "a player's name");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, 1e9, 1e-9})
  void aBadViewRadiusIsRefused(double radius) {
    refusedAtOnce(of(named("mallory").setViewRadius(radius)), "view radius");
  }

  @Test
  void aSecondJoinOnAStreamIsRefused() {
    TestClient mallory = playing("mallory");
    mallory.send(of(named("eve")));
    refused(mallory, Status.Code.INVALID_ARGUMENT, "has joined already");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 2, -1, Long.MAX_VALUE, Long.MIN_VALUE})
  void aWrongCommandNumberIsRefused(long number) {
    TestClient mallory = playing("mallory");
    mallory.send(TestClient.command(number, new byte[1]));
    refused(mallory, Status.Code.INVALID_ARGUMENT, "the next one is 1");
  }

  @Test
  void tooManyCommandsAreRefused() {
    TestClient mallory = playing("mallory");
    world.lost = m -> m instanceof io.zonescaler.cluster.NodeMessage.Inputs;
    for (int i = 0; i < 65; i++) {
      mallory.command(0);
    }
    refused(mallory, Status.Code.RESOURCE_EXHAUSTED, "more than 64 commands");
    world.lost = m -> false;
  }

  @Test
  void aFloodOfMessagesIsRefused() {
    TestClient mallory = playing("mallory");
    for (int i = 0; i < 600 && mallory.status() == null; i++) {
      mallory.send(ClientMessage.newBuilder().setPing(Ping.newBuilder().setToken(i)).build());
    }
    refused(mallory, Status.Code.RESOURCE_EXHAUSTED, "more than 500 messages");
  }

  @Test
  void aFloodOfBytesIsRefused() {
    TestClient mallory = playing("mallory");
    for (int i = 1; i <= 12 && mallory.status() == null; i++) {
      mallory.send(TestClient.command(i, new byte[15 * 1024]));
    }
    refused(mallory, Status.Code.RESOURCE_EXHAUSTED, "more than 65536 bytes in a second");
  }

  @Test
  void anOversizedMessageIsRefused() {
    TestClient mallory = playing("mallory");
    mallory.send(
        ClientMessage.newBuilder()
            .setCommand(
                Command.newBuilder()
                    .setNumber(1)
                    .setPayload(ByteString.copyFrom(new byte[17 * 1024])))
            .build());
    refused(mallory, Status.Code.INVALID_ARGUMENT, "more than 16384 bytes");
  }

  @Test
  void aMessageThatIsNotEvenLetInEndsTheStream() {
    TestClient mallory = playing("mallory");
    mallory.send(TestClient.command(1, new byte[1 << 20]));
    await("the refusal").until(() -> mallory.status() != null);
    assertThat(mallory.status().getCode())
        .isIn(Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED);
  }

  @Test
  void garbageBytesAreRefused() {
    MethodDescriptor.Marshaller<byte[]> raw =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            return new byte[0];
          }
        };
    MethodDescriptor<byte[], byte[]> play =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName("zonescaler.v1.GameService/Play")
            .setRequestMarshaller(raw)
            .setResponseMarshaller(raw)
            .build();
    Random random = new Random(3);
    for (int i = 0; i < 50; i++) {
      byte[] garbage = new byte[1 + random.nextInt(300)];
      random.nextBytes(garbage);
      garbage[0] = (byte) (garbage[0] | 7); // no wire type
      AtomicReference<Status> end = new AtomicReference<>();
      ClientCall<byte[], byte[]> call = channel.newCall(play, CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              end.set(status);
            }
          },
          new Metadata());
      call.request(10);
      call.sendMessage(garbage);
      await("the refusal").until(() -> end.get() != null);
      assertThat(end.get().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(end.get().getDescription()).contains("no zonescaler.v1.ClientMessage");
    }
  }

  @Test
  void bytesThatAreNotEvenHttpHarmNobody() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (Socket socket = new Socket("127.0.0.1", endpoint.port())) {
        socket
            .getOutputStream()
            .write("GET / HTTP/1.1\r\n\r\n\0\1\2".getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  @Test
  void whoNeverJoinsIsCutOff() {
    TestClient silent = TestClient.connect(channel);
    refused(silent, Status.Code.DEADLINE_EXCEEDED, "no Join came");
    assertThat(silent.goodbye().getReason()).isEqualTo(Goodbye.Reason.TOO_SLOW);
  }

  @Test
  void moreClientsThanFitAreSentElsewhere() {
    for (int i = 0; i < 7; i++) {
      playing("guest" + i);
    }
    TestClient late = TestClient.join(channel, "late");
    refused(late, Status.Code.RESOURCE_EXHAUSTED, "connect to another node");
    assertThat(late.goodbye().getReason()).isEqualTo(Goodbye.Reason.FULL);
  }

  @Test
  void clientsThatVanishAtAnyMomentLeaveNothingBehind() {
    for (int i = 0; i < 30; i++) {
      TestClient client = TestClient.join(channel, "ghost" + i % 3);
      int wait = i;
      if (i % 3 > 0) {
        await("something")
            .until(() -> client.welcome() != null || client.status() != null || wait < 10);
      }
      client.vanish();
      await("room").until(() -> endpoint.gateway().clients() < 6);
    }
    await("only the witness is left")
        .atMost(java.time.Duration.ofSeconds(15))
        .until(() -> endpoint.gateway().clients() == 1);
  }
}
