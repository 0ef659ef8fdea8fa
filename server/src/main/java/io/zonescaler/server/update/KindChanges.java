package io.zonescaler.server.update;

import io.zonescaler.client.update.ByteSink;
import io.zonescaler.client.update.ChangeFormat;
import io.zonescaler.frame.Widths;
import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Column;
import io.zonescaler.world.Column.Visibility;
import java.util.Arrays;

/**
 * What has changed of one kind's entities in one client's view, and how it is written: lane by
 * lane, each in as few bits as {@link ChangeFormat#BLOCK} entities need. A number is told as its
 * difference, or, where that is shorter, as the difference of the difference to the one before:
 * what moves steadily costs next to nothing.
 *
 * <p>An entity's values are one long per lane, as they are written: the difference, or of lanes
 * that may be predicted the difference in the lower half and that of the differences in the upper
 * one. Collects for one client after another. Not thread-safe.
 */
final class KindChanges {
  private static final long HALF = 0xffffffffL;

  /** Coordinates, then columns. */
  final int lanes;

  /** Whether there are columns that not everyone may see. */
  final boolean isUneven;

  private final Column[] columns;
  private final int dimensions;
  private final boolean[] isPredicted;
  private final boolean hasBytes;

  private int count;
  private int changed;

  /** One bit for each entity: whether it has changed. */
  private long[] changedBits = new long[4];

  private long[] values;

  /** All bits of a block's values, by block and lane. */
  private long[] unions;

  private byte[][] strings;

  private final long[] worked;
  private final int[] last;

  /**
   * Of a kind with these columns that clients see.
   *
   * @param dimensions of the world, 2 or 3
   */
  KindChanges(Column[] columns, int dimensions) {
    this.columns = columns;
    this.dimensions = dimensions;
    lanes = dimensions + columns.length;
    isUneven = Arrays.stream(columns).anyMatch(c -> c.visibility() != Visibility.ALL);
    hasBytes = Arrays.stream(columns).anyMatch(c -> c.storage() == Column.Storage.BYTES);
    isPredicted = new boolean[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      isPredicted[lane] = lane < dimensions || isPredicted(columns[lane - dimensions].type());
    }
    worked = new long[lanes];
    last = new int[lanes];
    values = new long[ChangeFormat.BLOCK * lanes];
    unions = new long[lanes];
    strings = new byte[hasBytes ? values.length : 0][];
  }

  /** Whether the next difference of a column's values is likely to be like the last one. */
  private static boolean isPredicted(Column.Type type) {
    return type == Column.Type.FIXED || type == Column.Type.I32;
  }

  /** Whether a client with this right may not see a column. */
  private boolean isKeptFrom(int column, Visibility right) {
    return isUneven && columns[column].visibility().compareTo(right) > 0;
  }

  /**
   * Whether row {@code i} of a table and row {@code j} of another differ in what a client with this
   * right may see.
   */
  boolean differ(EntityTable a, int i, EntityTable b, int j, Visibility right) {
    boolean same = a.x[i] == b.x[j] && a.y[i] == b.y[j] && a.z[i] == b.z[j];
    for (int c = 0; c < columns.length && same; c++) {
      if (isKeptFrom(c, right)) {
        continue;
      }
      int lane = columns[c].lane();
      same =
          switch (columns[c].storage()) {
            case INT -> a.ints[lane][i] == b.ints[lane][j];
            case LONG -> a.longs[lane][i] == b.longs[lane][j];
            case BYTES -> Arrays.equals(a.bytes[lane][i], b.bytes[lane][j]);
          };
    }
    return !same;
  }

  /**
   * Works out an entity's values from row {@code i} of a table to row {@code j} of another.
   *
   * @param last differences before this one, one per lane from {@code lastAt} on; becomes this one
   * @param to where the values go, from {@code at} on
   * @return whether it has changed in what a client with this right may see
   */
  boolean work(
      EntityTable a,
      int i,
      EntityTable b,
      int j,
      Visibility right,
      int[] last,
      int lastAt,
      long[] to,
      int at) {
    long any = predictable(b.x[j] - a.x[i], last, lastAt, to, at);
    any |= predictable(b.y[j] - a.y[i], last, lastAt + 1, to, at + 1);
    if (dimensions == 3) {
      any |= predictable(b.z[j] - a.z[i], last, lastAt + 2, to, at + 2);
    }
    for (int c = 0; c < columns.length; c++) {
      int lane = columns[c].lane();
      int offset = dimensions + c;
      if (isKeptFrom(c, right)) {
        last[lastAt + offset] = 0;
        to[at + offset] = 0;
        continue;
      }
      switch (columns[c].storage()) {
        case INT -> {
          int difference = b.ints[lane][j] - a.ints[lane][i];
          if (isPredicted[offset]) {
            predictable(difference, last, lastAt + offset, to, at + offset);
          } else {
            to[at + offset] = ByteSink.zigzagged(difference);
          }
          any |= difference;
        }
        case LONG -> {
          long difference = b.longs[lane][j] - a.longs[lane][i];
          to[at + offset] = ByteSink.zigzagged(difference);
          any |= difference;
        }
        case BYTES -> {
          byte[] now = b.bytes[lane][j];
          to[at + offset] = Arrays.equals(a.bytes[lane][i], now) ? 0 : now.length + 1;
          any |= to[at + offset];
        }
      }
    }
    return any != 0;
  }

  /** Wraps, as the reader's sums do. */
  private static int predictable(int difference, int[] last, int lastAt, long[] to, int at) {
    long second = ByteSink.zigzagged(difference - last[lastAt]);
    to[at] = ByteSink.zigzagged(difference) | second << 32;
    last[lastAt] = difference;
    return difference;
  }

  /**
   * The differences of which an entity's values were worked out; 0 for lanes without prediction.
   */
  void differences(long[] from, int at, int[] to, int toAt) {
    for (int lane = 0; lane < lanes; lane++) {
      int zigzag = (int) from[at + lane];
      to[toAt + lane] = isPredicted[lane] ? zigzag >>> 1 ^ -(zigzag & 1) : 0;
    }
  }

  /** Room for an entity's values. */
  long[] worked() {
    return worked;
  }

  /** Room for an entity's differences. */
  int[] last() {
    return last;
  }

  /** Adds an entity that has not changed. */
  void addSame() {
    addBit(0);
  }

  private void addBit(long bit) {
    if (count >> 6 == changedBits.length) {
      changedBits = Arrays.copyOf(changedBits, 2 * changedBits.length);
    }
    changedBits[count >> 6] |= bit << count;
    count++;
  }

  /** Adds an entity that has changed, to this row; its values begin at {@code from}. */
  void addChanged(long[] its, int from, EntityTable table, int row) {
    addBit(1);
    int at = changed * lanes;
    if (at == values.length) {
      values = Arrays.copyOf(values, 2 * values.length);
      strings = Arrays.copyOf(strings, hasBytes ? values.length : 0);
      unions = Arrays.copyOf(unions, 2 * unions.length);
    }
    int union = changed / ChangeFormat.BLOCK * lanes;
    for (int lane = 0; lane < lanes; lane++) {
      long value = its[from + lane];
      values[at + lane] = value;
      unions[union + lane] |= value;
    }
    for (int c = 0; hasBytes && c < columns.length; c++) {
      if (columns[c].storage() == Column.Storage.BYTES) {
        strings[at + dimensions + c] = table.bytes[columns[c].lane()][row];
      }
    }
    changed++;
  }

  /** Writes what was added, if anything was, and begins anew; how many have changed. */
  int write(ByteSink out) {
    int written = changed;
    if (count > 0) {
      out.varint(changed);
      if (changed > 0 && changed < count) {
        for (int from = 0; from < count; from += Long.SIZE) {
          int width = Math.min(Long.SIZE, count - from);
          out.bits(changedBits[from >> 6], width);
        }
        out.align();
      }
      if (changed > 0) {
        writeLanes(out);
      }
      Arrays.fill(strings, 0, hasBytes ? changed * lanes : 0, null);
      Arrays.fill(unions, 0, blocks() * lanes, 0);
      Arrays.fill(changedBits, 0);
      count = 0;
      changed = 0;
    }
    return written;
  }

  private int blocks() {
    return (changed + ChangeFormat.BLOCK - 1) / ChangeFormat.BLOCK;
  }

  private void writeLanes(ByteSink out) {
    long mask = 0;
    for (int lane = 0; lane < lanes; lane++) {
      long union = 0;
      for (int u = lane; u < blocks() * lanes; u += lanes) {
        union |= unions[u];
      }
      boolean isSame = (isPredicted[lane] ? union & HALF : union) == 0;
      mask |= isSame ? 0 : 1L << lane;
    }
    out.varint(mask);
    for (int lane = 0; lane < lanes; lane++) {
      if ((mask >>> lane & 1) != 0) {
        writeLane(lane, out);
      }
    }
    out.align();
  }

  private void writeLane(int lane, ByteSink out) {
    int shift = 0;
    if (isPredicted[lane]) {
      boolean predicts = width(lane, Integer.SIZE) < width(lane, 0);
      shift = predicts ? Integer.SIZE : 0;
      out.bits(predicts ? 1 : 0, 1);
    }
    long bits = isPredicted[lane] ? HALF : -1;
    for (int from = 0; from < changed; from += ChangeFormat.BLOCK) {
      int code = Widths.codeFor(unions[from / ChangeFormat.BLOCK * lanes + lane] >>> shift & bits);
      out.bits(code, 4);
      int width = Widths.ofCode(code);
      int to = Math.min(changed, from + ChangeFormat.BLOCK) * lanes;
      for (int at = from * lanes + lane; at < to && width > 0; at += lanes) {
        out.bits(values[at] >>> shift & bits, width);
      }
    }
    if (lane >= dimensions && columns[lane - dimensions].storage() == Column.Storage.BYTES) {
      out.align();
      for (int at = lane; at < changed * lanes; at += lanes) {
        if (values[at] != 0) {
          out.bytes(strings[at]);
        }
      }
    }
  }

  /** Bits that a predicted lane's values take, of those halves that are shifted so far. */
  private long width(int lane, int shift) {
    long sum = 0;
    for (int from = 0; from < changed; from += ChangeFormat.BLOCK) {
      long union = unions[from / ChangeFormat.BLOCK * lanes + lane] >>> shift & HALF;
      int block = Math.min(changed - from, ChangeFormat.BLOCK);
      sum += (long) Widths.ofCode(Widths.codeFor(union)) * block;
    }
    return sum;
  }
}
