package io.zonescaler.server.update;

import io.zonescaler.client.update.ByteSink;
import io.zonescaler.client.update.ChangeFormat;
import io.zonescaler.frame.Widths;
import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Column;
import io.zonescaler.world.Column.Visibility;
import java.util.Arrays;

/**
 * Writes what has changed of the entities that stay in view: kind by kind, and of a kind lane by
 * lane, each in as few bits as {@link ChangeFormat#BLOCK} entities need. A number is told as its
 * difference, or, where that is shorter, as the difference of the difference to the one before:
 * what moves steadily costs next to nothing. Not thread-safe.
 */
final class ChangeWriter {
  private final int dimensions;
  private final Group[] groups;

  /** Differences of the last update: {@code stride} lanes for each handle. */
  private int[] last = new int[0];

  private final int stride;

  /**
   * Nothing is in view yet.
   *
   * @param visible the columns that clients see, by kind
   */
  ChangeWriter(Column[][] visible, int dimensions) {
    this.dimensions = dimensions;
    groups =
        Arrays.stream(visible).map(columns -> new Group(columns, dimensions)).toArray(Group[]::new);
    stride = Arrays.stream(groups).mapToInt(group -> group.lanes).max().orElse(0);
  }

  /** The entities of one kind that stay in view. */
  private static final class Group {
    final Column[] columns;
    final int lanes;

    /** Whether there are columns that not everyone may see. */
    final boolean isUneven;

    int count;
    int[] handle = new int[16];
    boolean[] changed = new boolean[16];
    long[][] values;
    byte[][][] bytes;

    Group(Column[] columns, int dimensions) {
      this.columns = columns;
      lanes = dimensions + columns.length;
      isUneven = Arrays.stream(columns).anyMatch(c -> c.visibility() != Visibility.ALL);
      values = new long[lanes][16];
      bytes = new byte[columns.length][][];
      for (int c = 0; c < columns.length; c++) {
        bytes[c] = new byte[columns[c].storage() == Column.Storage.BYTES ? 16 : 0][];
      }
    }

    /** Whether a client with this right may not see a column. */
    boolean isKeptFrom(int column, Visibility right) {
      return isUneven && columns[column].visibility().compareTo(right) > 0;
    }

    void room() {
      if (count == handle.length) {
        int length = 2 * count;
        handle = Arrays.copyOf(handle, length);
        changed = Arrays.copyOf(changed, length);
        for (int lane = 0; lane < lanes; lane++) {
          values[lane] = Arrays.copyOf(values[lane], length);
        }
        for (int c = 0; c < columns.length; c++) {
          bytes[c] = bytes[c].length == 0 ? bytes[c] : Arrays.copyOf(bytes[c], length);
        }
      }
    }
  }

  /** An entity has come into view. */
  void entered(int handle) {
    int end = (handle + 1) * stride;
    if (last.length < end) {
      last = Arrays.copyOf(last, 2 * end);
    }
    Arrays.fill(last, handle * stride, end, 0);
  }

  /**
   * Whether an entity has changed from row {@code i} of a table to row {@code j} of another, in
   * what a client with this right may see.
   */
  boolean differ(EntityTable a, int i, EntityTable b, int j, Visibility right) {
    boolean same = a.x[i] == b.x[j] && a.y[i] == b.y[j] && a.z[i] == b.z[j];
    Group group = groups[b.kind.index()];
    for (int c = 0; c < group.columns.length; c++) {
      Column column = group.columns[c];
      if (group.isKeptFrom(c, right)) {
        continue;
      }
      int lane = column.lane();
      same &=
          switch (column.storage()) {
            case INT -> a.ints[lane][i] == b.ints[lane][j];
            case LONG -> a.longs[lane][i] == b.longs[lane][j];
            case BYTES -> Arrays.equals(a.bytes[lane][i], b.bytes[lane][j]);
          };
    }
    return !same;
  }

  /** An entity stays in view, but is told nothing; call in the order of handles. */
  void kept(int handle, int kind) {
    Group group = groups[kind];
    group.room();
    int k = group.count++;
    group.handle[k] = handle;
    group.changed[k] = false;
  }

  /** An entity has stayed in view; call in the order of handles. */
  void stayed(int handle, EntityTable a, int i, EntityTable b, int j, Visibility right) {
    Group group = groups[b.kind.index()];
    group.room();
    int k = group.count++;
    group.handle[k] = handle;
    long[][] values = group.values;
    values[0][k] = difference(a.x[i], b.x[j]);
    values[1][k] = difference(a.y[i], b.y[j]);
    long any = values[0][k] | values[1][k];
    if (dimensions == 3) {
      values[2][k] = difference(a.z[i], b.z[j]);
      any |= values[2][k];
    }
    for (int c = 0; c < group.columns.length; c++) {
      int lane = group.columns[c].lane();
      if (group.isKeptFrom(c, right)) {
        values[dimensions + c][k] = 0;
        continue;
      }
      long value =
          switch (group.columns[c].storage()) {
            case INT -> difference(a.ints[lane][i], b.ints[lane][j]);
            case LONG -> b.longs[lane][j] - a.longs[lane][i];
            case BYTES -> {
              byte[] now = b.bytes[lane][j];
              group.bytes[c][k] = now;
              yield Arrays.equals(a.bytes[lane][i], now) ? 0 : now.length + 1;
            }
          };
      values[dimensions + c][k] = value;
      any |= value;
    }
    group.changed[k] = any != 0;
  }

  /** Writes all that has stayed, and begins anew; how many have changed. */
  int write(ByteSink out) {
    int changed = 0;
    for (Group group : groups) {
      if (group.count > 0) {
        changed += write(group, out);
        for (byte[][] lane : group.bytes) {
          Arrays.fill(lane, null);
        }
        group.count = 0;
      }
    }
    return changed;
  }

  private int write(Group group, ByteSink out) {
    int changed = 0;
    for (int k = 0; k < group.count; k++) {
      changed += group.changed[k] ? 1 : 0;
    }
    out.varint(changed);
    if (changed > 0 && changed < group.count) {
      for (int k = 0; k < group.count; k++) {
        out.bits(group.changed[k] ? 1 : 0, 1);
      }
      out.align();
    }
    keepChanged(group);
    if (changed == 0) {
      return 0;
    }
    long mask = 0;
    for (int lane = 0; lane < group.lanes; lane++) {
      long union = 0;
      for (int k = 0; k < changed; k++) {
        union |= group.values[lane][k];
      }
      mask |= union == 0 ? 0 : 1L << lane;
    }
    out.varint(mask);
    for (int lane = 0; lane < group.lanes; lane++) {
      if ((mask >>> lane & 1) != 0) {
        writeLane(group, lane, changed, out);
      } else if (isPredicted(group, lane)) {
        for (int k = 0; k < changed; k++) {
          last[group.handle[k] * stride + lane] = 0;
        }
      }
    }
    out.align();
    return changed;
  }

  /** Moves those that have changed to the front; the others have stood still. */
  private void keepChanged(Group group) {
    int to = 0;
    for (int k = 0; k < group.count; k++) {
      int handle = group.handle[k];
      if (!group.changed[k]) {
        Arrays.fill(last, handle * stride, (handle + 1) * stride, 0);
        continue;
      }
      group.handle[to] = handle;
      for (long[] lane : group.values) {
        lane[to] = lane[k];
      }
      for (byte[][] lane : group.bytes) {
        if (lane.length > 0) {
          lane[to] = lane[k];
        }
      }
      to++;
    }
  }

  private boolean isPredicted(Group group, int lane) {
    return lane < dimensions || isPredicted(group.columns[lane - dimensions].type());
  }

  /** Whether the next difference of a column's values is likely to be like the last one. */
  private static boolean isPredicted(Column.Type type) {
    return type == Column.Type.FIXED || type == Column.Type.I32;
  }

  private void writeLane(Group group, int lane, int count, ByteSink out) {
    long[] values = group.values[lane];
    boolean isBytes =
        lane >= dimensions && group.columns[lane - dimensions].storage() == Column.Storage.BYTES;
    if (isPredicted(group, lane)) {
      predict(group, lane, count, out);
    } else if (!isBytes) {
      for (int k = 0; k < count; k++) {
        values[k] = ByteSink.zigzagged(values[k]);
      }
    }
    for (int from = 0; from < count; from += ChangeFormat.BLOCK) {
      int to = Math.min(count, from + ChangeFormat.BLOCK);
      int code = code(values, from, to);
      out.bits(code, 4);
      int width = Widths.ofCode(code);
      for (int k = from; k < to && width > 0; k++) {
        out.bits(values[k], width);
      }
    }
    if (isBytes) {
      out.align();
      for (int k = 0; k < count; k++) {
        if (values[k] != 0) {
          out.bytes(group.bytes[lane - dimensions][k]);
        }
      }
    }
  }

  /** Says which of the two differences it is, and puts that in the place of the first. */
  private void predict(Group group, int lane, int count, ByteSink out) {
    long[] values = group.values[lane];
    long plain = 0;
    long second = 0;
    for (int from = 0; from < count; from += ChangeFormat.BLOCK) {
      int to = Math.min(count, from + ChangeFormat.BLOCK);
      long first = 0;
      long other = 0;
      for (int k = from; k < to; k++) {
        int before = last[group.handle[k] * stride + lane];
        first |= ByteSink.zigzagged(values[k]);
        other |= ByteSink.zigzagged(difference(before, (int) values[k]));
      }
      plain += (long) Widths.ofCode(Widths.codeFor(first)) * (to - from);
      second += (long) Widths.ofCode(Widths.codeFor(other)) * (to - from);
    }
    boolean predicts = second < plain;
    out.bits(predicts ? 1 : 0, 1);
    for (int k = 0; k < count; k++) {
      int at = group.handle[k] * stride + lane;
      int difference = (int) values[k];
      values[k] = ByteSink.zigzagged(predicts ? difference(last[at], difference) : difference);
      last[at] = difference;
    }
  }

  private static int code(long[] values, int from, int to) {
    long union = 0;
    for (int k = from; k < to; k++) {
      union |= values[k];
    }
    return Widths.codeFor(union);
  }

  /** Wraps, as the reader's sum does. */
  private static int difference(int before, int now) {
    return now - before;
  }
}
