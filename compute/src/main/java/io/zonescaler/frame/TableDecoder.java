package io.zonescaler.frame;

import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Space;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link TableEncoder} wrote. Rows of cells that did not change, and of those that no
 * row enters or leaves, are copied in long runs, the changes are then added in place; a cell with
 * enters or exits is put together row by row. Reused from table to table; not thread-safe.
 */
final class TableDecoder {
  private final CellBounds bounds;
  private final CellIndex index;
  private final LaneReader lanes = new LaneReader();

  /** First row of each indexed cell in the new table. */
  private int[] start = new int[0];

  /** Rows of the cell at hand: survivors before and after, and enters with their ids. */
  private int[] before = new int[0];

  private int[] after = new int[0];
  private int[] entered = new int[0];
  private long[] ids = new long[0];

  TableDecoder(Space space) {
    bounds = new CellBounds(space);
    index = new CellIndex(bounds.cells());
  }

  /**
   * The table after the frame; {@code previous} itself if nothing changed.
   *
   * @throws FrameException if the frame's table makes no sense
   */
  EntityTable read(
      KindLayout layout, EntityTable previous, FrameReader in, @Nullable CellFilter wanted) {
    index.read(layout, previous, in, wanted);
    if (index.cells == 0) {
      return previous;
    }
    EntityTable out = new EntityTable(layout.kind, index.rows);
    out.size = index.rows;
    if (start.length < index.cells) {
      start = new int[index.cells + (index.cells >> 2)];
    }
    place(layout, previous, in, out);
    for (int i = 0; i < index.cells; i++) {
      if (index.enters[i] == 0 && index.exits[i] == 0) {
        changeInPlace(layout, i, in, out);
      }
    }
    return out;
  }

  private void place(KindLayout layout, EntityTable previous, FrameReader in, EntityTable out) {
    int copied = 0;
    int row = 0;
    for (int i = 0; i < index.cells; i++) {
      int first = index.previousFrom[i];
      start[i] = row + first - copied;
      if (index.enters[i] == 0 && index.exits[i] == 0) {
        continue;
      }
      out.copyRows(previous, copied, row, first - copied);
      row = start[i];
      rebuild(layout, i, previous, in, out);
      copied = index.previousTo[i];
      row += copied - first - index.exits[i] + index.enters[i];
    }
    out.copyRows(previous, copied, row, previous.size - copied);
  }

  private void changeInPlace(KindLayout layout, int i, FrameReader in, EntityTable out) {
    int rows = index.previousTo[i] - index.previousFrom[i];
    room(rows, 0);
    for (int k = 0; k < rows; k++) {
      after[k] = start[i] + k;
    }
    in.beginBits(index.from[i], index.to[i]);
    if (rows > 0) {
      lanes.survivors(layout, index.survivorMask, in, out, after, out, after, rows);
    }
    in.endBits();
    requireInCell(i, out, rows);
  }

  private void rebuild(
      KindLayout layout, int i, EntityTable previous, FrameReader in, EntityTable out) {
    int rows = index.previousTo[i] - index.previousFrom[i];
    int exits = index.exits[i];
    int enters = index.enters[i];
    int survivors = rows - exits;
    room(rows, enters);
    in.beginBits(index.from[i], index.to[i]);
    survivorRows(index.previousFrom[i], rows, exits, in);
    if (enters > 0) {
      in.unpack(ids, enters, 64);
    }
    merge(i, survivors, enters, previous, out);
    bounds.moveTo(index.cell[i]);
    if (survivors > 0) {
      lanes.survivors(layout, index.survivorMask, in, previous, before, out, after, survivors);
    }
    if (enters > 0) {
      lanes.enters(layout, index.enterMask, in, bounds.corner, out, entered, enters);
    }
    in.endBits();
    requireInCell(i, out, survivors + enters);
  }

  /** Reads the exits and lists the rows that stay. */
  private void survivorRows(int first, int rows, int exits, FrameReader in) {
    if (exits == rows) {
      return;
    }
    int kept = 0;
    if (exits == 0 || TableEncoder.listsExits(rows, exits)) {
      int row = 0;
      for (int e = 0; e < exits; e++) {
        int exit = (int) in.bits(TableEncoder.rowBits(rows));
        if (exit < row || exit >= rows) {
          throw FrameException.damaged(
              "row " + exit + " of a cell with " + rows + " rows leaves it");
        }
        while (row < exit) {
          before[kept++] = first + row++;
        }
        row = exit + 1;
      }
      while (row < rows) {
        before[kept++] = first + row++;
      }
    } else {
      long word = 0;
      for (int row = 0; row < rows; row++) {
        if ((row & 31) == 0) {
          word = in.bits(Math.min(32, rows - row));
        }
        if ((word >>> (row & 31) & 1) == 0) {
          before[kept++] = first + row;
        }
      }
    }
    if (kept != rows - exits) {
      throw FrameException.damaged((rows - kept) + " rows leave a cell, announced were " + exits);
    }
  }

  /** Gives survivors and enters their rows in the new table, in order of id. */
  private void merge(int i, int survivors, int enters, EntityTable previous, EntityTable out) {
    int cell = index.cell[i];
    int row = start[i];
    int s = 0;
    int e = 0;
    while (s < survivors || e < enters) {
      boolean stays = e >= enters || (s < survivors && previous.id[before[s]] < ids[e]);
      long id = stays ? previous.id[before[s]] : ids[e];
      if (row > start[i] && out.id[row - 1] >= id) {
        throw FrameException.damaged(
            "the ids in cell " + cell + " are out of order at " + Long.toHexString(id));
      }
      out.id[row] = id;
      out.cell[row] = cell;
      if (stays) {
        after[s++] = row++;
      } else {
        entered[e++] = row++;
      }
    }
  }

  private void requireInCell(int i, EntityTable out, int rows) {
    bounds.moveTo(index.cell[i]);
    for (int row = start[i]; row < start[i] + rows; row++) {
      if (!bounds.contain(out, row)) {
        throw FrameException.damaged(
            "entity " + Long.toHexString(out.id[row]) + " is not in its cell " + index.cell[i]);
      }
    }
  }

  private void room(int rows, int enters) {
    if (before.length < rows) {
      before = new int[rows + (rows >> 2)];
      after = new int[rows + (rows >> 2)];
    }
    if (ids.length < enters) {
      ids = new long[enters + (enters >> 2)];
      entered = new int[enters + (enters >> 2)];
    }
  }
}
