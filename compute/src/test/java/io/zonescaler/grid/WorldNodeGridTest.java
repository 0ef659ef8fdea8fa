package io.zonescaler.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonescaler.cluster.ClusterView.AuditCounters;
import io.zonescaler.cluster.CoreSettings;
import io.zonescaler.cluster.InputLog;
import io.zonescaler.cluster.NodeListener;
import io.zonescaler.cluster.NodeMessage.Steering;
import io.zonescaler.cluster.NodeReport;
import io.zonescaler.game.World;
import io.zonescaler.oracle.KitchenSinkGame;
import io.zonescaler.state.Ids;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.ZoneState;
import io.zonescaler.verify.ReExecution;
import io.zonescaler.verify.StoredHistory;
import io.zonescaler.world.Space;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.Ignite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One world on three Ignite nodes in one JVM, without any network code of ours but the grid's. */
class WorldNodeGridTest {
  private static final int ZONES = 8;

  private final List<WorldNode> nodes = new ArrayList<>();
  private final Map<Long, Long> digests = new ConcurrentHashMap<>();
  private final List<String> contradictions = new ArrayList<>();
  private TestGrid grid;
  private World world;

  @BeforeEach
  void startThreeNodes() {
    world = World.of(new KitchenSinkGame(), KitchenSinkGame.flat().seed(7).build());
    grid = new TestGrid(32, 1);
    grid.start("a", "b", "c");
    grid.found(List.of("a", "b", "c"));
    ZoneMap map = ZoneMap.uniform(world.space(), ZONES, 32);
    for (Ignite ignite : grid.nodes()) {
      WorldNode node = new WorldNode(ignite, world, map, CoreSettings.defaults());
      node.listen(new SingleTruth());
      nodes.add(node);
    }
    nodes.forEach(WorldNode::start);
  }

  @AfterEach
  void stop() {
    nodes.forEach(WorldNode::close);
    grid.close();
  }

  /** Every node must be told the same frame of a zone and tick (I1). */
  private final class SingleTruth implements NodeListener {
    @Override
    public void released(ZoneState state, byte[] frame, boolean own) {
      Long other = digests.putIfAbsent(state.zone() << 32 | state.tick(), state.digest());
      if (other != null && other != state.digest()) {
        synchronized (contradictions) {
          contradictions.add("zone " + state.zone() + " tick " + state.tick());
        }
      }
    }
  }

  @Test
  void threeNodesRunOneWorldThatReExecutesToTheSameHash() {
    join(1234);
    awaitTick(60);
    assertThat(nodes.stream().mapToInt(WorldNodeGridTest::zonesOf).sorted().toArray())
        .as("zones per node")
        .containsExactly(2, 3, 3);
    AuditCounters audit = nodes.get(0).view().audit();
    assertThat(audit.firstBreak()).isEmpty();
    assertThat(contradictions).isEmpty();
    List<InputLog.Entry> log = new ArrayList<>();
    nodes.forEach(n -> log.addAll(n.inputs().entries(1, audit.tick(), Integer.MAX_VALUE)));
    assertThat(log).as("the join was recorded").isNotEmpty();
    assertThat(ReExecution.run(world, log, audit.tick(), t -> {}).hash)
        .as("hash at tick " + audit.tick())
        .isEqualTo(audit.hash());
  }

  @Test
  void theLastTicksAreRunAgainFromWhatIsStored() {
    join(99);
    awaitTick(60);
    Map<Long, List<byte[]>> stored = new TreeMap<>();
    for (Zone zone : ZoneMap.uniform(world.space(), ZONES, 32).zones()) {
      CompletableFuture<List<byte[]>> values = new CompletableFuture<>();
      nodes.get(1).history(zone.id(), values::complete);
      stored.put(zone.id(), values.orTimeout(30, TimeUnit.SECONDS).join());
    }
    StoredHistory whole = new StoredHistory(world);
    stored.forEach(whole::add);
    StoredHistory.Outcome equal = whole.run(60, t -> {});
    assertThat(equal.difference()).isEmpty();
    assertThat(equal.toTick()).isEqualTo(60);

    StoredHistory lacking = new StoredHistory(world);
    stored.remove(stored.keySet().iterator().next());
    stored.forEach(lacking::add);
    assertThat(lacking.run(60, t -> {}).difference())
        .as("a zone that is left out is missed")
        .matches("tick \\d+: .+");
  }

  @Test
  void aPausedWorldStandsStillStepsAndGoesOn() {
    awaitTick(10);
    nodes.get(1).steer(Steering.PAUSE, 0);
    long paused = standstill();
    nodes.get(2).steer(Steering.STEP, 5);
    awaitTick(paused + 5);
    assertThat(standstill()).isEqualTo(paused + 5);
    nodes.get(0).steer(Steering.RESUME, 0);
    awaitTick(paused + 30);
    assertThat(nodes.get(0).view().audit().firstBreak()).isEmpty();
  }

  private void join(long player) {
    Space space = world.space();
    long zone =
        ZoneMap.uniform(space, ZONES, 32)
            .locate(Ids.homePlace(space, player, 0), Ids.homePlace(space, player, 1), 0)
            .id();
    PlayerInput join = new PlayerInput(player, PlayerInput.Type.JOIN, 1, 0, new byte[0]);
    await()
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              nodes.get(0).submit(zone, List.of(join));
              return nodes.stream()
                  .anyMatch(n -> !n.inputs().entries(1, Long.MAX_VALUE, 1).isEmpty());
            });
  }

  private void awaitTick(long tick) {
    await("tick " + tick)
        .atMost(Duration.ofSeconds(60))
        .until(() -> nodes.get(0).view().audit().tick() >= tick);
  }

  /** Waits until all zones stand at the same tick for a while. */
  private long standstill() {
    long[] seen = {-1, 0};
    await("standstill")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              long tick = nodes.get(0).view().audit().tick();
              seen[1] = tick == seen[0] ? seen[1] + 1 : 0;
              seen[0] = tick;
              return seen[1] >= 3;
            });
    return seen[0];
  }

  private static int zonesOf(WorldNode node) {
    for (NodeReport report : node.view().reports()) {
      if (report.node().equals(node.node())) {
        return report.zones().size();
      }
    }
    return 0;
  }
}
