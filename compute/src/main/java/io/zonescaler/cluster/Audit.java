package io.zonescaler.cluster;

import io.zonescaler.cluster.NodeReport.TickTotals;
import io.zonescaler.state.Totals;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The always-on audit: per tick over the whole world, entities(T) = entities(T-1) + spawned -
 * despawned, the same for the sum of hash(id), so that a loss cannot hide a duplicate, and
 * conserved quantities change by declared sources and sinks only. Not thread-safe.
 */
public final class Audit {
  private static final int LONGEST_WAIT = 400;

  private final TreeMap<Long, TickTotals> incomplete = new TreeMap<>();
  private @Nullable TickTotals last;
  private long spawned;
  private long despawned;
  private long failures;
  private long violations;
  private long idled;
  private long broken;
  private long unchecked;
  private String firstBreak = "";

  /**
   * Adds sums over some zones of a tick; {@code zonesInWorld} gives how many zones the world has at
   * it.
   */
  public void add(TickTotals part, int zonesInWorld) {
    TickTotals known = incomplete.get(part.tick());
    TickTotals sum = part;
    if (known != null) {
      Totals totals = Totals.ofArray(known.totals().toArray());
      totals.add(part.totals());
      sum = new TickTotals(part.tick(), known.zones() + part.zones(), totals);
    }
    incomplete.put(part.tick(), sum);
    while (!incomplete.isEmpty()) {
      Map.Entry<Long, TickTotals> first = incomplete.firstEntry();
      if (first.getValue().zones() >= zonesInWorld) {
        complete(first.getValue());
      } else if (incomplete.size() > LONGEST_WAIT) {
        unchecked++;
      } else {
        return;
      }
      incomplete.remove(first.getKey());
    }
  }

  private void complete(TickTotals now) {
    TickTotals before = last;
    last = now;
    Totals t = now.totals();
    spawned += t.spawned;
    despawned += t.despawned;
    failures += t.failures;
    violations += t.violations;
    idled += t.idled;
    if (before == null || before.tick() + 1 != now.tick()) {
      return;
    }
    Totals b = before.totals();
    require(now.tick(), "entities", b.entities + t.spawned - t.despawned, t.entities);
    require(
        now.tick(),
        "the sum of the ids' hashes",
        b.idSum + t.spawnedIdSum - t.despawnedIdSum,
        t.idSum);
    for (int q = 0; q < t.amounts.length; q++) {
      require(
          now.tick(),
          "conserved quantity " + q,
          b.amounts[q] + t.sources[q] - t.sinks[q],
          t.amounts[q]);
    }
  }

  private void require(long tick, String what, long expected, long found) {
    if (expected != found) {
      broken++;
      if (firstBreak.isEmpty()) {
        firstBreak =
            "at tick " + tick + " " + what + " should be " + expected + ", but is " + found;
      }
    }
  }

  /** Whether every check so far held. */
  public boolean ok() {
    return broken == 0;
  }

  /** The first check that did not hold, or empty. */
  public String firstBreak() {
    return firstBreak;
  }

  /** The newest tick of which all zones' sums are known, or null. */
  public @Nullable TickTotals newest() {
    return last;
  }

  /** Entities made since this audit began. */
  public long spawned() {
    return spawned;
  }

  /** Entities removed since this audit began. */
  public long despawned() {
    return despawned;
  }

  /** Kernels that failed on an entity since this audit began. */
  public long failures() {
    return failures;
  }

  /** Too long steps and the like since this audit began. */
  public long violations() {
    return violations;
  }

  /** Entities idled, summed over ticks, since this audit began. */
  public long idled() {
    return idled;
  }

  /** Checks that did not hold. */
  public long broken() {
    return broken;
  }

  /** Ticks that could not be checked because a node's report was missing. */
  public long unchecked() {
    return unchecked;
  }
}
