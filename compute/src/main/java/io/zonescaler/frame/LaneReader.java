package io.zonescaler.frame;

import io.zonescaler.state.EntityTable;

/**
 * Reads the packed lanes of one cell's survivors or enters into a table. Reused; not thread-safe.
 */
final class LaneReader {
  private static final byte[] EMPTY = new byte[0];

  private long[] values = new long[64];

  /**
   * Fills rows {@code after[0..count)} of {@code out}, whose ids and cells are there already, with
   * rows {@code before} of {@code base} and what changed. If {@code base} is {@code out}, the
   * unchanged lanes are there already too.
   */
  void survivors(
      KindLayout layout,
      long mask,
      FrameReader in,
      EntityTable base,
      int[] before,
      EntityTable out,
      int[] after,
      int count) {
    boolean copy = base != out;
    for (int lane = 0; lane < layout.lanes; lane++) {
      boolean changed = (mask >>> lane & 1) != 0 && unpack(layout, lane, in, count);
      if (!changed && !copy) {
        continue;
      }
      if (lane < layout.firstLong) {
        int[] a = layout.ints(base, lane);
        int[] b = layout.ints(out, lane);
        for (int k = 0; k < count; k++) {
          b[after[k]] = a[before[k]] + (changed ? (int) unzigzag(values[k]) : 0);
        }
      } else if (lane < layout.firstBytes) {
        long[] a = layout.longs(base, lane);
        long[] b = layout.longs(out, lane);
        for (int k = 0; k < count; k++) {
          b[after[k]] = a[before[k]] + (changed ? unzigzag(values[k]) : 0);
        }
      } else {
        byte[][] a = layout.bytes(base, lane);
        byte[][] b = layout.bytes(out, lane);
        for (int k = 0; k < count; k++) {
          b[after[k]] =
              changed && values[k] > 0 ? string(layout, lane, values[k] - 1, in) : a[before[k]];
        }
      }
    }
  }

  /**
   * Fills rows {@code rows[0..count)} of {@code out}, whose ids and cells are there already and
   * whose numbers are 0.
   */
  void enters(
      KindLayout layout,
      long mask,
      FrameReader in,
      int[] corner,
      EntityTable out,
      int[] rows,
      int count) {
    for (int lane = 0; lane < layout.lanes; lane++) {
      boolean set = (mask >>> lane & 1) != 0 && unpack(layout, lane, in, count);
      if (lane < layout.dimensions) {
        int[] b = layout.ints(out, lane);
        for (int k = 0; k < count; k++) {
          b[rows[k]] = corner[lane] + (set ? (int) values[k] : 0);
        }
      } else if (lane < layout.firstBytes) {
        if (set) {
          setNumbers(layout, lane, out, rows, count);
        }
      } else {
        byte[][] b = layout.bytes(out, lane);
        for (int k = 0; k < count; k++) {
          b[rows[k]] = set && values[k] != 0 ? string(layout, lane, values[k], in) : EMPTY;
        }
      }
    }
  }

  private void setNumbers(KindLayout layout, int lane, EntityTable out, int[] rows, int count) {
    if (lane < layout.firstLong) {
      int[] b = layout.ints(out, lane);
      for (int k = 0; k < count; k++) {
        b[rows[k]] = (int) unzigzag(values[k]);
      }
    } else {
      long[] b = layout.longs(out, lane);
      for (int k = 0; k < count; k++) {
        b[rows[k]] = unzigzag(values[k]);
      }
    }
  }

  private static long unzigzag(long v) {
    return v >>> 1 ^ -(v & 1);
  }

  /** Reads the values of a lane; false if all are 0. */
  private boolean unpack(KindLayout layout, int lane, FrameReader in, int count) {
    int width = Widths.ofCode((int) in.bits(4));
    if (width == 0) {
      return false;
    }
    if (width > 32 && (lane < layout.firstLong || lane >= layout.firstBytes)) {
      throw FrameException.damaged(
          "a lane of " + layout.kind + " with 32 bits has values of " + width);
    }
    if (values.length < count) {
      values = new long[count + (count >> 2)];
    }
    in.unpack(values, count, width);
    if (lane >= layout.firstBytes) {
      in.align();
    }
    return true;
  }

  private static byte[] string(KindLayout layout, int lane, long length, FrameReader in) {
    if (length > layout.maxBytes(lane)) {
      throw FrameException.damaged(
          "a byte string of "
              + length
              + " bytes in a column of "
              + layout.kind
              + " of at most "
              + layout.maxBytes(lane));
    }
    return in.alignedBytes((int) length);
  }
}
