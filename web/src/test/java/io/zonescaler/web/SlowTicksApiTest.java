package io.zonescaler.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.verify.InMemoryCluster;
import io.zonescaler.web.status.NodeInfo;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the API and the metrics say of a tick that held up a node with two zones. */
class SlowTicksApiTest {
  private static final int SLOW_TICK = 60;
  private static final int SLOW_MILLIS = 300;
  private static final List<String> PARTS =
      List.of("behind", "loop", "wait", "queue", "kernel", "commit");

  private InMemoryCluster cluster;
  private DashboardServer server;
  private HttpCaller http;

  /** A single thing that takes long in one tick. */
  static final class Nap implements Game {
    static final Kind THING = Kind.of("thing");

    @Override
    public Schema schema() {
      return Schema.of(THING).build();
    }

    @Override
    public WorldSettings world() {
      return WorldSettings.flat(80, 80).name("nap").build();
    }

    @Override
    public void populate(Population cell) {
      if (cell.min(0) == 0 && cell.min(1) == 0) {
        cell.spawn(THING);
      }
    }

    @Override
    public void tick(Step step) {
      while (step.next()) {
        if (step.tick() == SLOW_TICK) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SLOW_MILLIS));
        }
      }
    }
  }

  @BeforeEach
  void start() {
    cluster = RunningCluster.of(new Nap(), 1, 2);
    server = LocalServers.dashboard(cluster, DashboardAccess.OPEN, n -> NodeInfo.unknown(), null);
    http = HttpCaller.whenReady(server);
  }

  @AfterEach
  void stop() {
    server.close();
    cluster.close();
  }

  @Test
  void aSlowTickIsToldWithWhatItsLatenessIsMadeOf() {
    await("ticks after the slow one")
        .until(() -> http.json("/api/v1/status").at("/world/tick").asLong() > SLOW_TICK + 5);
    JsonNode told = http.json("/api/v1/slow-ticks");

    assertThat(told.get("budgetMillis").asDouble()).isEqualTo(50);
    JsonNode slow =
        StreamSupport.stream(told.get("slowTicks").spliterator(), false)
            .filter(
                one ->
                    one.get("tick").asLong() == SLOW_TICK && one.get("zone").asText("").equals("1"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(told));
    assertThat(slow.get("lateMillis").asLong()).isGreaterThanOrEqualTo(SLOW_MILLIS);
    assertThat(Instant.parse(slow.get("time").asText())).isBefore(Instant.now().plusSeconds(1));
    assertThat(slow.get("millis").fieldNames()).toIterable().containsExactlyElementsOf(PARTS);
    long sum = 0;
    for (JsonNode part : slow.get("millis")) {
      sum += part.asLong();
    }
    assertThat(sum).isEqualTo(slow.get("lateMillis").asLong());
    // Here all nodes' kernels run on the one loop, which stands meanwhile.
    assertThat(slow.get("cause").asText()).isEqualTo("stall");
    assertThat(slow.get("stalledMillis").asLong()).isGreaterThan(SLOW_MILLIS / 2);
    long counted = told.get("counts").get("stall").asLong();
    assertThat(counted).isPositive();
    assertThat(http.get("/metrics").body())
        .containsPattern("zonescaler_slow_ticks_total\\{cause=\"stall\",node=\"n1\"\\} [1-9]")
        .contains("zonescaler_slow_ticks_total{cause=\"kernel\",node=\"n1\"}");
    JsonNode ticks = told.get("slowTicks");
    assertThat(ticks.get(0).get("time").asText())
        .as("the newest first")
        .isGreaterThanOrEqualTo(ticks.get(ticks.size() - 1).get("time").asText());
  }
}
