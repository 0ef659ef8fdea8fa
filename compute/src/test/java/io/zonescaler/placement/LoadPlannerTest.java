package io.zonescaler.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonescaler.placement.LoadPlan.Decision;
import io.zonescaler.placement.LoadPlanner.Limits;
import io.zonescaler.placement.LoadSnapshot.NodeLoad;
import io.zonescaler.placement.LoadSnapshot.SlotLoad;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Properties of plans, over random clusters; and what a plan does in a few plain cases. */
class LoadPlannerTest {
  private static final int CLUSTERS = 3000;
  private static final Limits USUAL = Limits.of(10);
  private static final Limits MANY = new Limits(10_000, 1.0001, 1, 0);

  /** A cluster of up to 8 nodes, whose slots may be anywhere, also on nodes that are gone. */
  private static LoadSnapshot random(Random random) {
    int count = 1 + random.nextInt(8);
    boolean racks = random.nextInt(3) == 0;
    List<NodeLoad> nodes = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      nodes.add(
          new NodeLoad(
              "n" + n,
              1 + random.nextInt(4),
              random.nextInt(3) == 0 ? random.nextDouble() : 0,
              racks ? "r" + random.nextInt(3) : "",
              n > 0 && random.nextInt(6) == 0));
    }
    int copies = 1 + random.nextInt(3);
    int slots = 1 + random.nextInt(40);
    List<SlotLoad> loads = new ArrayList<>();
    for (int slot = 0; slot < slots; slot++) {
      List<String> names = new ArrayList<>();
      for (int n = 0; n < count + 1; n++) {
        names.add("n" + n);
      }
      Collections.shuffle(names, random);
      boolean empty = random.nextInt(4) == 0;
      Map<Integer, Double> seams = new HashMap<>();
      seams.put(random.nextInt(slots), random.nextDouble());
      loads.add(
          new SlotLoad(
              List.copyOf(names.subList(0, Math.min(names.size(), random.nextInt(copies + 1)))),
              empty ? 0 : Math.exp(random.nextGaussian()) / 4,
              empty ? 0 : random.nextDouble() / 20,
              random.nextInt(1000),
              seams,
              random.nextInt(10) == 0 ? "n" + random.nextInt(count) : null));
    }
    return new LoadSnapshot(nodes, loads, copies);
  }

  private static @Nullable NodeLoad node(LoadSnapshot snapshot, String name) {
    return snapshot.nodes().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static LoadSnapshot with(LoadSnapshot snapshot, List<List<String>> owners) {
    List<SlotLoad> slots = new ArrayList<>();
    for (int slot = 0; slot < owners.size(); slot++) {
      SlotLoad s = snapshot.slots().get(slot);
      slots.add(
          new SlotLoad(owners.get(slot), s.cost(), s.backupCost(), s.bytes(), s.seams(), s.pin()));
    }
    return new LoadSnapshot(snapshot.nodes(), slots, snapshot.copies());
  }

  @Test
  void ownersAreAllowedPinsAndDrainsAreObeyedAndMovesAreBounded() {
    Random random = new Random(11);
    for (int i = 0; i < CLUSTERS; i++) {
      LoadSnapshot snapshot = random(random);
      Limits limits = new Limits(random.nextInt(12), 1.15, 1.05, 0);
      LoadPlan plan = LoadPlanner.plan(snapshot, limits);
      int voluntary = 0;
      for (int slot = 0; slot < plan.owners().size(); slot++) {
        SlotLoad load = snapshot.slots().get(slot);
        List<String> owners = plan.owners().get(slot);
        String before = load.owners().isEmpty() ? "" : load.owners().get(0);
        assertThat(owners).doesNotHaveDuplicates().isNotEmpty();
        NodeLoad owner = node(snapshot, owners.get(0));
        assertThat(owner).isNotNull();
        boolean moves = !owners.get(0).equals(before);
        voluntary += moves && node(snapshot, before) != null ? 1 : 0;
        if (owner.draining()) {
          assertThat(owners).as("for now it stays as it is").isEqualTo(load.owners());
          continue;
        }
        long together = 0;
        for (String backup : owners.subList(1, owners.size())) {
          NodeLoad there = node(snapshot, backup);
          assertThat(there.draining()).isFalse();
          together += !there.rack().isEmpty() && there.rack().equals(owner.rack()) ? 1 : 0;
        }
        String pin = load.pin();
        if (moves && pin != null && node(snapshot, before) != null) {
          boolean pinned = node(snapshot, pin) != null && !node(snapshot, pin).draining();
          assertThat(!pinned || owners.get(0).equals(pin)).isTrue();
        }
        List<NodeLoad> others =
            snapshot.nodes().stream()
                .filter(n -> !n.draining() && !n.name().equals(owner.name()))
                .toList();
        long apart =
            others.stream()
                .filter(n -> owner.rack().isEmpty() || !n.rack().equals(owner.rack()))
                .count();
        int backups = Math.min(snapshot.copies() - 1, others.size());
        assertThat(owners).hasSize(1 + backups);
        assertThat(together)
            .as("only where too few are apart")
            .isEqualTo(Math.max(0, backups - apart));
      }
      assertThat(voluntary).isLessThanOrEqualTo(limits.moves());
    }
  }

  @Test
  void aDrainedNodeEndsWithNothingAndAPinnedSlotWhereItBelongs() {
    Random random = new Random(12);
    for (int i = 0; i < CLUSTERS; i++) {
      LoadSnapshot snapshot = random(random);
      LoadPlan plan = LoadPlanner.plan(snapshot, MANY);
      for (int slot = 0; slot < plan.owners().size(); slot++) {
        for (String owner : plan.owners().get(slot)) {
          assertThat(node(snapshot, owner).draining()).isFalse();
        }
        String pin = snapshot.slots().get(slot).pin();
        NodeLoad wanted = pin == null ? null : node(snapshot, pin);
        if (wanted != null
            && !wanted.draining()
            && plan.decisions().stream().anyMatch(isOf(slot))) {
          assertThat(plan.owners().get(slot).get(0)).isEqualTo(pin);
        }
      }
    }
  }

  private static java.util.function.Predicate<Decision> isOf(int slot) {
    return decision -> decision.slot() == slot;
  }

  @Test
  void aPlanIsNotUndoneByTheNextOne() {
    Random random = new Random(13);
    for (int i = 0; i < CLUSTERS; i++) {
      LoadSnapshot snapshot = random(random);
      LoadSnapshot settled = with(snapshot, LoadPlanner.plan(snapshot, MANY).owners());
      LoadPlan again = LoadPlanner.plan(settled, USUAL);
      assertThat(again.owners())
          .isEqualTo(with(settled, again.owners()).slots().stream().map(SlotLoad::owners).toList());
      assertThat(again.after()).isLessThanOrEqualTo(again.before() + 1e-9);
      LoadPlan third = LoadPlanner.plan(with(settled, again.owners()), USUAL);
      assertThat(third.decisions()).as("a third plan after %s", again.decisions()).isEmpty();
    }
  }

  @Test
  void theOrderInWhichNodesAreNamedDoesNotMatter() {
    Random random = new Random(14);
    for (int i = 0; i < 300; i++) {
      LoadSnapshot snapshot = random(random);
      List<NodeLoad> shuffled = new ArrayList<>(snapshot.nodes());
      Collections.shuffle(shuffled, random);
      LoadSnapshot other = new LoadSnapshot(shuffled, snapshot.slots(), snapshot.copies());
      assertThat(LoadPlanner.plan(other, USUAL)).isEqualTo(LoadPlanner.plan(snapshot, USUAL));
    }
  }

  @Test
  void withAllMovesAllowedTheFullestNodeIsNearTheLeastThatIsPossible() {
    Random random = new Random(15);
    double worst = 1;
    for (int i = 0; i < 200; i++) {
      int nodes = 2 + random.nextInt(7);
      List<NodeLoad> all = new ArrayList<>();
      for (int n = 0; n < nodes; n++) {
        all.add(new NodeLoad("n" + n, 2, 0, "", false));
      }
      List<SlotLoad> slots = new ArrayList<>();
      double sum = 0;
      double largest = 0;
      for (int slot = 0; slot < 16 * nodes; slot++) {
        double cost = Math.exp(random.nextGaussian()) / 20;
        sum += cost;
        largest = Math.max(largest, cost);
        slots.add(new SlotLoad(List.of("n0", "n1"), cost, 0, 1, Map.of(), null));
      }
      LoadPlan plan = LoadPlanner.plan(new LoadSnapshot(all, slots, 2), MANY);
      double least = Math.max(sum / (2.0 * nodes), largest / 2);
      worst = Math.max(worst, plan.after() / least);
    }
    assertThat(worst).isLessThan(1.06);
  }

  private static LoadPlan plan(List<NodeLoad> nodes, SlotLoad... slots) {
    return LoadPlanner.plan(new LoadSnapshot(nodes, List.of(slots), 2), USUAL);
  }

  private static SlotLoad slot(double cost, String... owners) {
    return new SlotLoad(List.of(owners), cost, 0, 100, Map.of(), null);
  }

  private static NodeLoad cores(String name, double capacity) {
    return new NodeLoad(name, capacity, 0, "", false);
  }

  @Test
  void aSlotGoesWhereACopyIsIfThatIsAsGood() {
    LoadPlan plan =
        plan(
            List.of(cores("a", 1), cores("b", 1), cores("c", 1)),
            slot(0.4, "a", "c"),
            slot(0.4, "a", "c"),
            slot(0.4, "b", "a"),
            slot(0.1, "c", "a"));
    assertThat(plan.decisions()).extracting(Decision::to).containsExactly("c");
    assertThat(plan.owners().get(0)).containsExactly("c", "a");
    assertThat(plan.bytes()).isZero();
    assertThat(plan.decisions().get(0).reason())
        .isEqualTo(
            "slot 0 (0.40 cores) goes to c, which has a copy and is at 50 % then: a is at 80 %, the mean is 43 %");
  }

  @Test
  void aLargerNodeTakesMore() {
    List<SlotLoad> slots = Collections.nCopies(12, slot(0.25, "small", "large"));
    LoadPlan plan =
        plan(List.of(cores("small", 1), cores("large", 3)), slots.toArray(SlotLoad[]::new));
    long small = plan.owners().stream().filter(owners -> owners.get(0).equals("small")).count();
    assertThat(small).isEqualTo(3);
    assertThat(plan.after()).isEqualTo(0.75);
  }

  @Test
  void aSmallImbalanceIsLeftAlone() {
    LoadPlan plan =
        plan(List.of(cores("a", 1), cores("b", 1)), slot(0.52, "a", "b"), slot(0.44, "b", "a"));
    assertThat(plan.decisions()).isEmpty();
  }

  @Test
  void idleNodesAreLeftAlone() {
    LoadPlan plan =
        plan(List.of(cores("a", 1), cores("b", 1)), slot(0.1, "a", "b"), slot(0.09, "a", "b"));
    assertThat(plan.decisions()).isEmpty();
  }

  @Test
  void zonesWithMuchTrafficBetweenThemStayTogether() {
    SlotLoad one = new SlotLoad(List.of("a", "b"), 0.3, 0, 0, Map.of(1, 500.0), null);
    SlotLoad two = new SlotLoad(List.of("a", "b"), 0.3, 0, 0, Map.of(0, 500.0), null);
    SlotLoad other = new SlotLoad(List.of("a", "b"), 0.3, 0, 0, Map.of(3, 500.0), null);
    SlotLoad there = new SlotLoad(List.of("b", "a"), 0.1, 0, 0, Map.of(2, 500.0), null);
    LoadPlan plan = plan(List.of(cores("a", 1), cores("b", 1)), one, two, other, there);
    assertThat(plan.decisions()).extracting(Decision::slot).containsExactly(2);
  }

  @Test
  void whereNobodyMayOwnAnythingThereIsNoPlan() {
    assertThatThrownBy(() -> plan(List.of(new NodeLoad("a", 1, 0, "", true)), slot(0.1, "a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("all are draining");
  }
}
