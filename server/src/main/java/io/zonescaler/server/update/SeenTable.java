package io.zonescaler.server.update;

import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Column.Visibility;
import org.jspecify.annotations.Nullable;

/**
 * A table of a tick as clients are shown it. Of each row that somebody sees, what has changed since
 * the tick before is worked out once for all clients. Not thread-safe.
 */
public final class SeenTable {
  /** Whether a row has changed, beside the {@link #name} of the row that it was before. */
  private static final long CHANGED = 1L << 31;

  final EntityTable table;
  final long tick;
  private final SeenEntities entities;
  final KindChanges kind;

  /** Tells it from other tables, at one time. */
  private final int serial;

  /**
   * Each row's longs side by side, as they are needed together: the entity's number and 1, or 0 if
   * nobody has looked yet; the row of the tick before, or 0 if none is known; the changes since
   * then. Empty if the table is for one client only.
   */
  private final long[] rows;

  private final int stride;

  SeenTable(SeenEntities entities, EntityTable table, long tick, int serial, boolean isShared) {
    this.entities = entities;
    this.table = table;
    this.tick = tick;
    this.serial = serial;
    kind = entities.kind(table.kind);
    stride = 2 + kind.lanes;
    rows = new long[isShared ? table.size * stride : 0];
  }

  /** What is shown. */
  public EntityTable table() {
    return table;
  }

  /** Looks at the rows that somebody saw in the same zone's table of the tick before. */
  void follow(SeenTable from) {
    EntityTable before = from.table;
    int other = 0;
    for (int row = 0; row < table.size; row++) {
      int cell = table.cell[row];
      long id = table.id[row];
      while (other < before.size
          && (before.cell[other] < cell || (before.cell[other] == cell && before.id[other] < id))) {
        other++;
      }
      if (other < before.size && before.id[other] == id) {
        int number = (int) from.rows[other * from.stride] - 1;
        if (number >= 0) {
          follow(row, number, from, other);
        }
      }
    }
  }

  /** The number of a row's entity among those that are seen; -1 if it has none. */
  int number(int row) {
    if (rows.length == 0 || !entities.isRecent(tick)) {
      return -1;
    }
    int number = (int) rows[row * stride] - 1;
    return number >= 0 ? number : look(row);
  }

  private int look(int row) {
    int number = entities.number(table.id[row]);
    follow(row, number, entities.newest(number), entities.newestRow(number));
    return number;
  }

  private void follow(int row, int number, @Nullable SeenTable from, int fromRow) {
    int at = row * stride;
    rows[at] = number + 1L;
    if (from != null && from.tick == tick - 1 && from.kind == kind && !kind.isUneven) {
      int[] last = kind.last();
      from.copyDifferences(fromRow, last, 0);
      boolean changed =
          kind.work(from.table, fromRow, table, row, Visibility.ALL, last, 0, rows, at + 2);
      rows[at + 1] = from.name(fromRow) | (changed ? CHANGED : 0);
    }
    entities.seen(number, this, row);
  }

  /** Tells a row from all rows of all tables; never 0. */
  private long name(int row) {
    return (long) serial << 32 | row + 1;
  }

  /** Whether the changes of a row are known, from that row of another table. */
  boolean follows(int row, SeenTable from, int fromRow) {
    return rows.length > 0 && (rows[row * stride + 1] & ~CHANGED) == from.name(fromRow);
  }

  /** Adds a row with its changes since the tick before to those of its kind. */
  void addChanges(int row) {
    int at = row * stride;
    if ((rows[at + 1] & CHANGED) != 0) {
      kind.addChanged(rows, at + 2, table, row);
    } else {
      kind.addSame();
    }
  }

  /** The differences to the tick before, by lane; 0 where they are not known. */
  void copyDifferences(int row, int[] to, int at) {
    kind.differences(rows, row * stride + 2, to, at);
  }
}
