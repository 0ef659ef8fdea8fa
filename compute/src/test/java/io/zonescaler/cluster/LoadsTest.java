package io.zonescaler.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zonescaler.cluster.ControlRecord.MapInForce;
import io.zonescaler.cluster.NodeReport.Wish;
import io.zonescaler.cluster.NodeReport.Work;
import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.cluster.RecentTimes.Percentiles;
import io.zonescaler.game.World;
import io.zonescaler.placement.LoadSnapshot;
import io.zonescaler.placement.LoadSnapshot.SlotLoad;
import io.zonescaler.verify.Drifters;
import io.zonescaler.zone.ZoneMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What plans are made from. */
class LoadsTest {
  private static final int RATE = 20;

  private final Loads loads = new Loads(RATE, 10);
  private final ZoneMap map = ZoneMap.uniform(World.of(new Drifters()).space(), 2, 4);
  private final ControlRecord control =
      new ControlRecord(1, 1, false, 100, Long.MAX_VALUE, 0, 0, List.of(new MapInForce(0, map)));
  private final Ownership ownership =
      new Ownership(
          1,
          List.of("a", "b", "a", ""),
          List.of(List.of("b"), List.of("a"), List.of("b"), List.of()),
          Set.of());

  @BeforeEach
  void place() {
    loads.placed(control, ownership);
  }

  private void report(long millis, int tickMicros) {
    report("a", millis, 1, tickMicros, 0);
  }

  private void report(String node, long millis, long zone, int tickMicros, long cpuMillis) {
    report(node, millis, zone, tickMicros, cpuMillis, millis * tickMicros * RATE / 1_000_000);
  }

  private void report(
      String node, long millis, long zone, int tickMicros, long cpuMillis, long tickMillis) {
    ZoneReport report =
        new ZoneReport(zone, 50, false, 1, 0, 0, tickMicros, 1000, -1, new CutPlaces(0, 0, 0));
    Work work = new Work(0, 0, Percentiles.NONE, cpuMillis * 1_000_000, tickMillis * 1_000_000);
    loads.reported(
        new NodeReport(
            node, 1, Wish.OWNER, List.of(report), List.of(), work, 4, GatewayReport.NONE),
        millis);
  }

  private LoadSnapshot snapshot() {
    return Objects.requireNonNull(loads.sketch(Set.of("a", "b"), 2));
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
  void whatANodeDoesBesidesItsZonesIsTheRestOfItsCpuTime() {
    for (long millis = 1000; millis <= 91_000; millis += 250) {
      report("a", millis, 1, 5000, millis < 40_000 ? millis : 40_000 + millis / 2);
    }
    LoadSnapshot snapshot = snapshot();
    assertThat(snapshot.slots().get(0).backupCost()).isCloseTo(0.015, within(1e-9));
    assertThat(snapshot.nodes().get(0).other()).as("half a core").isCloseTo(0.4, within(1e-6));
    assertThat(snapshot.nodes().get(1).other())
        .as("nothing is known of b: it is taken for like the others, less what it backs up")
        .isCloseTo(0.4, within(1e-6));
    report("a", 91_250, 1, 5000, 10);
    assertThat(snapshot().nodes().get(0).other()).as("it begins anew").isZero();
  }

  @Test
  void aGridThatBeginsAnewInItsProcessIsNotChargedWithWhatItsTicksTookBefore() {
    for (long millis = 1000; millis <= 91_000; millis += 250) {
      report("a", millis, 1, 20_000, millis / 2);
    }
    assertThat(snapshot().nodes().get(0).other()).isCloseTo(0.1, within(1e-6));
    long began = 95_000;
    for (long millis = began; millis <= began + 90_000; millis += 250) {
      report("a", millis, 1, 20_000, millis / 2, (millis - began) * 4 / 10);
    }
    assertThat(snapshot().nodes().get(0).other()).isCloseTo(0.1, within(1e-6));
  }

  /** Plans ask for what is expected while they know the loads, forecasts for the loads. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void plansAndForecastsDoNotWaitForEachOther() {
    report(1000, 5000);
    Forecasts forecasts = new Forecasts(map.bounds());
    int[] cell = {0};
    double[] one = {1};
    Thread observer =
        new Thread(
            () -> {
              for (int i = 1; i < 3000; i++) {
                forecasts.learn(List.of(new ZoneFlow(1, cell, cell, one, one)));
                forecasts.timer(i * 2000L, loads::cost);
              }
            });
    observer.setDaemon(true);
    observer.start();
    while (observer.isAlive()) {
      loads.snapshot(map, zone -> forecasts.moreSoon(zone.box()), Set.of("a", "b"), 2);
    }
  }

  /** A zone takes its load along at once; what a node does beside stays what it was. */
  @Test
  void aZoneThatMovesLeavesNothingBehind() {
    long millis = 1000;
    double busyA = 0;
    double busyB = 0;
    for (; millis < 121_000; millis += 250) {
      busyA += 250 * (0.1 + 0.4);
      busyB += 250 * (0.1 + 0.15 * 0.4);
      report("a", millis, 1, 20_000, (long) busyA, (long) (millis * 0.4));
      report("b", millis, 2, 0, (long) busyB, 0);
    }
    assertThat(snapshot().loads().get("a")).isCloseTo(0.5, within(1e-3));
    assertThat(snapshot().loads().get("b")).isCloseTo(0.16, within(1e-3));
    long ranA = (long) (millis * 0.4);
    loads.placed(
        control,
        new Ownership(
            2,
            List.of("b", "b", "a", ""),
            List.of(List.of("a"), List.of("a"), List.of("b"), List.of()),
            Set.of()));
    assertThat(snapshot().loads().get("a")).as("at once").isCloseTo(0.16, within(1e-3));
    long moved = millis;
    for (; millis < moved + 10_000; millis += 250) {
      busyA += 250 * (0.1 + 0.15 * 0.4);
      busyB += 250 * (0.1 + 0.4);
      report("a", millis, 2, 0, (long) busyA, ranA);
      report("b", millis, 1, 20_000, (long) busyB, (long) ((millis - moved) * 0.4));
    }
    assertThat(snapshot().loads().get("a")).isCloseTo(0.16, within(0.005));
    assertThat(snapshot().loads().get("b")).isCloseTo(0.5, within(0.005));
  }

  @Test
  void neighboursReadEachOthersFrames() {
    report(1000, 5000);
    report("b", 1000, 2, 5000, 0);
    LoadSnapshot snapshot =
        Objects.requireNonNull(
            loads.snapshot(map, zone -> loads.cost(zone.id()), Set.of("a", "b"), 2));
    assertThat(snapshot.slots().get(0).seams()).containsExactly(Map.entry(1, 2000.0 * RATE));
    assertThat(snapshot.slots().get(0).bytes()).isEqualTo(1000L * Places.FRAMES);
  }

  /** What is being split goes on until its halves run. */
  @Test
  void aZoneThatIsBeingSplitCountsUntilItsHalvesRun() {
    report(1000, 5000);
    report("b", 1000, 2, 3000, 0);
    int middle = (map.zone(1).box().minX() + map.zone(1).box().maxX()) / 2;
    ControlRecord pending =
        control.withMaps(
            List.of(new MapInForce(0, map), new MapInForce(101, map.split(1, 0, middle, 2))));
    loads.placed(pending, ownership);
    LoadSnapshot before = snapshot();
    assertThat(before.slots()).extracting(SlotLoad::cost).containsExactly(0.1, 0.06, 0.0, 0.0);
    report("a", 1250, 3, 2500, 0);
    report("a", 1250, 4, 1500, 0);
    LoadSnapshot after = snapshot();
    assertThat(after.slots()).extracting(SlotLoad::cost).containsExactly(0.05, 0.06, 0.03, 0.0);
  }

  @Test
  void aMomentDoesNotChangeMuch() {
    report(1000, 5000);
    report(1250, 25_000);
    assertThat(snapshot().slots().get(0).cost()).isLessThan(0.14);
    for (long millis = 1500; millis < 61_000; millis += 250) {
      report(millis, 25_000);
    }
    assertThat(snapshot().slots().get(0).cost()).isCloseTo(0.5, within(0.01));
  }
}
