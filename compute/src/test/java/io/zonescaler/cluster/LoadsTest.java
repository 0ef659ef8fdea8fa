package io.zonescaler.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zonescaler.cluster.ControlRecord.MapInForce;
import io.zonescaler.cluster.NodeReport.Wish;
import io.zonescaler.cluster.NodeReport.Work;
import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.game.World;
import io.zonescaler.placement.LoadSnapshot;
import io.zonescaler.verify.Drifters;
import io.zonescaler.zone.ZoneMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What plans are made from. */
class LoadsTest {
  private static final int RATE = 20;

  private final Loads loads = new Loads();
  private final ZoneMap map = ZoneMap.uniform(World.of(new Drifters()).space(), 2, 4);
  private final ControlRecord control =
      new ControlRecord(1, 1, false, 100, Long.MAX_VALUE, 0, 0, List.of(new MapInForce(0, map)));
  private final Ownership ownership =
      new Ownership(
          1,
          List.of("a", "b", "a", ""),
          List.of(List.of("b"), List.of("a"), List.of("b"), List.of()),
          Set.of());

  private void report(long millis, int tickMicros) {
    ZoneReport zone =
        new ZoneReport(1, 50, false, 1, 0, 0, tickMicros, 1000, -1, new CutPlaces(0, 0, 0));
    loads.reported(
        new NodeReport("a", 1, Wish.OWNER, List.of(zone), List.of(), Work.none(), 4), millis);
  }

  private LoadSnapshot snapshot() {
    return loads.snapshot(control, ownership, Set.of("a", "b"), RATE, 2);
  }

  @Test
  void costsAreCoresAndEmptySlotsTakeNothing() {
    report(1000, 5000);
    LoadSnapshot snapshot = snapshot();
    assertThat(snapshot.slots()).hasSize(4);
    assertThat(snapshot.slots().get(0).cost()).isCloseTo(0.1, within(1e-9));
    assertThat(snapshot.slots().get(0).owners()).containsExactly("a", "b");
    assertThat(snapshot.slots().get(1).cost()).as("zone 2 has not reported").isZero();
    assertThat(snapshot.slots().get(3).owners()).isEmpty();
    assertThat(snapshot.nodes())
        .extracting(LoadSnapshot.NodeLoad::capacity)
        .containsExactly(4.0, 1.0);
  }

  @Test
  void aMomentDoesNotChangeMuch() {
    report(1000, 5000);
    report(1250, 25_000);
    assertThat(snapshot().slots().get(0).cost()).isLessThan(0.12);
    for (long millis = 1500; millis < 61_000; millis += 250) {
      report(millis, 25_000);
    }
    assertThat(snapshot().slots().get(0).cost()).isCloseTo(0.5, within(0.01));
  }
}
