package io.zonescaler.simulation;

import org.junit.jupiter.api.Test;

/**
 * Hundreds of small clusters with faults, each from a seed. {@code -Dsim.seeds=N} runs N of them,
 * {@code -Dsim.first=N} begins with another one, {@code -Dsim.seed=N} runs exactly one, with its
 * trace.
 */
class ClusterSimulationTest {
  private static final int DEFAULT_SEEDS = 300;

  @Test
  void everySeedKeepsTheInvariants() {
    Long only = Long.getLong("sim.seed");
    if (only != null) {
      System.out.println("seed " + only + ": " + Scenario.of(only).summary());
      rerun(only, null);
      return;
    }
    long first = Long.getLong("sim.first", 1);
    long seeds = Long.getLong("sim.seeds", DEFAULT_SEEDS);
    long from = System.nanoTime();
    long ticks = 0;
    Coverage coverage = new Coverage();
    for (long seed = first; seed < first + seeds; seed++) {
      try {
        SimulationCheck check = run(seed, false).check;
        ticks += check.slowest();
        coverage.add(check.coverage());
      } catch (SimulationFailure | RuntimeException failure) {
        rerun(seed, failure);
      }
    }
    double seconds = (System.nanoTime() - from) / 1e9;
    System.out.printf(
        "%d simulated clusters, %d ticks, %.1f s, %.1f clusters/s%n",
        seeds, ticks, seconds, seeds / seconds);
    System.out.println("in which there were: " + coverage);
  }

  private static SimulatedCluster run(long seed, boolean tracing) {
    SimulatedCluster cluster = new SimulatedCluster(Scenario.of(seed), new Seams(), tracing);
    cluster.run();
    return cluster;
  }

  /** Runs a failed seed again to get its trace. */
  private static void rerun(long seed, Throwable failure) {
    SimulatedCluster cluster = new SimulatedCluster(Scenario.of(seed), new Seams(), true);
    Throwable again = null;
    try {
      cluster.run();
    } catch (SimulationFailure | RuntimeException e) {
      again = e;
    }
    if (again == null && failure == null) {
      System.out.println(cluster.events.traceTail());
      return;
    }
    String how =
        again == null
            ? "seed "
                + seed
                + " failed once, but not when run again: the simulation depends on more"
                + " than its seed"
            : again.getMessage();
    throw new AssertionError(
        how
            + "\n"
            + Scenario.of(seed).summary()
            + "\nRun it again with -Dtest=ClusterSimulationTest -Dsim.seed="
            + seed
            + "\n"
            + cluster.events.traceTail(),
        again == null ? failure : again);
  }
}
