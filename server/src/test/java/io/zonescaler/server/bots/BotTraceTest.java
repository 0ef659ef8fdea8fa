package io.zonescaler.server.bots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.InsecureChannelCredentials;
import io.zonescaler.game.World;
import io.zonescaler.server.GrpcEndpoint;
import io.zonescaler.server.fixture.Endpoints;
import io.zonescaler.server.fixture.RaftGame;
import io.zonescaler.server.fixture.SingleNodeWorld;
import io.zonescaler.server.gateway.PlayerNames;
import io.zonescaler.state.Ids;
import io.zonescaler.zone.ZoneMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BotTraceTest {
  @TempDir Path dir;

  private BotTrace read(String text) throws IOException {
    Path file = dir.resolve("trace.csv");
    Files.writeString(file, text);
    return BotTrace.read(file, BotTraceTest::steer);
  }

  /** Rafts go at most 90/100 per tick. */
  private static byte[] steer(double dx, double dy, double dz) {
    double distance = Math.max(1, Math.sqrt(dx * dx + dy * dy) / 4);
    return new byte[] {1, (byte) (60 * dx / distance / 4), (byte) (60 * dy / distance / 4)};
  }

  @Test
  void interpolatesBetweenPointsAndStaysAtTheEnds() throws IOException {
    BotTrace trace = read("t_seconds,id,x,y\n0,a,1,2\n0.5,b,7,7\n2,a,3,6\n4,a,3,8\n\n");
    assertThat(trace.size()).isEqualTo(2);
    assertThat(trace.name(1)).isEqualTo("b");
    assertThat(trace.at(0, -1)).containsExactly(1, 2, 0);
    assertThat(trace.at(0, 1)).containsExactly(2, 4, 0);
    assertThat(trace.at(0, 3)).containsExactly(3, 7, 0);
    assertThat(trace.at(0, 99)).containsExactly(3, 8, 0);
    assertThat(trace.at(1, 0)).containsExactly(7, 7, 0);
    assertThat(read("t_seconds,id,x,y,z\n0,a,1,2,3\n").at(0, 0)).containsExactly(1, 2, 3);
  }

  @Test
  void namesTheLineThatIsWrong() {
    assertThatThrownBy(() -> read("x,y\n1,2\n")).hasMessageContaining("line 1 must be the header");
    assertThatThrownBy(() -> read("t_seconds,id,x,y\n")).hasMessageContaining("no path");
    assertThatThrownBy(() -> read("t_seconds,id,x,y\n0,a,1\n"))
        .hasMessageContaining("line 2 has 3 fields");
    assertThatThrownBy(() -> read("t_seconds,id,x,y\n0,a,1,NaN\n"))
        .hasMessageContaining("line 2: 'NaN' is no number");
    assertThatThrownBy(() -> read("t_seconds,id,x,y\n1,a,1,1\n1,a,1,1\n"))
        .hasMessageContaining("line 3: the times of id a do not ascend");
  }

  @Test
  void botsFollowTheirPaths() throws IOException {
    World rafts = World.of(new RaftGame());
    SingleNodeWorld world = new SingleNodeWorld(rafts, ZoneMap.uniform(rafts.space(), 8, 32));
    GrpcEndpoint endpoint = Endpoints.open(world);
    endpoint.start();
    List<String> lines = new ArrayList<>(List.of("t_seconds,id,x,y"));
    double[] goal = new double[2];
    long player = PlayerNames.idOf("bot-7");
    for (int axis = 0; axis < 2; axis++) {
      double home = rafts.space().toUnits(axis, Ids.homePlace(rafts.space(), player, axis));
      goal[axis] = home < 40 ? home + 15 : home - 15;
    }
    lines.add("0,7," + goal[0] + "," + goal[1]);
    BotTrace trace = read(String.join("\n", lines));
    BotSettings settings =
        new BotSettings(
                List.of(endpoint.address()),
                1,
                Duration.ofSeconds(6),
                10,
                "bot-",
                0,
                "commands",
                r -> new byte[1],
                1,
                null,
                name -> "",
                InsecureChannelCredentials.create())
            .following(trace);
    try (BotFleet fleet = new BotFleet(settings)) {
      BotReport report = fleet.run();
      assertThat(report.commandsLost() + report.commandsDoubled()).isZero();
      double[] end = world.placeOf(Ids.avatar(player));
      assertThat(Math.hypot(end[0] - goal[0], end[1] - goal[1])).isLessThan(4);
    } finally {
      endpoint.close();
      world.close();
    }
  }
}
