package io.zonescaler.frame;

import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Space;

/**
 * Writes one kind's table as what changed since the tick before. The layout:
 *
 * <pre>
 * rows of the table, changed cells                      varints
 * if any cell changed: lanes that survivors change, lanes that enters set   masks, varints
 * per changed cell, in order:
 *   (cells skipped since the last one) * 4 + (any enters) * 2 + (any exits)   varint
 *   number of enters, number of exits, if any            varints
 *   length of the rest                                   varint
 *   exits       nothing if all rows leave; else the row numbers within the cell in as few bits as they need, or,
 *               where that is shorter, one bit per row
 *   ids of the enters                                    64 bits each
 *   survivors, enters: per lane of the mask a 4-bit {@linkplain Widths width code} and the {@linkplain LaneValues
 *               values} in that many bits each; in byte string lanes then, aligned, the bytes
 * </pre>
 *
 * Reused from table to table; not thread-safe.
 */
final class TableEncoder {
  private final int cellEdge;
  private final TableMatch match;
  private final LaneValues survivors = new LaneValues();
  private final LaneValues enters = new LaneValues();
  private int[] listed = new int[0];

  TableEncoder(Space space) {
    cellEdge = space.cellEdge();
    match = new TableMatch(new CellBounds(space));
  }

  /**
   * Writes the table.
   *
   * @throws IllegalArgumentException if {@code next} is not a table in canonical order
   */
  void write(KindLayout layout, EntityTable previous, EntityTable next, FrameWriter out) {
    out.varint(next.size);
    if (previous == next) {
      out.varint(0);
      return;
    }
    match.match(previous, next);
    survivors.ofSurvivors(layout, match, previous, next);
    enters.ofEnters(layout, match, next, cellEdge);
    int count = listCells();
    out.varint(count);
    if (count == 0) {
      return;
    }
    out.varint(survivors.mask);
    out.varint(enters.mask);
    int last = -1;
    for (int i = 0; i < count; i++) {
      int at = listed[i];
      int cell = match.cell[at];
      writeCell(layout, at, cell - last - 1, next, out);
      last = cell;
    }
  }

  private int listCells() {
    if (listed.length < match.cells) {
      listed = new int[match.cells + (match.cells >> 2)];
    }
    int count = 0;
    for (int c = 0; c < match.cells; c++) {
      int from = match.survivorStart[c];
      int to = match.survivorStart[c + 1];
      long any = (long) match.enterStart[c + 1] - match.enterStart[c];
      any |= match.previousStart[c + 1] - match.previousStart[c] - (to - from);
      for (int k = from; k < to; k++) {
        any |= survivors.changed[k];
      }
      if (any != 0) {
        listed[count++] = c;
      }
    }
    return count;
  }

  private void writeCell(
      KindLayout layout, int at, long skipped, EntityTable next, FrameWriter out) {
    int from = match.survivorStart[at];
    int to = match.survivorStart[at + 1];
    int enterFrom = match.enterStart[at];
    int enterTo = match.enterStart[at + 1];
    int before = match.previousStart[at + 1] - match.previousStart[at];
    int exits = before - (to - from);
    out.varint(skipped << 2 | (enterTo > enterFrom ? 2 : 0) | (exits > 0 ? 1 : 0));
    if (enterTo > enterFrom) {
      out.varint(enterTo - enterFrom);
    }
    if (exits > 0) {
      out.varint(exits);
    }
    int mark = out.beginLength();
    if (exits > 0 && exits < before) {
      writeExits(match.previousStart[at], before, exits, from, to, out);
    }
    for (int k = enterFrom; k < enterTo; k++) {
      out.bits64(next.id[match.enterNext[k]]);
    }
    if (to > from) {
      writeLanes(layout, survivors, from, to, 1, match.survivorNext, next, out);
    }
    if (enterTo > enterFrom) {
      writeLanes(layout, enters, enterFrom, enterTo, 0, match.enterNext, next, out);
    }
    out.align();
    out.endLength(mark);
  }

  /** Bits of a row number in a cell of {@code rows} rows. */
  static int rowBits(int rows) {
    return 32 - Integer.numberOfLeadingZeros(rows - 1);
  }

  /** Whether the exits are listed by number, not as one bit per row. */
  static boolean listsExits(int rows, int exits) {
    return (long) exits * rowBits(rows) < rows;
  }

  private void writeExits(int first, int rows, int exits, int from, int to, FrameWriter out) {
    int width = rowBits(rows);
    boolean list = listsExits(rows, exits);
    int k = from;
    long word = 0;
    for (int row = 0; row < rows; row++) {
      boolean stays = k < to && match.survivorPrevious[k] == first + row;
      if (stays) {
        k++;
      } else if (list) {
        out.bits(row, width);
      } else {
        word |= 1L << (row & 31);
      }
      if (!list && ((row & 31) == 31 || row == rows - 1)) {
        out.bits(word, (row & 31) + 1);
        word = 0;
      }
    }
  }

  private static void writeLanes(
      KindLayout layout,
      LaneValues lanes,
      int from,
      int to,
      int bias,
      int[] rows,
      EntityTable next,
      FrameWriter out) {
    for (long rest = lanes.mask; rest != 0; rest &= rest - 1) {
      int lane = Long.numberOfTrailingZeros(rest);
      long[] values = lanes.values[lane];
      long union = 0;
      for (int k = from; k < to; k++) {
        union |= values[k];
      }
      int code = Widths.codeFor(union);
      out.bits(code, 4);
      if (code == 0) {
        continue;
      }
      out.pack(values, from, to, Widths.ofCode(code));
      if (lane >= layout.firstBytes) {
        out.align();
        byte[][] strings = layout.bytes(next, lane);
        for (int k = from; k < to; k++) {
          if (values[k] > bias) {
            out.bytes(strings[rows[k]]);
          }
        }
      }
    }
  }
}
