package io.zonescaler.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonescaler.cluster.CoreSettings;
import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.game.World;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A zone that stands still holds up its neighbours one tick later each, and nobody sooner (I5). */
class StallSpreadGridTest {
  private static final int ZONES = 64;
  private static final int STALL_TICK = 15;
  private static volatile boolean released;

  private final TestGrid grid = new TestGrid(ZONES, 0);

  /** One block at the left end of a strip loops for ever from a tick on. */
  static final class Strip implements Game {
    static final Kind BLOCK = Kind.of("block");

    @Override
    public Schema schema() {
      return Schema.of(BLOCK).build();
    }

    @Override
    public WorldSettings world() {
      return WorldSettings.flat(24.0 * ZONES, 22)
          .interestRadius(8)
          .maxStep(1)
          .name("strip")
          .build();
    }

    @Override
    public void populate(Population cell) {
      cell.spawn(BLOCK);
    }

    @Override
    public void tick(Step step) {
      while (step.next()) {
        while (step.x() < 8 && step.tick() >= STALL_TICK && !released) {
          Thread.onSpinWait();
        }
      }
    }
  }

  @AfterEach
  void stop() {
    released = true;
    grid.close();
  }

  @Test
  void itReachesAZoneSoManyStepsAwayAfterAsManyTicks() {
    released = false;
    World world = World.of(new Strip());
    ZoneMap map = ZoneMap.uniform(world.space(), ZONES, ZONES);
    grid.start("a");
    grid.found(List.of("a"));
    WorldNode node = new WorldNode(grid.node("a"), world, map, new CoreSettings(600_000, 250, 100));
    node.start();
    List<Zone> strip =
        map.zones().stream().sorted(Comparator.comparingInt(z -> z.box().minX())).toList();
    long[] expected = new long[ZONES];
    for (int k = 0; k < ZONES; k++) {
      expected[k] = STALL_TICK - 1 + k;
    }
    await("all zones stand still, each a tick after the one before")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(() -> assertThat(ticks(node, strip)).isEqualTo(expected));
    assertThat(node.view().audit().ok()).isTrue();
    released = true;
    await("the world goes on")
        .atMost(Duration.ofSeconds(60))
        .until(() -> node.view().audit().tick() > STALL_TICK + ZONES);
    node.close();
  }

  private static long[] ticks(WorldNode node, List<Zone> zones) {
    return zones.stream()
        .mapToLong(
            zone -> {
              ZoneReport report = node.view().zone(zone.id());
              return report == null ? -1 : report.tick();
            })
        .toArray();
  }
}
