package io.zonescaler.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.game.World;
import io.zonescaler.purity.PurityCheck;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.Totals;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.tick.StartPopulation;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The demo game, run by the real tick; {@link Solo} audits gold, population and violations at every
 * tick.
 */
class DemoGameTest {
  private static final int PLAYERS = 12;
  private static final DemoGame GAME = new DemoGame();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void goldIsConservedAndThePopulationStays(boolean deep) {
    Solo solo =
        Solo.populated(
            deep ? DemoGame.deep(1_500) : DemoGame.worldFor(1_500), RangeRunner.single(), 0);
    double start = creatures(solo);
    long gold = solo.totals().amounts[0];
    long minted = 0;
    long onPassage = 0;
    for (int t = 1; t <= 1_000; t++) {
      solo.tick(inputs(solo, t));
      minted += solo.totals().sources[0];
      onPassage += solo.count(Sea.schema().kind("trader.carried"));
      assertThat(creatures(solo) / start).as("tick %d", t).isBetween(0.7, 1.3);
    }
    assertThat(onPassage).isPositive();
    assertThat(minted).isEqualTo(PLAYERS * (long) Ship.START_GOLD);
    assertThat(solo.totals().amounts[0]).isEqualTo(gold + minted);
    assertThat(solo.count(Sea.SHIP)).isEqualTo(PLAYERS);
    EntityTable ships = solo.table(Sea.SHIP);
    for (int row = 0; row < ships.size; row++) {
      assertThat(ships.integer(Sea.SHIP_COMMANDS, row))
          .isPositive()
          .isEqualTo(ships.integer(Sea.SHIP.lastCommandColumn(), row));
    }
  }

  @Test
  void aWorldOfManyZonesIsTheSameAsOneOfOne() {
    WorldSettings settings = DemoGame.worldFor(800);
    List<Long> one = hashes(Solo.populated(settings, RangeRunner.single(), 0));
    assertThat(hashes(Solo.populated(settings, RangeRunner.single(), 4))).isEqualTo(one);
    assertThat(hashes(Solo.populated(settings, ranges(37), 0))).isEqualTo(one);
  }

  private static RangeRunner ranges(int size) {
    return new RangeRunner() {
      @Override
      public int rangeSize(int entities) {
        return size;
      }

      @Override
      public void run(int ranges, IntConsumer range) {
        for (int i = ranges - 1; i >= 0; i--) {
          range.accept(i);
        }
      }
    };
  }

  private static List<Long> hashes(Solo solo) {
    List<Long> hashes = new ArrayList<>();
    for (int t = 1; t <= 300; t++) {
      solo.tick(inputs(solo, t));
      hashes.add(solo.totals().hash);
    }
    return hashes;
  }

  private static double creatures(Solo solo) {
    return solo.count(Sea.MINNOW) + solo.count(Sea.SHARK) + solo.count(Sea.TRADER);
  }

  private static List<PlayerInput> inputs(Solo solo, int tick) {
    List<PlayerInput> inputs = new ArrayList<>();
    for (long player = 1; player <= PLAYERS; player++) {
      if (tick == 1) {
        inputs.add(solo.join(player));
      } else if ((tick + player) % 5 == 0) {
        byte[] payload = GAME.sampleCommand(player, tick);
        inputs.add(solo.command(player, payload));
      }
    }
    return inputs;
  }

  @Test
  void aMinnowSeesAboutSixteenOthers() {
    Solo solo = Solo.populated(DemoGame.worldFor(5_000), RangeRunner.single(), 0).ticks(500);
    assertThat(meanNeighbours(solo)).isBetween(12.0, 20.0);
    assertThat(meanNeighbours(solo.ticks(300))).isBetween(12.0, 20.0);
  }

  private static double meanNeighbours(Solo solo) {
    EntityTable minnows = solo.table(Sea.MINNOW);
    Space space = solo.world().space();
    double limit = Math.pow(Minnow.SIGHT / space.quantum(), 2);
    long pairs = 0;
    for (int i = 0; i < minnows.size; i++) {
      for (int j = 0; j < i; j++) {
        double dx = minnows.x[i] - minnows.x[j];
        double dy = minnows.y[i] - minnows.y[j];
        pairs += dx * dx + dy * dy <= limit ? 1 : 0;
      }
    }
    return 2.0 * pairs / minnows.size;
  }

  @Test
  void theRulesArePure() {
    assertThat(PurityCheck.check(DemoGame.class)).isEmpty();
  }

  @Test
  void theGameFillsWhateverWorldItIsGiven() {
    World world = World.of(new DemoGame(), DemoGame.worldFor(6_000));
    Totals start = new StartPopulation(world).of(1, 1, world.space().bounds()).totals();
    assertThat(start.entities).isBetween(5_500L, 6_500L);
  }

  @Test
  void sampleCommandsAreOfEveryType() {
    Map<ShipCommand.Type, Integer> counts = new EnumMap<>(ShipCommand.Type.class);
    for (int i = 0; i < 2_000; i++) {
      counts.merge(ShipCommand.decode(GAME.sampleCommand(7, i)).type(), 1, Integer::sum);
    }
    assertThat(counts).containsOnlyKeys(ShipCommand.Type.values());
  }
}
