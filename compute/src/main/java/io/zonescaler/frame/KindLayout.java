package io.zonescaler.frame;

import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Space;

/**
 * The order of a kind's lanes in a frame: x, y, in 3D z, then the int lanes, the long lanes and the
 * byte string lanes. At most 3 + {@link Kind#MAX_COLUMNS} lanes, so that a set of them is a mask of
 * 64 bits. Immutable.
 */
final class KindLayout {
  final Kind kind;
  final int dimensions;

  /** First lane of longs: positions and int lanes come before. */
  final int firstLong;

  /** First lane of byte strings. */
  final int firstBytes;

  /** Number of lanes. */
  final int lanes;

  /** A table without rows. */
  final EntityTable none;

  private final int[] maxBytes;

  KindLayout(Kind kind, Space space) {
    this.kind = kind;
    dimensions = space.dimensions();
    firstLong = dimensions + kind.intLanes();
    firstBytes = firstLong + kind.longLanes();
    lanes = firstBytes + kind.byteLanes();
    none = new EntityTable(kind, 0);
    maxBytes = new int[kind.byteLanes()];
    for (Column column : kind.columns()) {
      if (column.storage() == Column.Storage.BYTES) {
        maxBytes[column.lane()] = column.maxBytes();
      }
    }
  }

  /** Array of a position or int lane. */
  int[] ints(EntityTable table, int lane) {
    if (lane >= dimensions) {
      return table.ints[lane - dimensions];
    }
    return lane == 0 ? table.x : lane == 1 ? table.y : table.z;
  }

  /** Array of a long lane. */
  long[] longs(EntityTable table, int lane) {
    return table.longs[lane - firstLong];
  }

  /** Array of a byte string lane. */
  byte[][] bytes(EntityTable table, int lane) {
    return table.bytes[lane - firstBytes];
  }

  /** Longest value of a byte string lane. */
  int maxBytes(int lane) {
    return maxBytes[lane - firstBytes];
  }
}
