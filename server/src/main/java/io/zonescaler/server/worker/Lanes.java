package io.zonescaler.server.worker;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.zonescaler.state.EntityTable;
import io.zonescaler.v1.proto.Lane;
import io.zonescaler.v1.proto.Rows;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Space;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The columns of a table as {@code zonescaler.v1.Rows}. */
final class Lanes {
  private Lanes() {}

  /** All rows and columns of a table. */
  static Rows of(EntityTable table, Space space) {
    int size = table.size;
    Rows.Builder rows =
        Rows.newBuilder()
            .setIds(longs(table.id, size))
            .setX(ints(table.x, size))
            .setY(ints(table.y, size));
    if (space.dimensions() == 3) {
      rows.setZ(ints(table.z, size));
    }
    for (Column column : table.kind.columns()) {
      rows.addLanes(lane(table, column));
    }
    return rows.build();
  }

  private static Lane lane(EntityTable table, Column column) {
    Lane.Builder lane = Lane.newBuilder();
    switch (column.storage()) {
      case INT -> lane.setNumbers(ints(table.ints[column.lane()], table.size));
      case LONG -> lane.setNumbers(longs(table.longs[column.lane()], table.size));
      case BYTES -> {
        for (int row = 0; row < table.size; row++) {
          lane.addStrings(ByteString.copyFrom(table.bytes[column.lane()][row]));
        }
      }
    }
    return lane.build();
  }

  private static ByteBuffer room(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static ByteString ints(int[] values, int size) {
    ByteBuffer bytes = room(size * Integer.BYTES);
    bytes.asIntBuffer().put(values, 0, size);
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  private static ByteString longs(long[] values, int size) {
    ByteBuffer bytes = room(size * Long.BYTES);
    bytes.asLongBuffer().put(values, 0, size);
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  /** The columns of a kind that games write. */
  static List<Column> written(Kind kind) {
    List<Column> columns = new ArrayList<>(kind.columns());
    columns.removeIf(Column::isReserved);
    return columns;
  }

  /**
   * Checks what a worker says of so many entities.
   *
   * @throws WrongAnswer if something is missing or too much
   */
  static void check(Rows rows, Kind kind, int count, Space space, String where) {
    WrongAnswer.unless(
        rows.getIds().isEmpty(), () -> "%s: ids are the node's to say".formatted(where));
    check(rows.getX(), count * Integer.BYTES, where, "x");
    check(rows.getY(), count * Integer.BYTES, where, "y");
    check(rows.getZ(), space.dimensions() == 3 ? count * Integer.BYTES : 0, where, "z");
    check(rows.getLanesList(), kind, count, where);
  }

  static void check(List<Lane> lanes, Kind kind, int count, String where) {
    List<Column> columns = written(kind);
    // Nothing at all may be said of nobody.
    WrongAnswer.unless(
        lanes.size() == columns.size() || (count == 0 && lanes.isEmpty()),
        () ->
            "%s: %s lanes, but %s has %s columns that are not reserved"
                .formatted(where, lanes.size(), kind, columns.size()));
    for (int i = 0; i < lanes.size(); i++) {
      Lane lane = lanes.get(i);
      Column column = columns.get(i);
      boolean isText = column.storage() == Column.Storage.BYTES;
      int width = column.storage() == Column.Storage.LONG ? Long.BYTES : Integer.BYTES;
      check(lane.getNumbers(), isText ? 0 : count * width, where, column.name());
      WrongAnswer.unless(
          lane.getStringsCount() == (isText ? count : 0),
          () ->
              "%s: %s has %s strings, not %s"
                  .formatted(where, column.name(), lane.getStringsCount(), isText ? count : 0));
    }
  }

  private static void check(ByteString bytes, int size, String where, String name) {
    WrongAnswer.unless(
        bytes.size() == size,
        () -> "%s: %s has %s bytes, not %s".formatted(where, name, bytes.size(), size));
  }

  /** Number {@code at} of 32 bits. */
  static int intAt(ByteString bytes, int at) {
    int from = at * Integer.BYTES;
    return (bytes.byteAt(from) & 0xff)
        | ((bytes.byteAt(from + 1) & 0xff) << 8)
        | ((bytes.byteAt(from + 2) & 0xff) << 16)
        | (bytes.byteAt(from + 3) << 24);
  }

  /** Number {@code at} of 64 bits. */
  static long longAt(ByteString bytes, int at) {
    return (intAt(bytes, 2 * at) & 0xffffffffL) | ((long) intAt(bytes, 2 * at + 1) << 32);
  }

  /** A real number as a column's bits stand for it. */
  static double real(Column column, Lane lane, int at) {
    return switch (column.type()) {
      case FIXED -> intAt(lane.getNumbers(), at) * column.quantum();
      case F32 -> Float.intBitsToFloat(intAt(lane.getNumbers(), at));
      case F64 -> Double.longBitsToDouble(longAt(lane.getNumbers(), at));
      case I32, I64, BYTES -> throw new IllegalArgumentException(column + " is no real number");
    };
  }

  static long integer(Column column, Lane lane, int at) {
    return column.storage() == Column.Storage.LONG
        ? longAt(lane.getNumbers(), at)
        : intAt(lane.getNumbers(), at);
  }
}
