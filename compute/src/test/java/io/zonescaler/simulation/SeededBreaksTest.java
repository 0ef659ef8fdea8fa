package io.zonescaler.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The mutation check of the simulation: every deliberate break of an invariant is caught within a
 * bounded number of seeds. {@code -Dsim.seed=N} tries one seed only.
 */
class SeededBreaksTest {
  private static final int MOST_SEEDS = 500;

  static Stream<SeededBreak> breaks() {
    return Stream.of(StoreBreaks.all(), LinkBreaks.all(), EngineBreaks.all(), KernelBreaks.all())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("breaks")
  void isCaught(SeededBreak broken) {
    long first = Long.getLong("sim.seed", 1);
    long seeds = Long.getLong("sim.seed") != null ? 1 : MOST_SEEDS;
    SimulationFailure caught = null;
    int tried = 0;
    for (long seed = first; caught == null && tried < seeds; seed++) {
      Scenario scenario = Scenario.of(seed);
      if (!broken.shows().test(scenario)) {
        continue;
      }
      tried++;
      SimulatedCluster cluster =
          new SimulatedCluster(scenario, broken.seams().get(), Long.getLong("sim.seed") != null);
      try {
        cluster.run();
      } catch (SimulationFailure failure) {
        caught = failure;
        System.out.print(cluster.events.traceTail());
      }
    }
    assertThat(caught).as("caught within %s seeds: %s", seeds, broken).isNotNull();
    String what = caught.what.length() > 150 ? caught.what.substring(0, 150) + "..." : caught.what;
    System.out.printf(
        "%s: caught with seed %d after tick %d by%n    %s%n",
        broken, caught.seed, caught.tick, what);
  }
}
