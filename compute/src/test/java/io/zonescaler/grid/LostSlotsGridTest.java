package io.zonescaler.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonescaler.cluster.CoreSettings;
import io.zonescaler.cluster.Ownership;
import io.zonescaler.game.World;
import io.zonescaler.oracle.KitchenSinkGame;
import io.zonescaler.zone.ZoneMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A slot loses all its copies, and nobody needs what was in it. */
class LostSlotsGridTest {
  private static final int SLOTS = 24;
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

  @Test
  void aWorldInMemoryGoesOnWithoutSlotsThatHeldNothing() {
    World world = World.of(new KitchenSinkGame(), KitchenSinkGame.flat().seed(7).build());
    Map<String, WorldNode> nodes = new TreeMap<>();
    try (TestGrid grid = new TestGrid(SLOTS, 1)) {
      grid.start(NAMES.toArray(new String[0]));
      grid.found(NAMES);
      ZoneMap map = ZoneMap.uniform(world.space(), 2, SLOTS);
      for (String name : NAMES) {
        WorldNode node = new WorldNode(grid.node(name), world, map, CoreSettings.defaults());
        nodes.put(name, node);
        node.start();
      }
      awaitTick(nodes, 20);
      Ownership before = nodes.get("a").ownership();
      Set<String> killed = ownersOfAnEmptySlot(before);
      killed.forEach(grid::cut);
      for (String name : killed) {
        nodes.remove(name).close();
        grid.stop(name);
      }
      await("all slots with two copies")
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  nodes.values().stream()
                      .map(WorldNode::ownership)
                      .allMatch(
                          now ->
                              nodes.keySet().containsAll(now.owners())
                                  && now.filling().isEmpty()
                                  && now.backups().stream()
                                      .allMatch(
                                          b -> b.size() == 1 && nodes.containsKey(b.get(0)))));
      WorldNode any = nodes.values().iterator().next();
      awaitTick(nodes, any.view().audit().tick() + 20);
      assertThat(any.trouble()).isEmpty();
      assertThat(any.view().audit().firstBreak()).isEmpty();
    } finally {
      nodes.values().forEach(WorldNode::close);
    }
  }

  private static Set<String> ownersOfAnEmptySlot(Ownership ownership) {
    Set<Set<String>> used = Set.of(ownersOf(ownership, 0), ownersOf(ownership, 1));
    for (int slot = 2; slot < SLOTS; slot++) {
      if (!used.contains(ownersOf(ownership, slot))) {
        return ownersOf(ownership, slot);
      }
    }
    throw new AssertionError("no two nodes share empty slots only: " + ownership);
  }

  private static Set<String> ownersOf(Ownership ownership, int slot) {
    Set<String> owners = new TreeSet<>(ownership.backups().get(slot));
    owners.add(ownership.owner(slot));
    return owners;
  }

  private static void awaitTick(Map<String, WorldNode> nodes, long tick) {
    await("tick " + tick)
        .atMost(Duration.ofSeconds(60))
        .until(() -> nodes.values().stream().allMatch(node -> node.view().audit().tick() >= tick));
  }
}
