package io.zonescaler.server.update;

import java.util.Arrays;

/**
 * Rows of a few tables, by handle. Tables are named by small numbers: a reference for each handle
 * would have the garbage collector look at all of them after every update. Not thread-safe.
 */
final class Rows {
  private static final int NONE = -1;

  private SeenTable[] tables = new SeenTable[8];
  private int tableCount;
  private int newest;
  private int[] table = new int[16];
  private int[] row = new int[16];

  Rows() {
    Arrays.fill(table, NONE);
  }

  void put(int handle, SeenTable of, int itsRow) {
    if (newest == tableCount || tables[newest] != of) {
      newest = number(of);
    }
    table[handle] = newest;
    row[handle] = itsRow;
  }

  private int number(SeenTable of) {
    for (int i = 0; i < tableCount; i++) {
      if (tables[i] == of) {
        return i;
      }
    }
    if (tableCount == tables.length) {
      tables = Arrays.copyOf(tables, 2 * tableCount);
    }
    tables[tableCount] = of;
    return tableCount++;
  }

  boolean has(int handle) {
    return table[handle] != NONE;
  }

  /** The table of a row that is there. */
  SeenTable table(int handle) {
    return tables[table[handle]];
  }

  int row(int handle) {
    return row[handle];
  }

  void remove(int handle) {
    table[handle] = NONE;
  }

  void clear() {
    Arrays.fill(table, NONE);
    Arrays.fill(tables, 0, tableCount, null);
    tableCount = 0;
    newest = 0;
  }

  /** Makes room for handles below {@code handles}. */
  void room(int handles) {
    int length = table.length;
    if (handles > length) {
      table = Arrays.copyOf(table, Math.max(handles, 2 * length));
      row = Arrays.copyOf(row, table.length);
      Arrays.fill(table, length, table.length, NONE);
    }
  }
}
