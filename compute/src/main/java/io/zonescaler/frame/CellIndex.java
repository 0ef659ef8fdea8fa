package io.zonescaler.frame;

import io.zonescaler.state.EntityTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the records of a table's wanted cells are in a frame, and which rows of the previous table
 * they are about. Reading it first gives the exact size of the new table before anything is made.
 * Reused; not thread-safe.
 */
final class CellIndex {
  /** Number of changed wanted cells. */
  int cells;

  int[] cell = new int[0];

  /** First byte and end of each record's bits. */
  int[] from = new int[0];

  int[] to = new int[0];

  /** First row and end of each cell in the previous table. */
  int[] previousFrom = new int[0];

  int[] previousTo = new int[0];

  /** Rows that come to and leave each cell. */
  int[] enters = new int[0];

  int[] exits = new int[0];

  /** Rows of the new table. */
  int rows;

  /** Lanes that survivors change and that enters set. */
  long survivorMask;

  long enterMask;

  private final int worldCells;

  CellIndex(int worldCells) {
    this.worldCells = worldCells;
  }

  /** Reads a table's records, all of them if {@code wanted} is null. */
  void read(KindLayout layout, EntityTable previous, FrameReader in, @Nullable CellFilter wanted) {
    cells = 0;
    long total = previous.size;
    int announced = in.bounded(Integer.MAX_VALUE, "the number of rows");
    int count = in.count(2, "the number of changed cells");
    survivorMask = count > 0 ? mask(layout, in) : 0;
    enterMask = count > 0 ? mask(layout, in) : 0;
    int last = -1;
    int row = 0;
    int runFrom = wanted == null ? 0 : -1;
    int runTo = wanted == null ? Integer.MAX_VALUE : -1;
    for (int i = 0; i < count; i++) {
      long head = in.varint();
      if (head >>> 2 >= worldCells - last - 1) {
        throw FrameException.damaged("a cell is not in the world, at byte " + in.position());
      }
      int at = last + 1 + (int) (head >>> 2);
      last = at;
      int entering = (head & 2) != 0 ? in.count(Long.BYTES, "the number of entering rows") : 0;
      int leaving =
          (head & 1) != 0 ? in.bounded(Integer.MAX_VALUE, "the number of leaving rows") : 0;
      int length = in.count(1, "the length of a cell's record");
      int begin = in.position();
      in.skip(length);
      if (wanted != null && at > runTo) {
        runFrom = wanted.runStart(at);
        runTo = runFrom == Integer.MAX_VALUE ? runFrom : wanted.runEnd(runFrom);
      }
      if (at < runFrom) {
        continue;
      }
      row = seek(previous.cell, row, previous.size, at);
      int end = row;
      while (end < previous.size && previous.cell[end] == at) {
        end++;
      }
      if (leaving > end - row || entering > length / Long.BYTES) {
        throw FrameException.damaged(
            "cell "
                + at
                + " has "
                + (end - row)
                + " rows, of which "
                + leaving
                + " leave, and "
                + entering
                + " enter in "
                + length
                + " bytes");
      }
      add(at, begin, begin + length, row, end, entering, leaving);
      total += entering - leaving;
      row = end;
    }
    if (total > Integer.MAX_VALUE - 8 || (wanted == null && total != announced)) {
      throw FrameException.damaged(
          layout.kind + " has " + total + " rows, announced are " + announced);
    }
    rows = (int) total;
  }

  private static long mask(KindLayout layout, FrameReader in) {
    long mask = in.varint();
    if (mask >>> layout.lanes != 0) {
      throw FrameException.damaged(
          layout.kind
              + " has "
              + layout.lanes
              + " lanes, the mask of changed ones is "
              + Long.toHexString(mask));
    }
    return mask;
  }

  /**
   * First row from {@code from} on whose cell is at least {@code wanted}: galloping, as most steps
   * are short.
   */
  private static int seek(int[] cell, int from, int size, int wanted) {
    int step = 1;
    int low = from;
    while (low < size && cell[low] < wanted) {
      int next = low + step;
      if (next >= size || cell[next] >= wanted) {
        int high = Math.min(next, size);
        low++;
        while (low < high) {
          int mid = (low + high) >>> 1;
          if (cell[mid] < wanted) {
            low = mid + 1;
          } else {
            high = mid;
          }
        }
        return low;
      }
      low = next;
      step *= 2;
    }
    return low;
  }

  private void add(int at, int begin, int end, int first, int beyond, int entering, int leaving) {
    if (cells == cell.length) {
      int length = cells * 2 + 64;
      cell = Arrays.copyOf(cell, length);
      from = Arrays.copyOf(from, length);
      to = Arrays.copyOf(to, length);
      previousFrom = Arrays.copyOf(previousFrom, length);
      previousTo = Arrays.copyOf(previousTo, length);
      enters = Arrays.copyOf(enters, length);
      exits = Arrays.copyOf(exits, length);
    }
    cell[cells] = at;
    from[cells] = begin;
    to[cells] = end;
    previousFrom[cells] = first;
    previousTo[cells] = beyond;
    enters[cells] = entering;
    exits[cells] = leaving;
    cells++;
  }
}
