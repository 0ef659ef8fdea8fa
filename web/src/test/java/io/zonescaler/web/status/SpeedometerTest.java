package io.zonescaler.web.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpeedometerTest {
  private final Speedometer meter = new Speedometer();

  @Test
  void ticksThatComeInGroupsGiveTheirMeanRate() {
    for (long now = 0; now <= 10_000; now += 50) {
      meter.sample(now, now / 250 * 5);
      if (now > 1_000) {
        assertThat(meter.ticksPerSecond(now)).isCloseTo(20, within(0.001));
      }
    }
  }

  @Test
  void aWorldThatStandsStillSlowsDownToNothing() {
    for (long now = 0; now <= 5_000; now += 50) {
      meter.sample(now, now / 50);
    }
    assertThat(meter.ticksPerSecond(7_000)).isBetween(5.0, 15.0);
    assertThat(meter.ticksPerSecond(10_000)).isZero();
  }

  @Test
  void nothingIsKnownBeforeTheFirstTick() {
    meter.sample(0, -1);

    assertThat(meter.ticksPerSecond(10)).isZero();
  }
}
