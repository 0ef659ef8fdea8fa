package io.zonescaler.state;

import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import java.util.Arrays;

/**
 * Entities of one kind as columns of primitives, in canonical order: by (cell, id). The arrays may
 * be longer than {@link #size}; rows from {@code size} on are garbage.
 *
 * <p>The fields are open because every hot loop of the framework works on them. A table that has
 * been made part of a {@link ZoneState} is immutable by convention: only its maker writes it,
 * before that.
 */
public final class EntityTable {
  private static final byte[] NO_BYTES = new byte[0];

  /** Kind of all rows. */
  public final Kind kind;

  /** Number of rows. */
  public int size;

  /** Entity ids. */
  public long[] id;

  /** World cell of each position. */
  public int[] cell;

  /** Positions in quanta. */
  public int[] x;

  /** Positions in quanta. */
  public int[] y;

  /** Positions in quanta; all 0 in 2D. */
  public int[] z;

  /** Lanes of FIXED, I32 and F32 columns: {@code ints[lane][row]}. */
  public final int[][] ints;

  /** Lanes of I64 and F64 columns: {@code longs[lane][row]}. */
  public final long[][] longs;

  /** Lanes of BYTES columns: {@code bytes[lane][row]}; a row's array is never modified. */
  public final byte[][][] bytes;

  /** An empty table with room for {@code capacity} rows. */
  public EntityTable(Kind kind, int capacity) {
    this.kind = kind;
    id = new long[capacity];
    cell = new int[capacity];
    x = new int[capacity];
    y = new int[capacity];
    z = new int[capacity];
    ints = new int[kind.intLanes()][];
    longs = new long[kind.longLanes()][];
    bytes = new byte[kind.byteLanes()][][];
    // Lane by lane: the quick compiler is slow at arrays of arrays.
    Arrays.setAll(ints, lane -> new int[capacity]);
    Arrays.setAll(longs, lane -> new long[capacity]);
    Arrays.setAll(bytes, lane -> new byte[capacity][]);
  }

  /** Makes room for at least {@code rows} rows, keeping the present ones. */
  public void ensureCapacity(int rows) {
    if (rows <= id.length) {
      return;
    }
    int capacity = Math.max(rows, id.length + (id.length >> 1) + 8);
    id = Arrays.copyOf(id, capacity);
    cell = Arrays.copyOf(cell, capacity);
    x = Arrays.copyOf(x, capacity);
    y = Arrays.copyOf(y, capacity);
    z = Arrays.copyOf(z, capacity);
    for (int lane = 0; lane < ints.length; lane++) {
      ints[lane] = Arrays.copyOf(ints[lane], capacity);
    }
    for (int lane = 0; lane < longs.length; lane++) {
      longs[lane] = Arrays.copyOf(longs[lane], capacity);
    }
    for (int lane = 0; lane < bytes.length; lane++) {
      bytes[lane] = Arrays.copyOf(bytes[lane], capacity);
    }
  }

  /**
   * Appends a row with the given id and position and with all columns zero or empty; returns its
   * number.
   */
  public int append(long entity, int entityCell, int px, int py, int pz) {
    int row = size++;
    ensureCapacity(size);
    id[row] = entity;
    cell[row] = entityCell;
    x[row] = px;
    y[row] = py;
    z[row] = pz;
    for (int[] lane : ints) {
      lane[row] = 0;
    }
    for (long[] lane : longs) {
      lane[row] = 0;
    }
    for (byte[][] lane : bytes) {
      lane[row] = NO_BYTES;
    }
    return row;
  }

  /**
   * Copies {@code count} rows from another table to row {@code to}; room must be there. The kind of
   * one of the two begins with all columns of the other: what only one has is not touched.
   */
  public void copyRows(EntityTable from, int fromRow, int to, int count) {
    System.arraycopy(from.id, fromRow, id, to, count);
    System.arraycopy(from.cell, fromRow, cell, to, count);
    System.arraycopy(from.x, fromRow, x, to, count);
    System.arraycopy(from.y, fromRow, y, to, count);
    System.arraycopy(from.z, fromRow, z, to, count);
    for (int lane = 0; lane < Math.min(ints.length, from.ints.length); lane++) {
      System.arraycopy(from.ints[lane], fromRow, ints[lane], to, count);
    }
    for (int lane = 0; lane < Math.min(longs.length, from.longs.length); lane++) {
      System.arraycopy(from.longs[lane], fromRow, longs[lane], to, count);
    }
    for (int lane = 0; lane < Math.min(bytes.length, from.bytes.length); lane++) {
      System.arraycopy(from.bytes[lane], fromRow, bytes[lane], to, count);
    }
  }

  /** First row whose cell is at least {@code wanted}. */
  public int firstRowOfCell(int wanted) {
    int low = 0;
    int high = size;
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

  /** The row of an entity that is in {@code itsCell}, or -1. */
  public int rowOf(int itsCell, long entity) {
    for (int row = firstRowOfCell(itsCell); row < size && cell[row] == itsCell; row++) {
      if (id[row] == entity) {
        return row;
      }
    }
    return -1;
  }

  /** Value of an integer column. */
  public long integer(Column column, int row) {
    return column.storage() == Column.Storage.LONG
        ? longs[column.lane()][row]
        : ints[column.lane()][row];
  }

  /** Value of a real column. */
  public double real(Column column, int row) {
    // So short that every compiler puts it into the loops of kernels.
    return column.isFixed()
        ? ints[column.lane()][row] * column.quantum()
        : realOfOtherType(column, row);
  }

  private double realOfOtherType(Column column, int row) {
    return switch (column.type()) {
      case FIXED -> ints[column.lane()][row] * column.quantum();
      case F32 -> Float.intBitsToFloat(ints[column.lane()][row]);
      case F64 -> Double.longBitsToDouble(longs[column.lane()][row]);
      case I32 -> ints[column.lane()][row];
      case I64 -> longs[column.lane()][row];
      case BYTES -> throw new IllegalArgumentException(column + " is a byte string, not a number");
    };
  }

  /**
   * Writes a number to a column, rounded to what the column can hold.
   *
   * @return false, and nothing written, for NaN and for a value outside of the column's range
   */
  public boolean setReal(Column column, int row, double value) {
    switch (column.type()) {
      case FIXED -> {
        double steps = value / column.quantum() + 0.5;
        if (!(steps >= Integer.MIN_VALUE && steps < 0x1p31)) {
          return false;
        }
        int towardsZero = (int) steps;
        ints[column.lane()][row] = towardsZero > steps ? towardsZero - 1 : towardsZero;
      }
      case F32 -> {
        if (Double.isNaN(value)) {
          return false;
        }
        ints[column.lane()][row] = Float.floatToRawIntBits((float) value);
      }
      case F64 -> {
        if (Double.isNaN(value)) {
          return false;
        }
        longs[column.lane()][row] = Double.doubleToRawLongBits(value);
      }
      case I32, I64 -> {
        double whole = Math.floor(value + 0.5);
        return whole >= -0x1p63 && whole < 0x1p63 && setInteger(column, row, (long) whole);
      }
      case BYTES -> {
        return false;
      }
    }
    return true;
  }

  /**
   * Writes an integer to a column.
   *
   * @return false, and nothing written, for a value outside of the column's range
   */
  public boolean setInteger(Column column, int row, long value) {
    switch (column.type()) {
      case I32 -> {
        if ((int) value != value) {
          return false;
        }
        ints[column.lane()][row] = (int) value;
      }
      case I64 -> longs[column.lane()][row] = value;
      case FIXED, F32, F64 -> {
        return setReal(column, row, (double) value);
      }
      case BYTES -> {
        return false;
      }
    }
    return true;
  }

  /**
   * Writes a copy of a byte string to a column.
   *
   * @return false, and nothing written, for one that is too long or a column of numbers
   */
  public boolean setBytes(Column column, int row, byte[] value) {
    if (column.type() != Column.Type.BYTES || value.length > column.maxBytes()) {
      return false;
    }
    bytes[column.lane()][row] = value.clone();
    return true;
  }
}
