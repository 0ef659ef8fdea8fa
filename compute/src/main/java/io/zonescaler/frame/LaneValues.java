package io.zonescaler.frame;

import io.zonescaler.state.EntityTable;
import java.util.Arrays;

/**
 * What is packed, lane by lane: for survivors the zigzag difference to the tick before (wrapping,
 * of the raw bits), for enters the position within the cell and the zigzag value of each column. A
 * byte string lane has its length, plus one for survivors, where 0 says that it did not change.
 * Reused from table to table; not thread-safe.
 */
final class LaneValues {
  /**
   * {@code values[lane][k]} for survivor or enter k; garbage in lanes that are not in {@link
   * #mask}.
   */
  long[][] values = new long[0][0];

  /** The lanes with a value other than 0. */
  long mask;

  /** For each survivor, not 0 if any lane changed. */
  long[] changed = new long[0];

  void ofSurvivors(KindLayout layout, TableMatch match, EntityTable previous, EntityTable next) {
    int n = match.survivors;
    int[] from = match.survivorPrevious;
    int[] to = match.survivorNext;
    room(layout.lanes, n);
    if (changed.length < n) {
      changed = new long[n + (n >> 2)];
    }
    Arrays.fill(changed, 0, n, 0);
    mask = 0;
    for (int lane = 0; lane < layout.lanes; lane++) {
      long union;
      if (lane < layout.firstLong) {
        union =
            ints(layout.ints(previous, lane), from, layout.ints(next, lane), to, n, values[lane]);
      } else if (lane < layout.firstBytes) {
        union =
            longs(
                layout.longs(previous, lane), from, layout.longs(next, lane), to, n, values[lane]);
      } else {
        union =
            bytes(
                layout, lane, layout.bytes(previous, lane), from, layout.bytes(next, lane), to, n);
      }
      if (union != 0) {
        mask |= 1L << lane;
      }
    }
  }

  private long ints(int[] a, int[] from, int[] b, int[] to, int n, long[] out) {
    long union = 0;
    for (int k = 0; k < n; k++) {
      int d = b[to[k]] - a[from[k]];
      long v = (d << 1 ^ d >> 31) & 0xffffffffL;
      out[k] = v;
      changed[k] |= v;
      union |= v;
    }
    return union;
  }

  private long longs(long[] a, int[] from, long[] b, int[] to, int n, long[] out) {
    long union = 0;
    for (int k = 0; k < n; k++) {
      long d = b[to[k]] - a[from[k]];
      long v = d << 1 ^ d >> 63;
      out[k] = v;
      changed[k] |= v;
      union |= v;
    }
    return union;
  }

  private long bytes(
      KindLayout layout, int lane, byte[][] a, int[] from, byte[][] b, int[] to, int n) {
    long[] out = values[lane];
    long union = 0;
    for (int k = 0; k < n; k++) {
      byte[] before = a[from[k]];
      byte[] after = b[to[k]];
      long v =
          before == after || Arrays.equals(before, after) ? 0 : length(layout, lane, after) + 1;
      out[k] = v;
      changed[k] |= v;
      union |= v;
    }
    return union;
  }

  void ofEnters(KindLayout layout, TableMatch match, EntityTable next, int cellEdge) {
    int n = match.enters;
    int[] to = match.enterNext;
    room(layout.lanes, n);
    mask = 0;
    for (int lane = 0; lane < layout.lanes; lane++) {
      long[] out = values[lane];
      long union = 0;
      if (lane < layout.dimensions) {
        int[] b = layout.ints(next, lane);
        for (int k = 0; k < n; k++) {
          out[k] = b[to[k]] % cellEdge;
          union |= out[k];
        }
      } else if (lane < layout.firstLong) {
        int[] b = layout.ints(next, lane);
        for (int k = 0; k < n; k++) {
          int d = b[to[k]];
          out[k] = (d << 1 ^ d >> 31) & 0xffffffffL;
          union |= out[k];
        }
      } else if (lane < layout.firstBytes) {
        long[] b = layout.longs(next, lane);
        for (int k = 0; k < n; k++) {
          long d = b[to[k]];
          out[k] = d << 1 ^ d >> 63;
          union |= out[k];
        }
      } else {
        byte[][] b = layout.bytes(next, lane);
        for (int k = 0; k < n; k++) {
          out[k] = length(layout, lane, b[to[k]]);
          union |= out[k];
        }
      }
      if (union != 0) {
        mask |= 1L << lane;
      }
    }
  }

  private static int length(KindLayout layout, int lane, byte[] value) {
    if (value.length > layout.maxBytes(lane)) {
      throw new IllegalArgumentException(
          layout.kind
              + ": a byte string of "
              + value.length
              + " bytes in a column of at most "
              + layout.maxBytes(lane));
    }
    return value.length;
  }

  private void room(int lanes, int rows) {
    if (values.length < lanes) {
      int old = values.length;
      values = Arrays.copyOf(values, lanes);
      Arrays.fill(values, old, lanes, new long[0]);
    }
    for (int lane = 0; lane < lanes; lane++) {
      if (values[lane].length < rows) {
        values[lane] = new long[rows + (rows >> 2)];
      }
    }
  }
}
