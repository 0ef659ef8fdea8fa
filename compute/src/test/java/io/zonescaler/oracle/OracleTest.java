package io.zonescaler.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.math.StableHash;
import io.zonescaler.state.Totals;
import io.zonescaler.world.Box;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kitchen sink runs for hundreds of ticks: its audit holds and its hashes are repeatable. */
class OracleTest {
  private static final int TICKS = 300;

  private static WorldSettings settings(int dimensions, long seed) {
    WorldSettings.Builder builder =
        dimensions == 2 ? KitchenSinkGame.flat() : KitchenSinkGame.deep();
    return builder.seed(seed).build();
  }

  /** In one tick of three, one or two columns of cells are idle. */
  private static List<Box> idleBoxes(Space space, long seed, long tick) {
    long luck = StableHash.hash(seed, tick / 3, 0x69646c65L);
    if (luck % 3 != 0) {
      return List.of();
    }
    int from = StableHash.bounded(luck, space.bounds().maxX());
    Box whole = space.bounds();
    return List.of(
        whole.above(0, from).below(0, Math.min(from + 700, whole.maxX())),
        whole.below(1, 100).below(0, from));
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "2, 77", "3, 5"})
  void auditHoldsAtEachTickAndThePopulationIsStable(int dimensions, long seed) {
    OracleWorld world = new OracleWorld(new KitchenSinkGame(), settings(dimensions, seed));
    KitchenSinkPlayers players = new KitchenSinkPlayers(seed, 12);
    world.populate();
    Totals before = world.totals();
    long start = before.entities;
    assertThat(before.spawnedIdSum).isEqualTo(before.idSum);
    Totals sum = new Totals(2);
    while (world.tick() < TICKS) {
      long tick = world.tick() + 1;
      Totals now = world.tick(players.inputs(tick), idleBoxes(world.space(), seed, tick));
      players.observe(world.accepted());
      assertAudit(before, now, "seed " + seed + ", tick " + tick);
      assertThat(now.entities)
          .as("entities at seed %s, tick %s", seed, tick)
          .isBetween(start / 2, start * 2);
      sum.add(now);
      before = now;
    }
    assertThat(sum.failures).as("failures").isBetween((long) TICKS / 10, TICKS * 5L);
    assertThat(sum.violations).as("violations").isGreaterThan(TICKS);
    assertThat(sum.idled).as("idled").isGreaterThan(TICKS);
    assertThat(sum.messages).as("messages").isGreaterThan(TICKS * 10L);
    assertThat(Arrays.stream(sum.sources)).as("sources").allMatch(amount -> amount > 0);
    assertThat(Arrays.stream(sum.sinks)).as("sinks").allMatch(amount -> amount > 0);
  }

  private static void assertAudit(Totals before, Totals now, String when) {
    assertThat(now.entities)
        .as("entities at %s", when)
        .isEqualTo(before.entities + now.spawned - now.despawned);
    assertThat(now.idSum)
        .as("sum of ids at %s", when)
        .isEqualTo(before.idSum + now.spawnedIdSum - now.despawnedIdSum);
    for (int i = 0; i < now.amounts.length; i++) {
      assertThat(now.amounts[i])
          .as("amount of quantity %s at %s", i, when)
          .isEqualTo(before.amounts[i] + now.sources[i] - now.sinks[i]);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 3", "3, 4"})
  void theSameSeedGivesTheSameHashesAndAnotherSeedGivesOthers(int dimensions, long seed) {
    List<Totals> first = run(dimensions, seed);
    assertThat(run(dimensions, seed)).isEqualTo(first);
    List<Totals> other = run(dimensions, seed + 1000);
    for (int i = 0; i < first.size(); i++) {
      assertThat(other.get(i).hash).isNotEqualTo(first.get(i).hash);
    }
  }

  private static List<Totals> run(int dimensions, long seed) {
    OracleWorld world = new OracleWorld(new KitchenSinkGame(), settings(dimensions, seed));
    KitchenSinkPlayers players = new KitchenSinkPlayers(seed, 12);
    world.populate();
    List<Totals> all = new ArrayList<>(List.of(world.totals()));
    while (world.tick() < 40) {
      long tick = world.tick() + 1;
      all.add(world.tick(players.inputs(tick), idleBoxes(world.space(), seed, tick)));
      players.observe(world.accepted());
    }
    return all;
  }
}
