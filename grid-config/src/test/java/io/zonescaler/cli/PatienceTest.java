package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private final AtomicLong nanos = new AtomicLong(-5);
  private final Patience patience = new Patience(Duration.ofNanos(30), nanos::get);

  private boolean isOverAfter(long more, long progress) {
    nanos.addAndGet(more);
    return patience.isOver(progress);
  }

  @Test
  void lastsAsLongAsThereIsProgress() {
    for (int tick = 0; tick < 10; tick++) {
      assertThat(isOverAfter(29, tick)).isFalse();
    }
    assertThat(isOverAfter(30, 9)).isFalse();
    assertThat(isOverAfter(1, 9)).isTrue();
  }

  @Test
  void lastsForTheLimitWhereThereIsNoProgress() {
    assertThat(isOverAfter(1, 0)).isFalse();
    assertThat(isOverAfter(30, 0)).isFalse();
    assertThat(isOverAfter(1, 0)).isTrue();
  }
}
