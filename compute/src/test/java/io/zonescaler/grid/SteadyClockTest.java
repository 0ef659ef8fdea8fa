package io.zonescaler.grid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private long wall = 1_000_000;
  private long nanos = 77;
  private final SteadyClock clock = new SteadyClock(() -> wall, () -> nanos);

  private void pass(long millis) {
    wall += millis;
    nanos += millis * 1_000_000;
  }

  @Test
  void followsTheSystemsClock() {
    assertThat(clock.getAsLong()).isEqualTo(1_000_000);
    for (int i = 0; i < 100; i++) {
      pass(50);
      assertThat(clock.getAsLong()).isEqualTo(wall);
    }
  }

  @Test
  void goesOnSmoothlyWhenTheSystemsClockIsSet() {
    for (long jump : new long[] {-60_000, 60_000, -30_000}) {
      wall += jump;
      long before = clock.getAsLong();
      for (int i = 0; i < 1000; i++) {
        pass(50);
        long now = clock.getAsLong();
        assertThat(now - before).isBetween(49L, 51L);
        before = now;
      }
    }
  }

  @Test
  void catchesUpInTheEnd() {
    wall -= 1000;
    for (int i = 0; i < 3000; i++) {
      pass(50);
      clock.getAsLong();
    }
    assertThat(clock.getAsLong()).isEqualTo(wall);
  }
}
