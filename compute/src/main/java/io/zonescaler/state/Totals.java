package io.zonescaler.state;

import java.util.Arrays;

/**
 * The sums of one zone's tick, or, added up, of the whole world's: what the world hash and the
 * audit are made of. All sums are modulo 2^64, so that the partition does not matter.
 */
public final class Totals {
  /** Entities written in this tick. */
  public long entities;

  /**
   * Sum of the hashes of (id, all columns) of entities and undelivered messages: the world hash.
   */
  public long hash;

  /** Sum of hash(id) over entities. */
  public long idSum;

  /** Entities made in this tick. */
  public long spawned;

  /** Sum of hash(id) over entities made. */
  public long spawnedIdSum;

  /** Entities removed in this tick. */
  public long despawned;

  /** Sum of hash(id) over entities removed. */
  public long despawnedIdSum;

  /** Undelivered messages. */
  public long messages;

  /** Entities whose kernel failed in this tick. */
  public long failures;

  /** Steps too long, values out of range, searches or messages too far, in this tick. */
  public long violations;

  /** Entities that were not run in this tick because their zone was idle. */
  public long idled;

  /** Amount of each conserved quantity, in-flight amounts included. */
  public final long[] amounts;

  /** Declared sources of each quantity in this tick. */
  public final long[] sources;

  /** Declared sinks of each quantity in this tick. */
  public final long[] sinks;

  /** All zero, for that number of conserved quantities. */
  public Totals(int quantities) {
    amounts = new long[quantities];
    sources = new long[quantities];
    sinks = new long[quantities];
  }

  /** Number of sums in {@link #toArray()} that do not depend on the number of quantities. */
  public static final int FIXED = 11;

  /** All sums in a fixed order: the ones above, then amounts, sources and sinks. */
  public long[] toArray() {
    long[] out = new long[FIXED + 3 * amounts.length];
    long[] head = {
      entities,
      hash,
      idSum,
      spawned,
      spawnedIdSum,
      despawned,
      despawnedIdSum,
      messages,
      failures,
      violations,
      idled
    };
    System.arraycopy(head, 0, out, 0, FIXED);
    System.arraycopy(amounts, 0, out, FIXED, amounts.length);
    System.arraycopy(sources, 0, out, FIXED + amounts.length, amounts.length);
    System.arraycopy(sinks, 0, out, FIXED + 2 * amounts.length, amounts.length);
    return out;
  }

  /** The sums that {@link #toArray()} gave. */
  public static Totals ofArray(long[] values) {
    Totals t = new Totals((values.length - FIXED) / 3);
    t.entities = values[0];
    t.hash = values[1];
    t.idSum = values[2];
    t.spawned = values[3];
    t.spawnedIdSum = values[4];
    t.despawned = values[5];
    t.despawnedIdSum = values[6];
    t.messages = values[7];
    t.failures = values[8];
    t.violations = values[9];
    t.idled = values[10];
    int n = t.amounts.length;
    System.arraycopy(values, FIXED, t.amounts, 0, n);
    System.arraycopy(values, FIXED + n, t.sources, 0, n);
    System.arraycopy(values, FIXED + 2 * n, t.sinks, 0, n);
    return t;
  }

  /** Adds another zone's sums of the same tick. */
  public void add(Totals other) {
    entities += other.entities;
    hash += other.hash;
    idSum += other.idSum;
    spawned += other.spawned;
    spawnedIdSum += other.spawnedIdSum;
    despawned += other.despawned;
    despawnedIdSum += other.despawnedIdSum;
    messages += other.messages;
    failures += other.failures;
    violations += other.violations;
    idled += other.idled;
    for (int i = 0; i < amounts.length; i++) {
      amounts[i] += other.amounts[i];
      sources[i] += other.sources[i];
      sinks[i] += other.sinks[i];
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Totals t && Arrays.equals(toArray(), t.toArray());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toArray());
  }

  @Override
  public String toString() {
    return "entities "
        + entities
        + ", hash "
        + Long.toHexString(hash)
        + ", spawned "
        + spawned
        + ", despawned "
        + despawned
        + ", messages "
        + messages
        + ", amounts "
        + Arrays.toString(amounts);
  }
}
