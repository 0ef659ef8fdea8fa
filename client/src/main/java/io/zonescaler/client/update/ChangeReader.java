package io.zonescaler.client.update;

import io.zonescaler.client.update.ClientView.Seen;
import io.zonescaler.client.update.UpdateLayout.ColumnType;
import io.zonescaler.client.update.UpdateLayout.KindLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what has changed of entities in view. Not thread-safe. */
final class ChangeReader {
  private final UpdateLayout layout;

  /** By kind. */
  private final List<List<Seen>> stayed = new ArrayList<>();

  private long[] values = new long[64];

  ChangeReader(UpdateLayout layout) {
    this.layout = layout;
    layout.kinds().forEach(kind -> stayed.add(new ArrayList<>()));
  }

  /**
   * Takes in the changes of all entities that have stayed in view.
   *
   * @return how many have changed
   */
  int read(ByteSource in, List<@Nullable Seen> byHandle) {
    for (Seen seen : byHandle) {
      if (seen != null) {
        stayed.get(seen.kindIndex).add(seen);
      }
    }
    int changed = 0;
    for (int kind = 0; kind < stayed.size(); kind++) {
      if (!stayed.get(kind).isEmpty()) {
        changed += read(in, layout.kinds().get(kind), stayed.get(kind));
        stayed.get(kind).clear();
      }
    }
    return changed;
  }

  private int read(ByteSource in, KindLayout kind, List<Seen> stayed) {
    int count = in.number("number of entities", stayed.size());
    List<Seen> changed = new ArrayList<>();
    for (Seen seen : stayed) {
      if (count == stayed.size() || (count > 0 && in.bits(1) == 1)) {
        changed.add(seen);
      } else {
        Arrays.fill(seen.last, 0);
      }
    }
    in.align();
    if (changed.size() != count) {
      throw new IllegalArgumentException(
          "a damaged update: " + changed.size() + " entities change, not " + count);
    }
    if (count > 0) {
      int lanes = layout.dimensions() + kind.columns().size();
      long mask = in.varint();
      for (int lane = 0; lane < lanes; lane++) {
        readLane(in, kind, lane, (mask >>> lane & 1) != 0, changed);
      }
      in.align();
    }
    return count;
  }

  private void readLane(
      ByteSource in, KindLayout kind, int lane, boolean isThere, List<Seen> changed) {
    int column = lane - layout.dimensions();
    ColumnType type = column < 0 ? ColumnType.I32 : kind.columns().get(column).type();
    boolean differences = isThere && ChangeFormat.isPredicted(type) && in.bits(1) == 1;
    unpack(in, isThere ? changed.size() : 0);
    if (type == ColumnType.BYTES) {
      readBytes(in, isThere, column, changed);
      return;
    }
    for (int k = 0; k < changed.size(); k++) {
      Seen seen = changed.get(k);
      long value = isThere ? ByteSource.unzigzagged(values[k]) : 0;
      if (ChangeFormat.isPredicted(type)) {
        int difference = (int) value + (differences ? seen.last[lane] : 0);
        seen.last[lane] = difference;
        value = difference;
      }
      if (column < 0) {
        seen.position[lane] += (int) value;
      } else if (type == ColumnType.I64 || type == ColumnType.F64) {
        seen.values[column] += value;
      } else {
        seen.values[column] = (int) (seen.values[column] + value);
      }
    }
  }

  private void readBytes(ByteSource in, boolean isThere, int column, List<Seen> changed) {
    if (isThere) {
      in.align();
      for (int k = 0; k < changed.size(); k++) {
        if (values[k] != 0) {
          changed.get(k).bytes[column] = in.bytes(values[k] - 1);
        }
      }
    }
  }

  private void unpack(ByteSource in, int count) {
    if (values.length < count) {
      values = new long[2 * count];
    }
    for (int from = 0; from < count; from += ChangeFormat.BLOCK) {
      int width = ChangeFormat.width((int) in.bits(4));
      for (int k = from; k < Math.min(count, from + ChangeFormat.BLOCK); k++) {
        values[k] = width == 0 ? 0 : in.bits(width);
      }
    }
  }
}
