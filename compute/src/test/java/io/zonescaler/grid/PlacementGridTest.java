package io.zonescaler.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonescaler.cluster.ClusterView.AuditCounters;
import io.zonescaler.cluster.CoreSettings;
import io.zonescaler.cluster.NodeListener;
import io.zonescaler.cluster.Ownership;
import io.zonescaler.game.World;
import io.zonescaler.oracle.KitchenSinkGame;
import io.zonescaler.placement.PlacementPlan;
import io.zonescaler.state.ZoneState;
import io.zonescaler.zone.ZoneMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ignite.Ignite;
import org.apache.ignite.cache.affinity.Affinity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes join, leave and die, and the slots follow them by plans while the world runs. */
class PlacementGridTest {
  private static final int ZONES = 12;
  private static final int SLOTS = 32;

  /** Nodes have so much that what zones take is nothing: they are spread by number. */
  private static final CoreSettings ROOMY = new CoreSettings(2000, 250, 250, 1000, false);

  private final Map<String, WorldNode> nodes = new TreeMap<>();
  private final Map<Long, Long> digests = new ConcurrentHashMap<>();
  private final Set<String> contradictions = ConcurrentHashMap.newKeySet();
  private TestGrid grid;
  private World world;

  @BeforeEach
  void startThreeNodes() {
    world = World.of(new KitchenSinkGame(), KitchenSinkGame.flat().seed(7).build());
    grid = new TestGrid(SLOTS, 1);
    grid.start("a", "b", "c");
    grid.found(List.of("a", "b", "c"));
    ZoneMap map = ZoneMap.uniform(world.space(), ZONES, SLOTS);
    List.of("a", "b", "c").forEach(name -> run(name, map));
    awaitTicks(20);
  }

  @AfterEach
  void stop() {
    nodes.values().forEach(WorldNode::close);
    grid.close();
  }

  private void run(String name, @Nullable ZoneMap map) {
    WorldNode node = new WorldNode(grid.node(name), world, map, ROOMY);
    node.listen(
        new NodeListener() {
          @Override
          public void released(ZoneState state, byte[] frame, boolean own) {
            Long other = digests.putIfAbsent(state.zone() << 32 | state.tick(), state.digest());
            if (other != null && other != state.digest()) {
              contradictions.add("zone " + state.zone() + " tick " + state.tick());
            }
          }
        });
    nodes.put(name, node);
    node.start();
  }

  private void join(String name) {
    grid.start(name);
    grid.bootstrap(name, List.of()).join();
    run(name, null);
  }

  private void kill(String name) {
    grid.cut(name);
    nodes.remove(name).close();
    grid.stop(name);
  }

  private void leave(String name) throws InterruptedException {
    assertThat(nodes.get(name).leave(Duration.ofSeconds(30))).as(name + " was emptied").isTrue();
    nodes.remove(name).close();
    grid.stop(name);
  }

  /** Waits until the slots lie evenly on just these nodes, with all copies, and the world runs. */
  private void awaitOwners(String... names) {
    Set<String> expected = new TreeSet<>(List.of(names));
    await("slots on " + expected)
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                nodes.values().stream()
                    .allMatch(
                        node -> {
                          Ownership ownership = node.ownership();
                          return new TreeSet<>(ownership.owners()).equals(expected)
                              && ownership.filling().isEmpty()
                              && ownership.backups().stream()
                                  .allMatch(b -> b.size() == 1 && expected.contains(b.get(0)))
                              && GridMembers.baseline(grid.node(node.node())).equals(expected);
                        }));
    awaitTicks(20);
    Map<String, Integer> zones = new HashMap<>();
    WorldNode any = nodes.values().iterator().next();
    ZoneMap.uniform(world.space(), ZONES, SLOTS)
        .zones()
        .forEach(zone -> zones.merge(any.ownership().owner(zone.slot()), 1, Integer::sum));
    assertThat(zones.values()).as("zones per node").allMatch(n -> n == ZONES / expected.size());
    assertSameAssignment();
    assertThat(contradictions).isEmpty();
    AuditCounters audit = any.view().audit();
    assertThat(audit.firstBreak()).isEmpty();
  }

  private void assertSameAssignment() {
    List<List<List<String>>> all = new ArrayList<>();
    for (Ignite ignite : grid.nodes()) {
      Affinity<ZoneKey> affinity = ignite.affinity(GridCaches.FRAMES);
      List<List<String>> assignment = new ArrayList<>();
      for (int slot = 0; slot < SLOTS; slot++) {
        assignment.add(
            affinity.mapPartitionToPrimaryAndBackups(slot).stream()
                .map(n -> n.consistentId().toString())
                .toList());
      }
      all.add(assignment);
    }
    assertThat(all).allMatch(all.get(0)::equals);
  }

  private void awaitTicks(int more) {
    WorldNode any = nodes.values().iterator().next();
    long from = any.view().audit().tick();
    await(more + " ticks more")
        .atMost(Duration.ofSeconds(60))
        .until(() -> any.view().audit().tick() >= from + more);
  }

  @Test
  void aDeadNodesBackupsAreRestoredAndItIsTakenInWhenItComesBack() {
    kill("b");
    awaitOwners("a", "c");
    join("b");
    awaitOwners("a", "b", "c");
    kill("a"); // the coordinator
    awaitOwners("b", "c");
    assertThat(plan("b").reason()).isEqualTo("a is gone");
    assertThat(plan("b").number()).isEqualTo(3);
  }

  @Test
  void aNodeThatJoinsWhileAnotherOneIsDeadGetsTheSamePlan() {
    kill("c");
    join("d");
    awaitOwners("a", "b", "d");
    join("e");
    awaitOwners("a", "b", "d", "e");
  }

  @Test
  void aLeaverIsEmptiedFirstAndTheLastOnesNeedNotBe() throws InterruptedException {
    leave("a");
    awaitOwners("b", "c");
    nodes.get("b").steer(io.zonescaler.cluster.NodeMessage.Steering.PAUSE, 0);
    Thread other =
        new Thread(
            () -> {
              try {
                nodes.get("c").leave(Duration.ofSeconds(30));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    other.start();
    long from = System.nanoTime();
    assertThat(nodes.get("b").leave(Duration.ofSeconds(30))).isTrue();
    other.join();
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(5));
    assertThat(GridMembers.baseline(grid.node("b"))).containsExactly("b", "c");
  }

  private PlacementPlan plan(String node) {
    PlacementPlan plan = BaselinePlan.current(grid.node(node));
    assertThat(plan).isNotNull();
    return plan;
  }
}
