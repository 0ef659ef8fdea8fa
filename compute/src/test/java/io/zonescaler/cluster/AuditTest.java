package io.zonescaler.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.cluster.NodeReport.TickTotals;
import io.zonescaler.state.Totals;
import org.junit.jupiter.api.Test;

class AuditTest {
  private static final int WAIT = 10;
  private final Audit audit = new Audit(WAIT);

  private static TickTotals part(long tick, long zone, long entities, long hash) {
    Totals totals = new Totals(0);
    totals.entities = entities;
    totals.hash = hash;
    return new TickTotals(tick, zone, totals);
  }

  private void tick(long tick, long first, long second) {
    audit.add(part(tick, 1, first, 7), 2);
    audit.add(part(tick, 2, second, 8), 2);
  }

  @Test
  void whatMovesBetweenZonesIsNoLoss() {
    tick(0, 5, 5);
    tick(1, 4, 6);
    assertThat(audit.ok()).isTrue();
    assertThat(audit.newest().tick()).isEqualTo(1);
  }

  @Test
  void aLossIsFound() {
    tick(0, 5, 5);
    tick(1, 4, 5);
    assertThat(audit.firstBreak()).contains("at tick 1 entities should be 10, but is 9");
  }

  @Test
  void theSameReportTwiceIsNothingNew() {
    tick(0, 5, 5);
    tick(0, 5, 5);
    tick(1, 5, 5);
    tick(0, 5, 5);
    assertThat(audit.ok()).isTrue();
  }

  @Test
  void anotherStateOfATickIsFoundThoughTheTickHasBeenChecked() {
    tick(0, 5, 5);
    tick(1, 5, 5);
    audit.add(part(1, 2, 5, 9), 2);
    assertThat(audit.firstBreak()).contains("zone 2 has two different states");
  }

  @Test
  void aTickWithoutAllReportsIsCountedAsUnchecked() {
    tick(0, 5, 5);
    audit.add(part(1, 1, 5, 7), 2);
    for (long tick = 2; tick <= 2 + WAIT; tick++) {
      tick(tick, 5, 5);
    }
    assertThat(audit.unchecked()).isEqualTo(1);
    assertThat(audit.ok()).isTrue();
    assertThat(audit.newest().tick()).isEqualTo(2 + WAIT);
  }
}
