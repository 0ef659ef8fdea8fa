package io.zonescaler.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.state.EntityTable;
import io.zonescaler.state.Ids;
import io.zonescaler.world.WorldSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What ships, wrecks and sharks do, in small worlds made by hand. */
class DemoRulesTest {
  private static final WorldSettings SMALL = WorldSettings.flat(100, 100).build();
  private static final long SHIP = Ids.avatar(1);
  private static final long OTHER = Ids.avatar(2);
  private static final long CREATURE = 1_000;

  @Test
  void aNewShipIsLaunchedWithMintedGold() {
    Solo solo = Solo.empty(SMALL);
    solo.tick(solo.join(1)).tick();
    assertThat(solo.totals().sources[0]).isEqualTo(Ship.START_GOLD);
    assertThat(solo.value(Sea.SHIP_GOLD, SHIP)).isEqualTo(Ship.START_GOLD);
    assertThat(solo.value(Sea.SHIP_HEALTH, SHIP)).isEqualTo(Sea.FULL_HEALTH);
    assertThat(solo.events(Sea.LAUNCH)).hasSize(1);
    assertThat(solo.tick().totals().sources[0]).isZero();
  }

  @Test
  void aSteeredShipKeepsItsVelocityAndTurnsAtTheEdgeOfTheWorld() {
    Solo solo = Solo.empty(SMALL).withShip(1, 50, 50, 0);
    solo.tick(solo.command(1, ShipCommand.steer(64, 255, 0).encode())).ticks(9);
    assertThat(solo.x(Sea.SHIP, SHIP)).isEqualTo(50);
    assertThat(solo.y(Sea.SHIP, SHIP)).isBetween(53.9, 54.1);
    double highest = 0;
    for (int i = 0; i < 160; i++) {
      highest = Math.max(highest, solo.tick().y(Sea.SHIP, SHIP));
    }
    assertThat(highest).isBetween(98.0, 99.5);
    assertThat(solo.y(Sea.SHIP, SHIP)).isLessThan(85);
    assertThat(solo.value(Sea.SHIP_HEADING, SHIP)).isEqualTo(192);
  }

  @Test
  void aShotHitsTheNearestAhead() {
    Solo solo =
        Solo.empty(SMALL)
            .withShip(1, 50, 50, 0)
            .withShip(2, 56, 50, 0)
            .with(Sea.TRADER, CREATURE, 48, 50)
            .set(Sea.TRADER_HEALTH, CREATURE, 100);
    solo.tick(solo.command(1, ShipCommand.shoot().encode()));
    assertThat(solo.refusals()).containsExactly((String) null);
    assertThat(solo.events(Sea.SHOT))
        .singleElement()
        .satisfies(
            shot -> {
              assertThat(shot.a()).isEqualTo(56 * Sea.PLACES_PER_UNIT);
              assertThat(shot.d()).isOne();
            });
    solo.tick(solo.command(1, ShipCommand.shoot().encode()));
    assertThat(solo.refusals()).containsExactly("the gun is being loaded");
    assertThat(solo.value(Sea.SHIP_HEALTH, OTHER)).isEqualTo(60);
    assertThat(solo.value(Sea.SHIP_COMMANDS, SHIP)).isEqualTo(2);
  }

  @Test
  void aTradeBringsCargoAndChange() {
    Solo solo =
        Solo.empty(SMALL)
            .withShip(1, 50, 50, 100)
            .with(Sea.TRADER, CREATURE, 52, 50)
            .set(Sea.TRADER_HEALTH, CREATURE, 100);
    solo.tick(solo.command(1, ShipCommand.trade(37).encode()));
    assertThat(solo.value(Sea.SHIP_GOLD, SHIP)).isEqualTo(63);
    solo.ticks(2);
    assertThat(solo.value(Sea.SHIP_GOLD, SHIP)).isEqualTo(70);
    assertThat(solo.value(Sea.SHIP_CARGO, SHIP)).isEqualTo(3);
    assertThat(solo.value(Sea.TRADER_GOLD, CREATURE)).isEqualTo(30);
  }

  @Test
  void everyConsumedCommandIsCountedAlsoARefusedOne() {
    Solo solo = Solo.empty(SMALL).withShip(1, 50, 50, 10);
    solo.tick(
        solo.command(1, ShipCommand.noop().encode()),
        solo.command(1, new byte[] {9}),
        solo.command(1, ShipCommand.trade(11).encode()),
        solo.command(1, ShipCommand.trade(0).encode()),
        solo.command(1, ShipCommand.trade(5).encode()),
        solo.command(1, new byte[0]));
    assertThat(solo.refusals())
        .containsExactly(
            null,
            "unknown command 9",
            "cannot pay 11, the ship has 10 gold",
            "cannot pay 0, the ship has 10 gold",
            "no trader is near",
            "unknown command: it is empty");
    assertThat(solo.value(Sea.SHIP_COMMANDS, SHIP)).isEqualTo(6);
  }

  @Test
  void aLostShipSpillsGoldWaitsAndIsLaunchedAgain() {
    Solo solo = Solo.empty(SMALL).withShip(1, 50, 50, 101).withHit(Sea.SHIP, SHIP, Sea.FULL_HEALTH);
    solo.tick(solo.command(1, ShipCommand.shoot().encode()));
    assertThat(solo.refusals()).containsExactly("the ship is lost");
    assertThat(solo.value(Sea.SHIP_GOLD, SHIP)).isEqualTo(51);
    assertThat(solo.count(Sea.WRECK)).isOne();
    assertThat(solo.value(Sea.SHIP_COMMANDS, SHIP)).isOne();
    solo.ticks(Ship.LOST_TICKS);
    assertThat(solo.value(Sea.SHIP_HEALTH, SHIP)).isEqualTo(Sea.FULL_HEALTH);
    assertThat(solo.totals().sources[0]).isZero();
    solo.ticks(8);
    assertThat(solo.value(Sea.SHIP_GOLD, SHIP)).as("it loots its own chest").isEqualTo(101);
    assertThat(solo.count(Sea.WRECK)).isZero();
  }

  // ---- the dead

  @Test
  void goldForATraderWhoJustDiedFloatsInAChest() {
    Solo solo =
        Solo.empty(SMALL)
            .withShip(1, 50, 50, 100)
            .with(Sea.TRADER, CREATURE, 58, 50)
            .set(Sea.TRADER_HEALTH, CREATURE, 1)
            .set(Sea.TRADER_GOLD, CREATURE, 7)
            .withHit(Sea.TRADER, CREATURE, 1);
    solo.tick(solo.command(1, ShipCommand.trade(40).encode()));
    assertThat(solo.has(Sea.TRADER, CREATURE)).isFalse();
    assertThat(solo.count(Sea.WRECK)).isOne();
    solo.tick();
    assertThat(solo.events(Sea.SPILL)).singleElement().matches(e -> e.a() == 40);
    EntityTable wrecks = solo.table(Sea.WRECK);
    assertThat(List.of(wrecks.integer(Sea.WRECK_GOLD, 0), wrecks.integer(Sea.WRECK_GOLD, 1)))
        .containsExactlyInAnyOrder(7L, 40L);
    solo.ticks(300);
    assertThat(solo.count(Sea.WRECK)).as("the trader hatches and finds the chest").isZero();
    assertThat(solo.table(Sea.TRADER).integer(Sea.TRADER_GOLD, 0)).isEqualTo(47);
  }

  @Test
  void aWreckIsLootedOnceByOneOfTwoShips() {
    Solo solo =
        Solo.empty(SMALL)
            .withShip(1, 50, 50, 0)
            .withShip(2, 53, 50, 0)
            .with(Sea.WRECK, CREATURE, 51, 51)
            .set(Sea.WRECK_GOLD, CREATURE, 25)
            .set(Sea.WRECK_CREW, CREATURE, Sea.CREW_MINNOW);
    solo.ticks(8);
    assertThat(solo.value(Sea.SHIP_GOLD, SHIP) + solo.value(Sea.SHIP_GOLD, OTHER)).isEqualTo(25);
    assertThat(solo.value(Sea.SHIP_GOLD, SHIP) * solo.value(Sea.SHIP_GOLD, OTHER)).isZero();
    assertThat(solo.count(Sea.WRECK)).isZero();
    assertThat(solo.table(Sea.MINNOW).integer(Sea.MINNOW_GOLD, 0)).isZero();
  }

  @Test
  void aSharkEatsAMinnowAndAFreshOneHatchesWithItsGold() {
    Solo solo =
        Solo.empty(SMALL)
            .with(Sea.SHARK, 7, 50, 50)
            .set(Sea.SHARK_HEALTH, 7, 100)
            .with(Sea.MINNOW, CREATURE, 50.5, 50)
            .set(Sea.MINNOW_HEALTH, CREATURE, 20)
            .set(Sea.MINNOW_GOLD, CREATURE, 5);
    solo.tick();
    assertThat(solo.events(Sea.BITE)).hasSize(1);
    solo.tick();
    assertThat(solo.count(Sea.MINNOW)).isZero();
    assertThat(solo.events(Sea.EXPLOSION)).hasSize(1);
    solo.ticks(250);
    assertThat(solo.count(Sea.WRECK)).isZero();
    assertThat(solo.table(Sea.MINNOW).integer(Sea.MINNOW_GOLD, 0)).isEqualTo(5);
  }
}
