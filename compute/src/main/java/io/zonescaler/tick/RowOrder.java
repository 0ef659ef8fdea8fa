package io.zonescaler.tick;

import java.util.Arrays;

/**
 * Sorts rows by (cell, id): a counting sort by cell, then an insertion sort by id within each cell.
 * Linear for rows that are nearly in order, as the rows of a tick are. Reused from tick to tick;
 * not thread-safe.
 */
final class RowOrder {
  /** Start of each local cell's rows in {@link #rows}; one more entry than cells. */
  int[] cellStart = new int[0];

  /** The rows in order. */
  int[] rows = new int[0];

  /**
   * Orders {@code count} rows. {@code localCell[i]} and {@code ids[i]} belong to row i; a row with
   * a negative local cell is left out.
   *
   * @return number of rows that were ordered
   */
  int sort(int cells, int[] localCell, long[] ids, int count) {
    if (cellStart.length < cells + 1) {
      cellStart = new int[cells + 1 + (cells >> 2)];
    }
    Arrays.fill(cellStart, 0, cells + 1, 0);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (localCell[i] >= 0) {
        cellStart[localCell[i]]++;
        kept++;
      }
    }
    if (rows.length < kept) {
      rows = new int[kept + (kept >> 2) + 8];
    }
    int sum = 0;
    for (int c = 0; c <= cells; c++) {
      int n = cellStart[c];
      cellStart[c] = sum;
      sum += n;
    }
    for (int i = 0; i < count; i++) {
      int c = localCell[i];
      if (c >= 0) {
        rows[cellStart[c]++] = i;
      }
    }
    // Each start has moved to its cell's end, which is the next cell's start.
    System.arraycopy(cellStart, 0, cellStart, 1, cells);
    cellStart[0] = 0;
    for (int c = 0; c < cells; c++) {
      sortById(cellStart[c], cellStart[c + 1], ids);
    }
    return kept;
  }

  private void sortById(int from, int to, long[] ids) {
    for (int i = from + 1; i < to; i++) {
      int row = rows[i];
      long id = ids[row];
      int j = i - 1;
      if (ids[rows[j]] <= id) {
        continue;
      }
      if (to - from > 64) {
        sortLarge(from, to, ids);
        return;
      }
      while (j >= from && ids[rows[j]] > id) {
        rows[j + 1] = rows[j];
        j--;
      }
      rows[j + 1] = row;
    }
  }

  /** A crowded cell would make the insertion sort quadratic. */
  private void sortLarge(int from, int to, long[] ids) {
    int n = to - from;
    int[] merged = new int[n];
    for (int width = 1; width < n; width *= 2) {
      for (int low = 0; low < n; low += 2 * width) {
        int mid = Math.min(low + width, n);
        int high = Math.min(low + 2 * width, n);
        int a = low;
        int b = mid;
        for (int k = low; k < high; k++) {
          boolean left = a < mid && (b >= high || ids[rows[from + a]] <= ids[rows[from + b]]);
          merged[k] = rows[from + (left ? a++ : b++)];
        }
      }
      System.arraycopy(merged, 0, rows, from, n);
    }
  }
}
