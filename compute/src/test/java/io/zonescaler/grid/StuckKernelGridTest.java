package io.zonescaler.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonescaler.cluster.ClusterView.AuditCounters;
import io.zonescaler.cluster.CoreSettings;
import io.zonescaler.cluster.InputLog;
import io.zonescaler.cluster.NodeListener;
import io.zonescaler.cluster.NodeReport;
import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.game.World;
import io.zonescaler.verify.ReExecution;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;
import io.zonescaler.zone.ZoneMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ignite.Ignite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A kernel that loops for ever stops its own zone for a while, and nobody else (I5). */
class StuckKernelGridTest {
  private static final int POISONED_TICK = 20;
  private static final long STUCK_AFTER_MILLIS = 500;

  /** Ends the endless loop when the test is over; a real one has no such thing. */
  private static volatile boolean released;

  private final List<WorldNode> nodes = new ArrayList<>();
  private final List<String> notices = new CopyOnWriteArrayList<>();
  private TestGrid grid;
  private World world;

  /** Walkers, one of which loops for ever from a tick on. */
  static final class Trap implements Game {
    static final Kind WALKER = Kind.of("walker");
    static final Column STEPS = WALKER.i32("steps");
    static final Column POISONED = WALKER.i32("poisoned");

    @Override
    public Schema schema() {
      return Schema.of(WALKER).build();
    }

    @Override
    public WorldSettings world() {
      return WorldSettings.flat(80, 80).name("trap").build();
    }

    @Override
    public void populate(Population cell) {
      boolean corner = cell.min(0) == 0 && cell.min(1) == 0;
      for (int i = 0; i < 4; i++) {
        cell.spawn(WALKER).set(POISONED, corner && i == 0 ? 1 : 0);
      }
    }

    @Override
    public void tick(Step step) {
      while (step.next()) {
        boolean poisoned = step.integer(POISONED) == 1;
        while (poisoned && step.tick() >= POISONED_TICK && !released) {
          Thread.onSpinWait();
        }
        step.set(STEPS, step.integer(STEPS) + 1);
        if (!poisoned) {
          step.moveTo(step.x() + step.random() - 0.5, step.y() + step.random() - 0.5);
        }
      }
    }
  }

  private void startThreeNodes(int kernelThreads) {
    released = false;
    world = World.of(new Trap());
    grid = new TestGrid(16, 1).kernelThreads(kernelThreads);
    grid.start("a", "b", "c");
    grid.found(List.of("a", "b", "c"));
    ZoneMap map = ZoneMap.uniform(world.space(), 4, 16);
    CoreSettings defaults = CoreSettings.defaults();
    for (Ignite ignite : grid.nodes()) {
      WorldNode node =
          new WorldNode(
              ignite,
              world,
              map,
              new CoreSettings(
                  STUCK_AFTER_MILLIS, defaults.followRetryMillis(), defaults.reportMillis()));
      node.listen(
          new NodeListener() {
            @Override
            public void noticed(long zone, long tick, String sentence) {
              notices.add(sentence);
            }
          });
      nodes.add(node);
    }
    nodes.forEach(WorldNode::start);
  }

  @AfterEach
  void stop() {
    released = true;
    nodes.forEach(WorldNode::close);
    grid.close();
  }

  @Test
  void theWorldGoesOnWhileZonesAreIdleAndTheyComeBack() {
    // One thread: what loops for ever holds up the kernels of all zones of its node.
    startThreeNodes(1);
    awaitTick(POISONED_TICK + 30);
    AuditCounters idle = audit();
    assertThat(idle.idleFrames()).isPositive();
    assertThat(notices).anyMatch(n -> n.contains("is idle in tick " + POISONED_TICK));
    assertThat(notices).as("says where the kernel hangs").anyMatch(n -> n.contains("Trap.tick"));
    released = true;
    // Runs that were given up still wait for the thread; they end one after the other.
    awaitTick(idle.tick() + 60);
    long idleThen = audit().idleFrames();
    awaitTick(audit().tick() + 20);
    assertThat(audit().idleFrames()).as("all zones run again").isEqualTo(idleThen);
    assertReExecutes();
  }

  @Test
  void anEntityInQuarantineHoldsUpItsZoneNoMore() {
    startThreeNodes(4);
    awaitTick(POISONED_TICK + 10);
    String notice =
        notices.stream().filter(n -> n.contains("is idle in tick")).findFirst().orElseThrow();
    Matcher at = Pattern.compile("given up at walker ([0-9a-f]+) ").matcher(notice);
    assertThat(at.find()).as(notice).isTrue();
    long entity = Long.parseUnsignedLong(at.group(1), 16);
    // The zone is idle in every tick; any node may be asked.
    nodes.forEach(node -> node.quarantine(entity + 1, false));
    nodes.get(2).quarantine(entity, false);
    await("quarantine")
        .atMost(Duration.ofSeconds(30))
        .until(() -> nodes.get(0).view().reports().stream().anyMatch(StuckKernelGridTest::holds));
    awaitTick(audit().tick() + 10);
    long idleThen = audit().idleFrames();
    awaitTick(audit().tick() + 40);
    assertThat(audit().idleFrames()).as("all zones run").isEqualTo(idleThen);
    nodes.get(1).quarantine(entity, true);
    await("the trap is open again")
        .atMost(Duration.ofSeconds(30))
        .until(() -> audit().idleFrames() > idleThen);
    assertReExecutes();
  }

  private static boolean holds(NodeReport report) {
    return report.zones().stream().anyMatch(zone -> zone.quarantined() > 0);
  }

  private void assertReExecutes() {
    released = true;
    AuditCounters after = audit();
    assertThat(after.firstBreak()).isEmpty();
    List<InputLog.Entry> log = new ArrayList<>();
    nodes.forEach(n -> log.addAll(n.inputs().entries(1, after.tick(), Integer.MAX_VALUE)));
    assertThat(ReExecution.run(world, log, after.tick(), t -> {}).hash).isEqualTo(after.hash());
  }

  private AuditCounters audit() {
    return nodes.get(0).view().audit();
  }

  private void awaitTick(long tick) {
    await("tick " + tick).atMost(Duration.ofSeconds(60)).until(() -> audit().tick() >= tick);
  }
}
