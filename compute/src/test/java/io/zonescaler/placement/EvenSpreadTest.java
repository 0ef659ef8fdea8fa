package io.zonescaler.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonescaler.placement.EvenSpread.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EvenSpreadTest {
  private static final int SLOTS = 64;
  private static final Map<Integer, Double> USED =
      IntStream.range(0, 16).boxed().collect(Collectors.toMap(slot -> slot, slot -> 1.0));

  private static List<List<String>> nothing() {
    return new ArrayList<>(IntStream.range(0, SLOTS).mapToObj(s -> List.<String>of()).toList());
  }

  private static Map<String, Member> alike(String... names) {
    return Stream.of(names).collect(Collectors.toMap(name -> name, name -> Member.USUAL));
  }

  private static List<List<String>> spread(
      List<List<String>> now, Map<String, Member> nodes, int copies) {
    return EvenSpread.of(now, nodes, copies, USED, Map.of());
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
        now = spread(now, alike(nodes.toArray(String[]::new)), copies);
        for (Set<Integer> group : List.of(USED.keySet(), unused())) {
          assertEven(now, nodes, group, Math.min(copies, count));
        }
        if (copies > 1 && count > 2) {
          assertDeathsAreShared(now, nodes, copies);
        }
      }
    }
  }

  /** Whoever dies, the others have about as much of what it leaves: next to nothing has to move. */
  private static void assertDeathsAreShared(
      List<List<String>> owners, Set<String> nodes, int copies) {
    for (String dead : nodes) {
      Set<String> rest = new TreeSet<>(nodes);
      rest.remove(dead);
      List<List<String>> promoted =
          owners.stream().map(of -> of.stream().filter(n -> !n.equals(dead)).toList()).toList();
      List<List<String>> after = spread(promoted, alike(rest.toArray(String[]::new)), copies);
      assertThat(EvenSpread.moves(promoted, after))
          .as("moves when %s of %s dies", dead, nodes)
          .isLessThanOrEqualTo(2 * rest.size());
    }
  }

  private static Set<Integer> unused() {
    Set<Integer> rest = new HashSet<>(IntStream.range(0, SLOTS).boxed().toList());
    rest.removeAll(USED.keySet());
    return rest;
  }

  private static void assertEven(
      List<List<String>> owners, Set<String> nodes, Set<Integer> slots, int copies) {
    int least = slots.size() / nodes.size();
    int most = (slots.size() + nodes.size() - 1) / nodes.size();
    for (int role = 0; role < copies; role++) {
      Map<String, Integer> counts = new HashMap<>();
      for (int slot : slots) {
        assertThat(owners.get(slot)).hasSize(copies).doesNotHaveDuplicates().isSubsetOf(nodes);
        counts.merge(owners.get(slot).get(role), 1, Integer::sum);
      }
      // Third copies have to go where the others are not.
      int slack = role == 0 ? 0 : role == 1 ? nodes.size() - 1 : most;
      for (String node : nodes) {
        assertThat(counts.getOrDefault(node, 0))
            .as("%s in role %s of %s", node, role, counts)
            .isBetween(least - slack, most + slack);
      }
    }
  }

  @Test
  void aSpreadThatIsEvenStaysAsItIs() {
    List<List<String>> first = spread(nothing(), alike("a", "b", "c"), 2);
    assertThat(spread(first, alike("a", "b", "c"), 2)).isEqualTo(first);
    assertThat(EvenSpread.moves(first, first)).isZero();
  }

  @Test
  void aDeathMovesOnlyWhatTheDeadNodeHadAndItsZonesGoToTheirBackups() {
    List<List<String>> before =
        EvenSpread.of(nothing(), alike("a", "b", "c"), 2, Map.of(), Map.of());
    List<List<String>> after = EvenSpread.of(before, alike("a", "c"), 2, Map.of(), Map.of());
    for (int slot = 0; slot < SLOTS; slot++) {
      String primary = before.get(slot).get(0);
      if (!primary.equals("b")) {
        assertThat(after.get(slot).get(0)).as("slot " + slot).isEqualTo(primary);
      }
    }
  }

  @Test
  void theBackupsOfANodeAreSpreadOverAllOthers() {
    List<List<String>> owners =
        EvenSpread.of(nothing(), alike("a", "b", "c", "d"), 2, Map.of(), Map.of());
    Map<String, Integer> pairs = new HashMap<>();
    owners.forEach(slot -> pairs.merge(String.join(">", slot), 1, Integer::sum));
    assertThat(pairs).hasSize(12).allSatisfy((pair, n) -> assertThat(n).isBetween(4, 8));
  }

  /** Nodes of several sizes in several racks come and go, and zones weigh what they weigh. */
  @Test
  void whatZonesTakeIsSpreadByWhatNodesHaveAndRacksAreApart() {
    Random random = new Random(11);
    for (int world = 0; world < 60; world++) {
      Map<Integer, Double> used = new HashMap<>();
      for (int slot = 0; slot < 40; slot++) {
        used.put(slot, Math.exp(random.nextGaussian()));
      }
      int copies = 1 + random.nextInt(3);
      int racks = 1 + random.nextInt(4);
      Map<Integer, String> pins =
          random.nextBoolean() ? Map.of(3, "n1", 60, "n2", 7, "gone") : Map.of();
      List<List<String>> now = nothing();
      for (int change = 0; change < 12; change++) {
        Map<String, Member> nodes = new TreeMap<>();
        int count = 1 + random.nextInt(7);
        while (nodes.size() < count) {
          int n = random.nextInt(10);
          String rack = n % 5 == 4 ? "" : "r" + n % racks;
          nodes.put("n" + n, new Member(1 + n % 3, rack));
        }
        now = EvenSpread.of(now, nodes, copies, used, pins);
        assertThat(EvenSpread.moves(now, EvenSpread.of(now, nodes, copies, used, pins)))
            .as("moves when nothing has changed")
            .isZero();
        assertThat(EvenSpread.risks(now, nodes)).isFalse();
        assertApart(now, nodes, Math.min(copies, count), pins);
        if (pins.isEmpty()) {
          assertFair(now, nodes, used);
        }
      }
    }
  }

  private static void assertApart(
      List<List<String>> owners, Map<String, Member> nodes, int copies, Map<Integer, String> pins) {
    for (int slot = 0; slot < SLOTS; slot++) {
      List<String> of = owners.get(slot);
      assertThat(of).hasSize(copies).doesNotHaveDuplicates().isSubsetOf(nodes.keySet());
      String pin = pins.get(slot);
      assertThat(pin == null || !nodes.containsKey(pin) || of.get(0).equals(pin)).isTrue();
      String rack = nodes.get(of.get(0)).rack();
      long elsewhere =
          nodes.values().stream().filter(n -> rack.isEmpty() || !n.rack().equals(rack)).count()
              - (rack.isEmpty() ? 1 : 0);
      long apart =
          of.stream()
              .skip(1)
              .filter(n -> rack.isEmpty() || !nodes.get(n).rack().equals(rack))
              .count();
      assertThat(apart).as("%s of %s", of, nodes).isEqualTo(Math.min(copies - 1, elsewhere));
    }
  }

  /** Nobody is over its share by more than the heaviest zone. */
  private static void assertFair(
      List<List<String>> owners, Map<String, Member> nodes, Map<Integer, Double> used) {
    double all = used.values().stream().mapToDouble(w -> w).sum();
    double capacity = nodes.values().stream().mapToDouble(Member::capacity).sum();
    Map<String, Double> loads = new HashMap<>();
    used.forEach((slot, weight) -> loads.merge(owners.get(slot).get(0), weight, Double::sum));
    loads.forEach(
        (name, load) -> {
          double share = all * nodes.get(name).capacity() / capacity;
          double heaviest =
              used.entrySet().stream()
                  .filter(e -> owners.get(e.getKey()).get(0).equals(name))
                  .mapToDouble(Map.Entry::getValue)
                  .max()
                  .orElse(0);
          assertThat(load).as("%s of %s", name, nodes).isLessThanOrEqualTo(share + heaviest);
        });
  }

  @Test
  void backupsInOneRackAreARiskOnlyIfThereIsAnother() {
    Map<String, Member> nodes =
        Map.of("a", new Member(1, "r1"), "b", new Member(1, "r1"), "c", new Member(1, "r2"));
    assertThat(EvenSpread.risks(List.of(List.of("a", "c")), nodes)).isFalse();
    assertThat(EvenSpread.risks(List.of(List.of("a", "b")), nodes)).isTrue();
    assertThat(EvenSpread.risks(List.of(List.of("a", "c", "b")), nodes)).isFalse();
    assertThat(EvenSpread.risks(List.of(List.of("a", "b")), alike("a", "b", "c"))).isFalse();
  }

  @Test
  void aPlanIsReadAsItWasWrittenAndADamagedOneIsAnError() {
    PlacementPlan plan =
        new PlacementPlan(17, spread(nothing(), alike("a", "node-2"), 2), 9, "n3 left");
    byte[] bytes = plan.encode();
    assertThat(PlacementPlan.decode(bytes)).isEqualTo(plan);
    byte[] cut = java.util.Arrays.copyOf(bytes, bytes.length - 3);
    assertThatThrownBy(() -> PlacementPlan.decode(cut)).hasMessageContaining("damaged");
    bytes[0] = 9;
    assertThatThrownBy(() -> PlacementPlan.decode(bytes)).hasMessageContaining("format 9");
  }
}
