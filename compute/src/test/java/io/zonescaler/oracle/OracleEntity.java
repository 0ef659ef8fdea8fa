package io.zonescaler.oracle;

import io.zonescaler.math.StableHash;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * One entity at one tick, as boxed values. {@code FIXED} and {@code I32} columns hold an {@link
 * Integer}, {@code I64} a {@link Long}, {@code F32} a {@link Float}, {@code F64} a {@link Double},
 * {@code BYTES} a {@code byte[]} that is never modified.
 */
public final class OracleEntity {
  private final long id;
  private final Kind kind;
  private final Map<String, Object> values = new TreeMap<>();
  private int x;
  private int y;
  private int z;

  /** An entity with all columns zero or empty; the position is in quanta. */
  OracleEntity(long id, Kind kind, int x, int y, int z) {
    this.id = id;
    this.kind = kind;
    this.x = x;
    this.y = y;
    this.z = z;
    for (Column column : kind.columns()) {
      values.put(column.name(), zero(column));
    }
  }

  private static Object zero(Column column) {
    return switch (column.type()) {
      case FIXED, I32 -> 0;
      case I64 -> 0L;
      case F32 -> 0f;
      case F64 -> 0.0;
      case BYTES -> new byte[0];
    };
  }

  /** A copy of this entity as one of another kind, with the columns that both have. */
  OracleEntity copyAs(Kind other) {
    OracleEntity copy = new OracleEntity(id, other, x, y, z);
    copy.values.replaceAll((name, zero) -> values.getOrDefault(name, zero));
    return copy;
  }

  /** Whether it is on a long way. */
  boolean isCarried() {
    return kind.role() == Kind.Role.CARRIED;
  }

  /** A copy of this entity. */
  OracleEntity copy() {
    return copyAs(kind);
  }

  /** Id. */
  public long id() {
    return id;
  }

  /** Kind. */
  public Kind kind() {
    return kind;
  }

  /** Position in quanta. */
  public int x() {
    return x;
  }

  /** Position in quanta. */
  public int y() {
    return y;
  }

  /** Position in quanta; 0 in 2D. */
  public int z() {
    return z;
  }

  /** Coordinate in quanta on an axis. */
  int at(int axis) {
    return axis == 0 ? x : axis == 1 ? y : z;
  }

  void moveTo(int newX, int newY, int newZ) {
    x = newX;
    y = newY;
    z = newZ;
  }

  /** The boxed value of a column, as described at the class. */
  public Object value(String column) {
    Object value = values.get(column);
    if (value == null) {
      throw new IllegalArgumentException(kind + " has no column '" + column + "'");
    }
    return value;
  }

  /** Value of an integer column. */
  public long integer(Column column) {
    requireMine(column);
    return switch (column.type()) {
      case I32, I64 -> ((Number) value(column.name())).longValue();
      default -> throw new IllegalArgumentException(column + " is no integer column");
    };
  }

  /** Value of a column of numbers. */
  public double real(Column column) {
    requireMine(column);
    return switch (column.type()) {
      case FIXED -> (Integer) value(column.name()) * column.quantum();
      case I32, I64, F32, F64 -> ((Number) value(column.name())).doubleValue();
      case BYTES -> throw new IllegalArgumentException(column + " is no number column");
    };
  }

  /** Value of a byte string column. */
  public byte[] bytes(Column column) {
    requireMine(column);
    if (column.type() != Column.Type.BYTES) {
      throw new IllegalArgumentException(column + " is no byte string column");
    }
    return (byte[]) value(column.name());
  }

  /** Writes a framework's column of 32 bits, whose name begins with {@code $}. */
  void setOwn(String column, int value) {
    values.put(column, value);
  }

  /** Writes a framework's column of 64 bits, whose name begins with {@code $}. */
  void setOwn(String column, long value) {
    values.put(column, value);
  }

  /** Writes a number for the game; false, and nothing written, if the column cannot hold it. */
  boolean set(Column column, double value) {
    requireWritable(column);
    return switch (column.type()) {
      case FIXED -> {
        double count = Math.floor(value / column.quantum() + 0.5);
        boolean fits = count >= Integer.MIN_VALUE && count <= Integer.MAX_VALUE;
        yield fits && put(column, (int) count);
      }
      case I32, I64 -> {
        double whole = Math.floor(value + 0.5);
        yield whole >= -0x1p63 && whole < 0x1p63 && set(column, (long) whole);
      }
      case F32 -> !Double.isNaN(value) && put(column, (float) value);
      case F64 -> !Double.isNaN(value) && put(column, value);
      case BYTES -> false;
    };
  }

  /** Writes an integer for the game; false, and nothing written, if the column cannot hold it. */
  boolean set(Column column, long value) {
    requireWritable(column);
    return switch (column.type()) {
      case I32 ->
          value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE && put(column, (int) value);
      case I64 -> put(column, value);
      case FIXED, F32, F64 -> set(column, (double) value);
      case BYTES -> false;
    };
  }

  /**
   * Writes a byte string for the game; false, and nothing written, if the column cannot hold it.
   */
  boolean set(Column column, byte[] value) {
    requireWritable(column);
    return column.type() == Column.Type.BYTES
        && value.length <= column.maxBytes()
        && put(column, value.clone());
  }

  private boolean put(Column column, Object value) {
    values.put(column.name(), value);
    return true;
  }

  private void requireMine(Column column) {
    if (column.kind() != kind) {
      throw new IllegalArgumentException(column + " is no column of " + kind);
    }
  }

  private void requireWritable(Column column) {
    requireMine(column);
    if (column.name().startsWith("$")) {
      throw new IllegalArgumentException(column + " is the framework's, games cannot write it");
    }
  }

  /** What {@code Hashing.entity} specifies: lanes of 32 bits, then of 64 bits, then of bytes. */
  public long hash() {
    long h = StableHash.hash(id, kind.index());
    h = StableHash.mix64(h ^ ((x & 0xffffffffL) << 32 | (y & 0xffffffffL)));
    h = StableHash.mix64(h + z);
    for (Column.Storage storage : Column.Storage.values()) {
      for (Column column : kind.columns()) {
        if (column.storage() == storage) {
          h = hashed(h, value(column.name()));
        }
      }
    }
    return h;
  }

  private static long hashed(long before, Object value) {
    if (value instanceof byte[] bytes) {
      long h = StableHash.mix64(before ^ bytes.length);
      for (byte b : bytes) {
        h = StableHash.mix64(h ^ b) + StableHash.GOLDEN_GAMMA;
      }
      return h;
    }
    return StableHash.mix64(before ^ rawBits(value)) + StableHash.GOLDEN_GAMMA;
  }

  private static long rawBits(Object value) {
    if (value instanceof Float f) {
      return Float.floatToRawIntBits(f);
    }
    if (value instanceof Double d) {
      return Double.doubleToRawLongBits(d);
    }
    return ((Number) value).longValue();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(kind).append(' ').append(Long.toHexString(id));
    text.append(" at (").append(x).append(", ").append(y).append(", ").append(z).append(')');
    values.forEach(
        (name, value) ->
            text.append(' ')
                .append(name)
                .append('=')
                .append(value instanceof byte[] b ? Arrays.toString(b) : value));
    return text.toString();
  }
}
