package io.zonescaler.frame;

import io.zonescaler.state.EntityTable;
import java.util.Arrays;

/**
 * Which rows of two tables in canonical order belong together, cell by cell: <i>survivors</i> have
 * the same cell and id in both, <i>enters</i> are rows of the next table only, the remaining rows
 * of the previous table are <i>exits</i>. Reused from table to table; not thread-safe.
 */
final class TableMatch {
  /**
   * Number of survivors; survivor k is row {@code survivorPrevious[k]} and row {@code
   * survivorNext[k]}.
   */
  int survivors;

  int[] survivorPrevious = new int[0];
  int[] survivorNext = new int[0];

  /** Number of enters. */
  int enters;

  int[] enterNext = new int[0];

  /** Number of cells with rows in either table. */
  int cells;

  int[] cell = new int[0];

  /**
   * First row of each cell in the previous table; like the next two one entry longer than there are
   * cells.
   */
  int[] previousStart = new int[1];

  /** First survivor of each cell. */
  int[] survivorStart = new int[1];

  /** First enter of each cell. */
  int[] enterStart = new int[1];

  private final CellBounds bounds;

  TableMatch(CellBounds bounds) {
    this.bounds = bounds;
  }

  /**
   * Matches the tables.
   *
   * @throws IllegalArgumentException if a row of the next table is out of order or not in its cell
   */
  void match(EntityTable previous, EntityTable next) {
    room(previous.size, next.size);
    survivors = 0;
    enters = 0;
    cells = 0;
    int p = 0;
    int n = 0;
    int last = -1;
    while (p < previous.size || n < next.size) {
      int cp = p < previous.size ? previous.cell[p] : Integer.MAX_VALUE;
      int cn = n < next.size ? next.cell[n] : Integer.MAX_VALUE;
      int c = Math.min(cp, cn);
      if (c <= last || c >= bounds.cells()) {
        throw new IllegalArgumentException(
            previous.kind + ": cell " + c + " follows cell " + last + " of " + bounds.cells());
      }
      last = c;
      if (cells + 1 >= previousStart.length) {
        moreCells();
      }
      cell[cells] = c;
      previousStart[cells] = p;
      survivorStart[cells] = survivors;
      enterStart[cells] = enters;
      cells++;
      int pEnd = cp == c ? endOfCell(previous, p) : p;
      int nEnd = cn == c ? endOfCell(next, n) : n;
      bounds.moveTo(c);
      require(next, n, nEnd);
      matchCell(previous.id, p, pEnd, next.id, n, nEnd);
      p = pEnd;
      n = nEnd;
    }
    previousStart[cells] = p;
    survivorStart[cells] = survivors;
    enterStart[cells] = enters;
  }

  private void matchCell(long[] previous, int pFrom, int pEnd, long[] next, int nFrom, int nEnd) {
    int p = pFrom;
    int s = survivors;
    int e = enters;
    for (int n = nFrom; n < nEnd; n++) {
      long id = next[n];
      while (p < pEnd && previous[p] < id) {
        p++;
      }
      if (p < pEnd && previous[p] == id) {
        survivorPrevious[s] = p++;
        survivorNext[s++] = n;
      } else {
        enterNext[e++] = n;
      }
    }
    survivors = s;
    enters = e;
  }

  private static int endOfCell(EntityTable table, int from) {
    int[] cell = table.cell;
    int c = cell[from];
    int row = from + 1;
    while (row < table.size && cell[row] == c) {
      row++;
    }
    return row;
  }

  private void require(EntityTable next, int from, int to) {
    for (int row = from; row < to; row++) {
      if (!bounds.contain(next, row) || (row > from && next.id[row] <= next.id[row - 1])) {
        throw new IllegalArgumentException(
            next.kind
                + ": row "
                + row
                + " is out of order or not in its cell: id "
                + Long.toHexString(next.id[row])
                + ", cell "
                + next.cell[row]
                + ", position "
                + next.x[row]
                + " "
                + next.y[row]
                + " "
                + next.z[row]);
      }
    }
  }

  private void room(int previous, int next) {
    int both = Math.min(previous, next);
    if (survivorPrevious.length < both) {
      survivorPrevious = new int[both + (both >> 2)];
      survivorNext = new int[both + (both >> 2)];
    }
    if (enterNext.length < next) {
      enterNext = new int[next + (next >> 2)];
    }
  }

  private void moreCells() {
    int length = previousStart.length * 2 + 64;
    cell = Arrays.copyOf(cell, length);
    previousStart = Arrays.copyOf(previousStart, length);
    survivorStart = Arrays.copyOf(survivorStart, length);
    enterStart = Arrays.copyOf(enterStart, length);
  }
}
