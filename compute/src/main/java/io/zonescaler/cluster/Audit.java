package io.zonescaler.cluster;

import io.zonescaler.cluster.NodeReport.TickTotals;
import io.zonescaler.state.Totals;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The always-on audit: per tick over the whole world, entities(T) = entities(T-1) + spawned -
 * despawned, the same for the sum of hash(id), so that a loss cannot hide a duplicate, and
 * conserved quantities change by declared sources and sinks only. Also, a tick that several nodes
 * report must be the same (invariant I1). Not thread-safe.
 */
public final class Audit {
  /**
   * Sums of the whole world at one tick.
   *
   * @param tick the tick
   * @param totals the sums
   */
  public record WorldTotals(long tick, Totals totals) {}

  /** What is known of a tick. */
  private static final class Tick {
    final Map<Long, Totals> zones = new HashMap<>();
    int zonesInWorld;

    boolean isComplete() {
      return zones.size() >= zonesInWorld;
    }
  }

  private final int longestWait;
  private final TreeMap<Long, Tick> incomplete = new TreeMap<>();

  /** Hashes of zones in ticks that have been checked, for reports that come late. */
  private final TreeMap<Long, Map<Long, Long>> checked = new TreeMap<>();

  private @Nullable WorldTotals last;
  private long passed = -1;
  private long spawned;
  private long despawned;
  private long failures;
  private long violations;
  private long idleFrames;
  private long idled;
  private long broken;
  private long unchecked;
  private String firstBreak = "";

  /**
   * An audit that has seen nothing yet.
   *
   * @param longestWait ticks to wait for a report that is late, before the tick is left unchecked;
   *     ticks that have been checked are remembered for as long
   */
  public Audit(int longestWait) {
    this.longestWait = longestWait;
  }

  /**
   * Adds the totals of a zone at a tick; {@code zonesInWorld} gives how many zones the world has at
   * it. Totals that are known already change nothing.
   */
  public void add(TickTotals part, int zonesInWorld) {
    if (part.tick() <= passed) {
      Long hash = checked.getOrDefault(part.tick(), Map.of()).get(part.zone());
      requireSame(part, hash == null || hash == part.totals().hash);
      return;
    }
    Tick tick = incomplete.computeIfAbsent(part.tick(), t -> new Tick());
    tick.zonesInWorld = zonesInWorld;
    Totals known = tick.zones.putIfAbsent(part.zone(), part.totals());
    if (known != null) {
      requireSame(part, known.equals(part.totals()));
      return;
    }
    if (last == null && tick.isComplete()) {
      // What came before this audit began is never complete.
      incomplete.headMap(part.tick()).clear();
    }
    while (!incomplete.isEmpty()) {
      Map.Entry<Long, Tick> first = incomplete.firstEntry();
      if (first.getValue().isComplete()) {
        complete(first.getKey(), first.getValue().zones);
      } else if (incomplete.size() > longestWait) {
        unchecked++;
      } else {
        return;
      }
      passed = first.getKey();
      incomplete.remove(passed);
    }
  }

  private void requireSame(TickTotals part, boolean same) {
    if (!same) {
      broken("at tick " + part.tick() + " zone " + part.zone() + " has two different states");
    }
  }

  private void complete(long tick, Map<Long, Totals> zones) {
    Map<Long, Long> hashes = new HashMap<>();
    zones.forEach((zone, totals) -> hashes.put(zone, totals.hash));
    checked.put(tick, hashes);
    checked.headMap(tick - longestWait).clear();
    Totals t = null;
    for (Totals part : zones.values()) {
      idleFrames += part.idled > 0 ? 1 : 0;
      if (t == null) {
        t = Totals.ofArray(part.toArray());
      } else {
        t.add(part);
      }
    }
    if (t == null) {
      return;
    }
    WorldTotals before = last;
    last = new WorldTotals(tick, t);
    spawned += t.spawned;
    despawned += t.despawned;
    failures += t.failures;
    violations += t.violations;
    idled += t.idled;
    if (before == null || before.tick() + 1 != tick) {
      return;
    }
    Totals b = before.totals();
    require(tick, "entities", b.entities + t.spawned - t.despawned, t.entities);
    require(
        tick, "the sum of the ids' hashes", b.idSum + t.spawnedIdSum - t.despawnedIdSum, t.idSum);
    for (int q = 0; q < t.amounts.length; q++) {
      require(
          tick, "conserved quantity " + q, b.amounts[q] + t.sources[q] - t.sinks[q], t.amounts[q]);
    }
  }

  private void require(long tick, String what, long expected, long found) {
    if (expected != found) {
      broken("at tick " + tick + " " + what + " should be " + expected + ", but is " + found);
    }
  }

  private void broken(String how) {
    broken++;
    if (firstBreak.isEmpty()) {
      firstBreak = how;
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

  /** The newest tick of which all zones' totals are known, or null. */
  public @Nullable WorldTotals newest() {
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

  /** Frames in which entities were idle since this audit began. */
  public long idleFrames() {
    return idleFrames;
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
