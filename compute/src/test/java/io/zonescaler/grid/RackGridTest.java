package io.zonescaler.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonescaler.cluster.CoreSettings;
import io.zonescaler.cluster.Ownership;
import io.zonescaler.game.World;
import io.zonescaler.verify.Drifters;
import io.zonescaler.zone.ZoneMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A slot's copies lie in two racks, and a world goes on when one of them fails as a whole. */
class RackGridTest {
  private static final int SLOTS = 32;
  private static final Map<String, String> RACKS =
      new TreeMap<>(Map.of("a", "r1", "b", "r1", "c", "r2", "d", "r2", "e", "r2"));

  private final Map<String, WorldNode> nodes = new TreeMap<>();
  private final World world = World.of(new Drifters());
  private final TestGrid grid = new TestGrid(SLOTS, 1);

  @BeforeEach
  void start() {
    RACKS.forEach(grid::rack);
    List<String> founders = List.copyOf(RACKS.keySet());
    grid.start(founders.toArray(String[]::new));
    grid.found(founders);
    ZoneMap map = ZoneMap.uniform(world.space(), 8, SLOTS);
    for (String name : founders) {
      WorldNode node = new WorldNode(grid.node(name), world, map, CoreSettings.defaults());
      nodes.put(name, node);
      node.start();
    }
  }

  @AfterEach
  void stop() {
    nodes.values().forEach(WorldNode::close);
    grid.close();
  }

  private static boolean areApart(Ownership ownership) {
    for (int slot = 0; slot < ownership.owners().size(); slot++) {
      List<String> of = ownership.ownersOf(slot);
      if (of.size() != 2 || RACKS.get(of.get(0)).equals(RACKS.get(of.get(1)))) {
        return false;
      }
    }
    return !ownership.owners().isEmpty() && ownership.filling().isEmpty();
  }

  @Test
  void theWorldSurvivesTheLossOfARack() {
    await("copies in both racks")
        .atMost(Duration.ofSeconds(60))
        .until(() -> nodes.values().stream().allMatch(node -> areApart(node.ownership())));
    WorldNode survivor = nodes.get("d");
    long before = survivor.view().audit().tick();
    List.of("a", "b").forEach(grid::cut);
    for (String name : List.of("a", "b")) {
      nodes.remove(name).close();
      grid.stop(name);
    }
    await("the world goes on with all its zones")
        .atMost(Duration.ofSeconds(60))
        .until(() -> survivor.view().audit().tick() > before + 100);
    assertThat(survivor.view().audit().firstBreak()).isEmpty();
    assertThat(survivor.lost()).isEmpty();
  }
}
