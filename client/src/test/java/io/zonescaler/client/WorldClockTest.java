package io.zonescaler.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WorldClockTest {
  private static final long TICK = 50_000_000;

  @Test
  void lateUpdatesDoNotMoveIt() {
    Random random = new Random(2);
    WorldClock clock = new WorldClock(20);
    assertThat(clock.newest(123)).isZero();
    for (long tick = 1000; tick < 1400; tick++) {
      long late = tick % 16 == 0 ? 0 : (long) (random.nextDouble() * 2 * TICK);
      clock.updated(tick, tick * TICK + late);
      if (tick > 1020) {
        assertThat(clock.newest(tick * TICK)).isCloseTo(tick, within(0.001));
      }
    }
    assertThat(clock.newest(1400 * TICK + TICK / 2)).isCloseTo(1400.5, within(0.001));
  }

  @Test
  void aWorldThatHasStoodStillIsCaughtUpWith() {
    WorldClock clock = new WorldClock(20);
    for (long tick = 0; tick < 100; tick++) {
      clock.updated(tick, tick * TICK);
    }
    for (long tick = 100; tick < 200; tick++) {
      clock.updated(tick, (tick + 40) * TICK);
      assertThat(clock.newest((tick + 40) * TICK)).isCloseTo(tick, within(0.001));
    }
  }

  @Test
  void commandsTakeAsLongAsTheOnesBefore() {
    WorldClock clock = new WorldClock(20);
    clock.updated(100, 100 * TICK);
    assertThat(clock.consuming(100 * TICK)).isEqualTo(101);
    for (int i = 0; i < 50; i++) {
      clock.acknowledged(100 * TICK, 104);
    }
    assertThat(clock.consuming(100 * TICK)).isEqualTo(104);
    clock.acknowledged(100 * TICK, -1);
    assertThat(clock.consuming(110 * TICK)).isEqualTo(114);
  }
}
