package io.zonescaler.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.cluster.RecentTimes.Percentiles;
import org.junit.jupiter.api.Test;

class RecentTimesTest {
  private static final long BEGIN = 1_000_000_000_000L;

  private final RecentTimes times = new RecentTimes();

  private Percentiles after(long millis) {
    return times.percentiles(BEGIN + millis);
  }

  @Test
  void hasNoneBeforeTheFirst() {
    assertThat(after(0)).isEqualTo(Percentiles.NONE);
  }

  @Test
  void tellsMedianTailAndLongest() {
    for (int i = 1; i <= 1000; i++) {
      times.add(i, BEGIN);
    }
    assertThat(after(0)).isEqualTo(new Percentiles(500, 990, 1000));
  }

  @Test
  void aTimeCountsForThirtySecondsAndNotForAMinute() {
    times.add(7, BEGIN);
    assertThat(after(30_000).maxMicros()).isEqualTo(7);
    times.add(5, BEGIN + 31_000);
    assertThat(after(60_000).maxMicros()).isEqualTo(7);
    assertThat(after(62_000)).isEqualTo(new Percentiles(5, 5, 5));
    assertThat(after(93_000)).isEqualTo(Percentiles.NONE);
  }

  @Test
  void nothingIsLeftAfterALongPause() {
    times.add(7, BEGIN);
    times.add(7, BEGIN + 31_000);
    assertThat(after(200_000)).isEqualTo(Percentiles.NONE);
  }

  @Test
  void timesOutOfRangeCountAsTheNearestPossible() {
    times.add(-5, BEGIN);
    assertThat(after(0)).isEqualTo(Percentiles.NONE);
    times.add(Long.MAX_VALUE, BEGIN);
    assertThat(after(0).p50Micros()).isZero();
    assertThat(after(0).maxMicros()).isBetween(60_000_000L, 60_060_000L);
  }
}
