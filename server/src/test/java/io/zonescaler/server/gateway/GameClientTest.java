package io.zonescaler.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zonescaler.client.GameClient;
import io.zonescaler.client.GameOverException;
import io.zonescaler.client.PlayerListener;
import io.zonescaler.client.Prediction;
import io.zonescaler.client.update.ClientView;
import io.zonescaler.cluster.NodeMessage;
import io.zonescaler.server.GrpcEndpoint;
import io.zonescaler.server.fixture.TestClient;
import io.zonescaler.v1.proto.Goodbye;
import io.zonescaler.v1.proto.Welcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The client library against a real world, over real gRPC. */
class GameClientTest extends GatewayTestBase {
  private static final Duration SOON = Duration.ofSeconds(10);

  /** How the client feels its raft: as the game moves it. */
  private record Raft(double x, double y, double vx, double vy) {}

  private final Prediction.Model<Raft> model =
      new Prediction.Model<>() {
        @Override
        public Raft command(Raft raft, byte[] payload) {
          return payload[0] == 1
              ? new Raft(raft.x, raft.y, payload[1] / 100.0, payload[2] / 100.0)
              : raft;
        }

        @Override
        public Raft tick(Raft raft) {
          return new Raft(raft.x + raft.vx, raft.y + raft.vy, raft.vx, raft.vy);
        }
      };

  private Raft raft(ClientView.Seen seen) {
    double quantum = rafts.space().quantum();
    return new Raft(
        seen.position(0) * quantum,
        seen.position(1) * quantum,
        seen.raw(seen.kind().indexOf("vx")) / 100.0,
        seen.raw(seen.kind().indexOf("vy")) / 100.0);
  }

  private Raft seen(GameClient client) {
    return client.read(view -> raft(view.find(client.avatar())));
  }

  /** Another gateway to the same world. */
  private GrpcEndpoint another() {
    GrpcEndpoint other =
        new GrpcEndpoint(world, "127.0.0.1", 0, credentials(), settings(), tokens());
    other.start();
    return other;
  }

  private static void seesItself(GameClient client) {
    await("sight of itself")
        .until(() -> client.read(view -> view.find(client.avatar()) != null).equals(Boolean.TRUE));
  }

  private long commands(GameClient client) {
    return client.read(
        view -> {
          ClientView.Seen self = view.find(client.avatar());
          return self.raw(self.kind().indexOf("commands"));
        });
  }

  @Test
  void playsAndIsShownWhereItIsAndLeaves() throws TimeoutException, InterruptedException {
    String name = nameAtHome(at -> true);
    try (GameClient anna = GameClient.at(endpoint.address()).player(name).join()) {
      Welcome welcome = anna.awaitWelcome(SOON);
      assertThat(welcome.getPlayerId()).isEqualTo(PlayerNames.idOf(name));
      seesItself(anna);
      assertThat(anna.command(new byte[] {1, 20, 0})).isEqualTo(1);
      await("it moves").until(() -> seen(anna).vx > 0);
      double from = anna.place(anna.avatar())[0];
      await("it is drawn further on").until(() -> anna.place(anna.avatar())[0] > from + 0.5);
      assertThat(seen(anna).x).isGreaterThanOrEqualTo(anna.place(anna.avatar())[0]);
      assertThat(anna.place(1)).isNull();
    }
    await("its place is free").until(() -> endpoint.gateway().clients() == 0);
  }

  @Test
  void predictsNothingOnALongWay() throws TimeoutException, InterruptedException {
    try (GameClient anna = GameClient.at(endpoint.address()).player("anna").join()) {
      anna.awaitWelcome(SOON);
      Supplier<Raft> felt = anna.predict(this::raft, model);
      await("a first state").until(() -> felt.get() != null);
      int there = felt.get().x > 40 ? 10 : 70;
      anna.command(new byte[] {4, (byte) there, (byte) there});
      await("it is away").until(() -> felt.get() == null && anna.place(anna.avatar()) == null);
      await("it is there").until(() -> felt.get() != null);
      assertThat(felt.get().x).isEqualTo(there);
    }
  }

  @Test
  void feelsItsOwnCommandsAtOnceAndIsRightInTheEnd() throws TimeoutException, InterruptedException {
    try (GameClient anna = GameClient.at(endpoint.address()).player("anna").join()) {
      anna.awaitWelcome(SOON);
      Supplier<Raft> felt = anna.predict(this::raft, model);
      await("a first state").until(() -> felt.get() != null);
      world.lost = m -> m instanceof NodeMessage.Inputs;
      Raft before = seen(anna);
      double speed = before.x > 40 ? -0.2 : 0.2;
      anna.command(new byte[] {1, (byte) Math.round(speed * 100), 0});
      assertThat(felt.get().vx).isEqualTo(speed);
      assertThat(seen(anna).vx).as("the world does not know yet").isZero();
      world.lost = m -> false;
      await("the world knows").until(() -> seen(anna).vx == speed);
      await("some ticks more").pollDelay(Duration.ofMillis(300)).until(() -> true);
      anna.command(new byte[] {1, 0, 0});
      await("it stands").until(() -> seen(anna).vx == 0);
      await("what is felt is what is")
          .untilAsserted(() -> assertThat(felt.get().x).isEqualTo(seen(anna).x));
    }
  }

  @Test
  void staysInTheWorldWhenItsGatewayGoes() throws TimeoutException, InterruptedException {
    List<Boolean> welcomes = new CopyOnWriteArrayList<>();
    PlayerListener listener =
        new PlayerListener() {
          @Override
          public void welcomed(Welcome welcome) {
            welcomes.add(welcome.getResumed());
          }
        };
    try (GrpcEndpoint other = another();
        GameClient anna =
            GameClient.at(endpoint.address(), other.address())
                .player("anna")
                .listener(listener)
                .join()) {
      anna.awaitWelcome(SOON);
      seesItself(anna);
      long last = 0;
      for (int i = 0; last < 200; i++) {
        last = Math.max(last, anna.command(new byte[] {0}));
        if (i == 100) {
          endpoint.close();
        }
        Thread.sleep(5);
      }
      await("all count once").until(() -> commands(anna) == 200);
      assertThat(anna.over()).isNotDone();
      assertThat(welcomes).startsWith(false).doesNotHaveDuplicates();
    }
  }

  @Test
  void aListenerMaySendFromEveryCall() throws TimeoutException, InterruptedException {
    AtomicReference<GameClient> self = new AtomicReference<>();
    PlayerListener chain =
        new PlayerListener() {
          @Override
          public void welcomed(Welcome welcome) {
            sendTwo();
          }

          @Override
          public void acknowledged(long number, long sentNanos, long tick, String refusal) {
            if (number < 300) {
              sendTwo();
            }
            throw new IllegalStateException("a listener's fault, which is logged");
          }

          private void sendTwo() {
            GameClient client = self.get();
            if (client != null) {
              client.command(new byte[] {0});
              client.command(new byte[] {0});
            }
          }
        };
    try (GrpcEndpoint other = another();
        GameClient anna =
            GameClient.at(endpoint.address(), other.address())
                .player("anna")
                .listener(chain)
                .join()) {
      anna.awaitWelcome(SOON);
      seesItself(anna);
      self.set(anna);
      long first = anna.command(new byte[] {0});
      assertThat(first).isEqualTo(1);
      await("some").until(() -> commands(anna) > 60);
      endpoint.close();
      await("all").atMost(Duration.ofSeconds(20)).until(() -> commands(anna) >= 300);
      assertThat(anna.over()).isNotDone();
      assertThatThrownBy(() -> anna.command(new byte[20_000]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a command of 20000 bytes; this server takes");
    }
  }

  @Test
  void closingBetweenStreamsEndsAllThatWaits() throws TimeoutException, InterruptedException {
    GameClient anna = GameClient.at(endpoint.address()).player("anna").join();
    anna.awaitWelcome(SOON);
    endpoint.close();
    GameClient late = GameClient.at("127.0.0.1:1").player("late").join();
    late.close();
    assertThat(late.over()).isDone();
    assertThatThrownBy(() -> late.awaitWelcome(SOON)).isInstanceOf(GameOverException.class);
    anna.close();
    assertThat(anna.over()).isDone();
  }

  @Test
  void whoIsTakenOverOrNotLetInIsTold() throws TimeoutException, InterruptedException {
    try (GameClient anna = GameClient.at(endpoint.address()).player("anna").join();
        GameClient nobody = GameClient.at(endpoint.address()).player("x\ny").join()) {
      anna.awaitWelcome(SOON);
      TestClient thief = playing("anna");
      await("the end").until(() -> anna.over().isDone());
      assertThat(anna.over().join().getReason()).isEqualTo(Goodbye.Reason.TAKEN_OVER);
      assertThat(thief.status()).isNull();
      assertThatThrownBy(() -> nobody.awaitWelcome(SOON))
          .isInstanceOfSatisfying(
              GameOverException.class,
              e -> assertThat(e.reason()).isEqualTo(Goodbye.Reason.REFUSED));
      assertThatThrownBy(() -> nobody.command(new byte[0]))
          .hasMessageContaining("nobody has joined yet");
    }
  }

  @Test
  void aClientWithoutAServerWaitsForOne() {
    try (GameClient lonely = GameClient.at("127.0.0.1:1").player("anna").join()) {
      assertThatThrownBy(() -> lonely.awaitWelcome(Duration.ofMillis(300)))
          .isInstanceOf(TimeoutException.class);
    }
    assertThatThrownBy(GameClient::at).hasMessageContaining("at least one node");
  }
}
