package io.zonescaler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.placement.ZonePolicy.Change;
import io.zonescaler.placement.ZonePolicy.Limits;
import io.zonescaler.placement.ZonePolicy.ZoneLoad;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** When zones are cut and joined. */
class ZonePolicyTest {
  private static final int LOOKS = 400;

  private final ZonePolicy policy = new ZonePolicy(Limits.of(0.25, 2));

  private static ZoneLoad zone(long id, double cost) {
    return new ZoneLoad(id, cost, cost, -1, false, false);
  }

  private List<Change> look(int times, List<ZoneLoad> zones, int nodes) {
    List<Change> changes = List.of();
    for (int i = 0; i < times; i++) {
      changes = policy.look(zones, nodes, true);
      assertThat(changes.isEmpty() || i == times - 1).as("only at the last look").isTrue();
    }
    return changes;
  }

  @Test
  void aHeavyZoneIsCutWhenItHasBeenHeavyForAWhile() {
    List<ZoneLoad> zones = List.of(zone(1, 0.3), zone(2, 0.1), zone(3, 0.1), zone(4, 0.1));
    List<Change> changes = look(3, zones, 1);
    assertThat(changes).extracting(Change::zone).containsExactly(1L);
    assertThat(changes.get(0).isSplit()).isTrue();
    assertThat(changes.get(0).reason())
        .isEqualTo(
            "it takes 0.30 cores, or soon will, and no zone should take more than 0.15: a node's"
                + " zones take 0.60 on average");
  }

  @Test
  void aMomentIsNoReason() {
    List<ZoneLoad> calm = List.of(zone(1, 0.1), zone(2, 0.1), zone(3, 0.2), zone(4, 0.3));
    List<ZoneLoad> burst = List.of(zone(1, 0.4), zone(2, 0.1), zone(3, 0.1), zone(4, 0.1));
    for (int i = 0; i < LOOKS; i++) {
      assertThat(policy.look(i % 3 == 0 ? calm : burst, 1, true)).isEmpty();
    }
  }

  @Test
  void smallZonesAreLeftAloneAndLargeOnesAreNotHoweverMuchTheNodesHaveToDo() {
    assertThat(look(LOOKS, List.of(zone(1, 0.04), zone(2, 0)), 1)).isEmpty();
    List<ZoneLoad> many = new ArrayList<>();
    for (long id = 1; id <= 20; id++) {
      many.add(zone(id, id == 7 ? 0.55 : 0.45));
    }
    assertThat(look(3, many, 1)).extracting(Change::zone).containsExactly(7L);
  }

  @Test
  void twoIdleHalvesAreJoinedButNotBelowTheNumberToKeep() {
    List<ZoneLoad> zones =
        List.of(
            new ZoneLoad(1, 0.001, 0.001, 2, false, false),
            new ZoneLoad(2, 0.001, 0.001, 1, false, false),
            new ZoneLoad(3, 0.001, 0.001, 4, false, false),
            new ZoneLoad(4, 0.001, 0.001, 3, false, false));
    List<Change> changes = look(300, zones, 3);
    assertThat(changes).extracting(Change::zone, Change::with).hasSize(2);
    assertThat(changes).noneMatch(Change::isSplit);
    assertThat(look(LOOKS, zones.subList(0, 2), 3)).as("two are to be kept").isEmpty();
  }

  @Test
  void whileNodesAreEvenOnlyZonesWhoseTicksMayBecomeLateAreCut() {
    List<ZoneLoad> zones =
        List.of(zone(1, 0.4), new ZoneLoad(2, 0.1, 0.6, -1, false, false), zone(3, 0.1));
    for (int i = 0; i < 2; i++) {
      assertThat(policy.look(zones, 1, false)).isEmpty();
    }
    assertThat(policy.look(zones, 1, false)).extracting(Change::zone).containsExactly(2L);
  }

  @Test
  void pinnedZonesStayAsTheyAreAndSmallOnesAreNotCut() {
    List<ZoneLoad> dense = List.of(new ZoneLoad(1, 0.9, 0.9, -1, true, false), zone(2, 0.1));
    assertThat(look(LOOKS, dense, 1)).isEmpty();
    List<ZoneLoad> heavy =
        List.of(new ZoneLoad(1, 0.9, 0.9, -1, false, true), zone(2, 0.1), zone(3, 0.1));
    assertThat(look(LOOKS, heavy, 1)).isEmpty();
    List<ZoneLoad> idle =
        List.of(
            new ZoneLoad(1, 0.001, 0.001, 2, false, false),
            new ZoneLoad(2, 0.001, 0.001, 1, false, true),
            zone(3, 0.04),
            zone(4, 0.04));
    assertThat(look(LOOKS, idle, 3)).isEmpty();
  }

  @Test
  void thereAreNoMoreZonesPerNodeThanAllowed() {
    ZonePolicy narrow = new ZonePolicy(new Limits(0.25, 0.05, 0.5, 2, 1));
    List<ZoneLoad> zones = List.of(zone(1, 0.5), zone(2, 0.4), zone(3, 0.4));
    for (int i = 0; i < 2; i++) {
      assertThat(narrow.look(zones, 2, true)).isEmpty();
    }
    assertThat(narrow.look(zones, 2, true)).extracting(Change::zone).containsExactly(1L);
  }

  @Test
  void nothingHappensIfZonesAreNeverToBeCut() {
    ZonePolicy never = new ZonePolicy(Limits.of(0, 1));
    for (int i = 0; i < LOOKS; i++) {
      assertThat(
              never.look(
                  List.of(
                      new ZoneLoad(1, 9, 9, 2, false, false),
                      new ZoneLoad(2, 0, 0, 1, false, false)),
                  1,
                  true))
          .isEmpty();
    }
  }

  /** Whatever a steady world is like, it is cut and joined for a while, and then left alone. */
  @Test
  void aSteadyWorldComesToRest() {
    for (int seed = 0; seed < 300; seed++) {
      Tree tree = new Tree(new Random(seed));
      ZonePolicy fresh = new ZonePolicy(Limits.of(0.25, 4));
      int quiet = 0;
      for (int look = 0; look < 12_000 && quiet < LOOKS; look++) {
        List<Change> changes = fresh.look(tree.zones(() -> 1), 3, true);
        changes.forEach(tree::make);
        quiet = changes.isEmpty() ? quiet + 1 : 0;
      }
      assertThat(quiet).as("seed %d", seed).isEqualTo(LOOKS);
      assertThat(tree.joinedAfterCut).as("cuts undone, seed %d", seed).isZero();
    }
  }

  /** What is expected and does not come leads to cuts, but to none that is undone. */
  @Test
  void aWorldThatIsAlwaysAboutToChangeIsNotCutAndJoinedForEver() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Tree tree = new Tree(random);
      ZonePolicy fresh = new ZonePolicy(Limits.of(0.25, 4));
      for (int wave = 0; wave < 20; wave++) {
        double growth = 2.5 * random.nextDouble();
        for (int look = 0; look < 60; look++) {
          fresh.look(tree.zones(() -> growth), 3, true).forEach(tree::make);
        }
      }
      assertThat(tree.joinedAfterCut).as("cuts undone, seed %d", seed).isZero();
    }
  }

  /** Zones whose load is cut with them, more or less in the middle. */
  private static final class Tree {
    private final Random random;
    private final Map<Long, Double> costs = new TreeMap<>();
    private final Map<Long, Long> siblings = new HashMap<>();
    private final Map<Long, Boolean> made = new HashMap<>();
    private long next = 1;
    int joinedAfterCut;

    Tree(Random random) {
      this.random = random;
      for (int i = 0; i < 8; i++) {
        costs.put(next, random.nextInt(3) == 0 ? 0 : Math.exp(2 * random.nextGaussian()) / 20);
        siblings.put(next, next % 2 == 1 ? next + 1 : next - 1);
        next++;
      }
    }

    List<ZoneLoad> zones(DoubleSupplier growth) {
      List<ZoneLoad> zones = new ArrayList<>();
      costs.forEach(
          (id, cost) -> {
            long sibling = siblings.getOrDefault(id, -1L);
            zones.add(
                new ZoneLoad(
                    id,
                    cost,
                    cost * growth.getAsDouble(),
                    costs.containsKey(sibling) ? sibling : -1,
                    false,
                    false));
          });
      return zones;
    }

    void make(Change change) {
      double cost = costs.remove(change.zone());
      if (change.isSplit()) {
        double part = 0.4 + 0.2 * random.nextDouble();
        siblings.put(next, next + 1);
        siblings.put(next + 1, next);
        made.put(next, true);
        costs.put(next++, part * cost);
        costs.put(next++, (1 - part) * cost);
      } else {
        joinedAfterCut += made.containsKey(change.zone()) ? 1 : 0;
        costs.put(next++, cost + costs.remove(change.with()));
      }
    }
  }
}
