package io.zonescaler.state;

import io.zonescaler.math.StableHash;

/** The 64-bit hashes that the world hash is the sum of. */
public final class Hashing {
  private Hashing() {}

  /** Hash of all of one entity: (id, kind, position, all columns' raw bits). */
  public static long entity(EntityTable table, int row) {
    long h = StableHash.hash(table.id[row], table.kind.index());
    h = StableHash.mix64(h ^ (((long) table.x[row] << 32) | (table.y[row] & 0xffffffffL)));
    h = StableHash.mix64(h + table.z[row]);
    for (int[] lane : table.ints) {
      h = StableHash.mix64(h ^ lane[row]) + 0x9e3779b97f4a7c15L;
    }
    for (long[] lane : table.longs) {
      h = StableHash.mix64(h ^ lane[row]) + 0x9e3779b97f4a7c15L;
    }
    for (byte[][] lane : table.bytes) {
      byte[] value = lane[row];
      h = StableHash.mix64(h ^ value.length);
      for (byte b : value) {
        h = StableHash.mix64(h ^ b) + 0x9e3779b97f4a7c15L;
      }
    }
    return h;
  }

  /** Hash of an entity's id alone, for the audit's sums. */
  public static long id(long entity) {
    return StableHash.mix64(entity);
  }
}
