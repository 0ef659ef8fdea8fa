package io.zonescaler.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonescaler.cluster.CoreSettings;
import io.zonescaler.cluster.SlowTicks;
import io.zonescaler.cluster.SlowTicks.Cause;
import io.zonescaler.cluster.SlowTicks.SlowTick;
import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.game.World;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.ignite.Ignite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three nodes say why ticks were slow, when the logic in one zone was. */
class SlowTicksGridTest {
  private static final int SLOW_TICK = 100;
  private static final int SLOW_MILLIS = 400;

  private final List<WorldNode> nodes = new ArrayList<>();
  private final Map<String, SlowTicks> logs = new HashMap<>();
  private TestGrid grid;

  /** Things, one of which takes long in one tick. */
  static final class Sleeper implements Game {
    static final Kind THING = Kind.of("thing");
    static final Column SLEEPS = THING.i32("sleeps");

    @Override
    public Schema schema() {
      return Schema.of(THING).build();
    }

    @Override
    public WorldSettings world() {
      return WorldSettings.flat(80, 80).name("sleeper").build();
    }

    @Override
    public void populate(Population cell) {
      boolean corner = cell.min(0) == 0 && cell.min(1) == 0;
      for (int i = 0; i < 4; i++) {
        cell.spawn(THING).set(SLEEPS, corner && i == 0 ? 1 : 0);
      }
    }

    @Override
    public void tick(Step step) {
      while (step.next()) {
        if (step.integer(SLEEPS) == 1 && step.tick() == SLOW_TICK) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SLOW_MILLIS));
        }
      }
    }
  }

  @AfterEach
  void stop() {
    nodes.forEach(WorldNode::close);
    grid.close();
  }

  @Test
  void aSlowKernelIsNamedByItsZoneAndByTheNeighboursThatWaitForIt() {
    World world = World.of(new Sleeper());
    ZoneMap map = ZoneMap.uniform(world.space(), 4, 16);
    grid = new TestGrid(16, 1);
    grid.start("a", "b", "c");
    grid.found(List.of("a", "b", "c"));
    for (Ignite ignite : grid.nodes()) {
      WorldNode node = new WorldNode(ignite, world, map, CoreSettings.defaults());
      SlowTicks log = new SlowTicks(node);
      node.listen(log);
      logs.put(node.node(), log);
      nodes.add(node);
    }
    nodes.forEach(WorldNode::start);
    await("ticks after the slow one")
        .atMost(Duration.ofSeconds(60))
        .until(() -> nodes.get(0).view().audit().tick() > SLOW_TICK + 20);

    Zone slow = map.locate(0, 0, 0);
    String owner = nodes.get(0).ownership().owner(slow.slot());
    SlowTick own = slowTick(slow, SLOW_TICK);
    assertThat(own.cause()).as("%s", own).isEqualTo(Cause.KERNEL);
    assertThat(own.times().kernelMillis()).isBetween((long) SLOW_MILLIS, 3L * SLOW_MILLIS);
    SlowTick after = slowTick(slow, SLOW_TICK + 1);
    assertThat(after.cause())
        .as("it is behind for the same cause: %s", after)
        .isEqualTo(Cause.KERNEL);
    assertThat(after.times().ownMillis()).isLessThan(after.times().behindMillis());
    for (Zone zone : map.zones()) {
      if (zone.id() != slow.id()) {
        SlowTick waited = slowTick(zone, SLOW_TICK + 1);
        assertThat(waited.cause()).as("%s", waited).isEqualTo(Cause.SOURCE);
        assertThat(waited.source()).isEqualTo(slow.id());
        assertThat(waited.sourceNode()).isEqualTo(owner);
        assertThat(waited.times().waitMillis()).isGreaterThan(SLOW_MILLIS / 2);
      }
    }
    assertThat(logs.get(owner).count(Cause.KERNEL)).isGreaterThanOrEqualTo(2);
  }

  private SlowTick slowTick(Zone zone, long tick) {
    SlowTicks log = logs.get(nodes.get(0).ownership().owner(zone.slot()));
    return log.newest().stream()
        .filter(slow -> slow.times().zone() == zone.id() && slow.times().tick() == tick)
        .findFirst()
        .orElseThrow(() -> new AssertionError(zone + " at " + tick + " is not in " + log.newest()));
  }
}
