package io.zonescaler.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvenSpreadTest {
  private static final int SLOTS = 64;
  private static final Set<Integer> USED = Set.copyOf(IntStream.range(0, 16).boxed().toList());

  private static List<List<String>> nothing() {
    return new ArrayList<>(IntStream.range(0, SLOTS).mapToObj(s -> List.<String>of()).toList());
  }

  @Test
  void everyNodeHasItsShareThroughAnyChangesOfTheMembers() {
    Random random = new Random(7);
    for (int copies = 1; copies <= 3; copies++) {
      List<List<String>> now = nothing();
      for (int change = 0; change < 200; change++) {
        Set<String> nodes = new TreeSet<>();
        int count = 1 + random.nextInt(6);
        while (nodes.size() < count) {
          nodes.add("n" + random.nextInt(8));
        }
        now = EvenSpread.of(now, nodes, copies, USED);
        for (Set<Integer> group : List.of(USED, unused())) {
          assertEven(now, nodes, group, Math.min(copies, count));
        }
      }
    }
  }

  private static Set<Integer> unused() {
    Set<Integer> rest = new HashSet<>(IntStream.range(0, SLOTS).boxed().toList());
    rest.removeAll(USED);
    return rest;
  }

  private static void assertEven(
      List<List<String>> owners, Set<String> nodes, Set<Integer> slots, int copies) {
    Map<String, Integer> primaries = new HashMap<>();
    for (int slot : slots) {
      assertThat(owners.get(slot)).hasSize(copies).doesNotHaveDuplicates().isSubsetOf(nodes);
      primaries.merge(owners.get(slot).get(0), 1, Integer::sum);
    }
    for (String node : nodes) {
      assertThat(primaries.getOrDefault(node, 0))
          .isBetween(slots.size() / nodes.size(), (slots.size() + nodes.size() - 1) / nodes.size());
    }
  }

  @Test
  void aSpreadThatIsEvenStaysAsItIs() {
    List<List<String>> first = EvenSpread.of(nothing(), Set.of("a", "b", "c"), 2, USED);
    assertThat(EvenSpread.of(first, Set.of("a", "b", "c"), 2, USED)).isEqualTo(first);
    assertThat(EvenSpread.moves(first, first)).isZero();
  }

  @Test
  void aDeathMovesOnlyWhatTheDeadNodeHadAndItsZonesGoToTheirBackups() {
    List<List<String>> before = EvenSpread.of(nothing(), Set.of("a", "b", "c"), 2, Set.of());
    List<List<String>> after = EvenSpread.of(before, Set.of("a", "c"), 2, Set.of());
    for (int slot = 0; slot < SLOTS; slot++) {
      String primary = before.get(slot).get(0);
      if (!primary.equals("b")) {
        assertThat(after.get(slot).get(0)).as("slot " + slot).isEqualTo(primary);
      }
    }
  }

  @Test
  void theBackupsOfANodeAreSpreadOverAllOthers() {
    List<List<String>> owners = EvenSpread.of(nothing(), Set.of("a", "b", "c", "d"), 2, Set.of());
    Map<String, Integer> pairs = new HashMap<>();
    owners.forEach(slot -> pairs.merge(String.join(">", slot), 1, Integer::sum));
    assertThat(pairs).hasSize(12).allSatisfy((pair, n) -> assertThat(n).isBetween(4, 8));
  }

  @Test
  void aPlanIsReadAsItWasWrittenAndADamagedOneIsAnError() {
    PlacementPlan plan =
        new PlacementPlan(
            17, EvenSpread.of(nothing(), Set.of("a", "node-2"), 2, USED), 9, "n3 left");
    byte[] bytes = plan.encode();
    assertThat(PlacementPlan.decode(bytes)).isEqualTo(plan);
    byte[] cut = java.util.Arrays.copyOf(bytes, bytes.length - 3);
    assertThatThrownBy(() -> PlacementPlan.decode(cut)).hasMessageContaining("damaged");
    bytes[0] = 9;
    assertThatThrownBy(() -> PlacementPlan.decode(bytes)).hasMessageContaining("format 9");
  }
}
