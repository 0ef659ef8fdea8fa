package io.zonescaler.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.zonescaler.archive.ArchiveHeader.ColumnHeader;
import io.zonescaler.archive.ArchiveHeader.KindHeader;
import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the values of a kind as a file has them into the columns that the kind has now: a column
 * that is new is zero or empty, one that is gone is left out, one of another type is converted.
 */
final class ColumnMatch {
  /** Where the columns begin in an entity's line: kind, id, x, y, z come first. */
  static final int FIRST = 5;

  private record Pair(Column to, ColumnHeader from, int at) {}

  private final Kind kind;
  private final int width;
  private final List<Pair> pairs = new ArrayList<>();

  /**
   * A match by names.
   *
   * @param changes is told what is not the same, a sentence each
   * @throws ArchiveException if a byte string would have to become a number or the other way round
   */
  ColumnMatch(Kind kind, KindHeader header, List<String> changes) throws ArchiveException {
    this.kind = kind;
    width = header.columns().size();
    List<String> gone = new ArrayList<>(header.columns().stream().map(ColumnHeader::name).toList());
    for (Column column : kind.columns()) {
      int at = header.columns().stream().map(ColumnHeader::name).toList().indexOf(column.name());
      if (at < 0) {
        changes.add(
            column
                + " is new: "
                + (column.type() == Column.Type.BYTES ? "empty" : "0")
                + " for all");
      } else {
        ColumnHeader from = header.columns().get(at);
        gone.remove(column.name());
        pairs.add(new Pair(column, from, at));
        requireConvertible(column, from, changes);
      }
    }
    gone.forEach(name -> changes.add(kind + "." + name + " is gone: its values are left out"));
    List<String> now = kind.columns().stream().map(Column::name).toList();
    List<String> before = header.columns().stream().map(ColumnHeader::name).toList();
    if (!now.equals(before) && gone.isEmpty() && now.size() == before.size()) {
      changes.add(kind + " has its columns in another order");
    }
  }

  private static void requireConvertible(Column column, ColumnHeader from, List<String> changes)
      throws ArchiveException {
    if ((column.type() == Column.Type.BYTES) != (from.type() == Column.Type.BYTES)) {
      throw new ArchiveException(
          column + " is " + column.type() + ", in the file it is " + from.type(),
          "give the new column another name");
    }
    if (column.type() != from.type()) {
      changes.add(column + " is converted from " + from.type() + " to " + column.type());
    } else if (column.isFixed() && column.quantum() != from.quantum()) {
      changes.add(
          column + " is rounded from steps of " + from.quantum() + " to " + column.quantum());
    }
  }

  /** A row's columns as the file has them: raw bits, so that nothing is rounded. */
  static void write(EntityTable table, int row, ArrayNode to) {
    for (Column column : table.kind.columns()) {
      switch (column.type()) {
        case FIXED, I32, F32 -> to.add(table.ints[column.lane()][row]);
        case I64, F64 -> to.add(table.longs[column.lane()][row]);
        case BYTES -> to.add(table.bytes[column.lane()][row]);
      }
    }
  }

  /**
   * Fills a row.
   *
   * @throws ArchiveException if a value is none, or does not fit into its column
   */
  void read(JsonNode line, EntityTable table, int row) throws ArchiveException {
    if (line.size() != FIRST + width) {
      throw new ArchiveException(
          "an entity of kind "
              + kind
              + " has "
              + line.size()
              + " values instead of "
              + (FIRST + width),
          WorldArchive.OTHER_FILE);
    }
    for (Pair pair : pairs) {
      JsonNode value = line.get(FIRST + pair.at);
      if (!set(pair, value, table, row)) {
        throw new ArchiveException(
            pair.to + " of entity " + line.get(1).asText() + " cannot be " + value,
            "widen the column, or change the value in the old world before the export");
      }
    }
  }

  private static boolean set(Pair pair, JsonNode value, EntityTable table, int row)
      throws ArchiveException {
    Column to = pair.to;
    if (to.type() == Column.Type.BYTES) {
      return value.isTextual() && table.setBytes(to, row, bytes(value));
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      return false;
    }
    long bits = value.longValue();
    if (to.type() == pair.from.type() && to.quantum() == quantum(pair.from)) {
      if (to.storage() == Column.Storage.LONG) {
        table.longs[to.lane()][row] = bits;
      } else {
        table.ints[to.lane()][row] = (int) bits;
      }
      return to.storage() == Column.Storage.LONG || (int) bits == bits;
    }
    return switch (pair.from.type()) {
      case I32, I64 -> table.setInteger(to, row, bits);
      case FIXED -> table.setReal(to, row, bits * pair.from.quantum());
      case F32 -> table.setReal(to, row, Float.intBitsToFloat((int) bits));
      case F64 -> table.setReal(to, row, Double.longBitsToDouble(bits));
      case BYTES -> false;
    };
  }

  private static double quantum(ColumnHeader header) {
    return header.type() == Column.Type.FIXED ? header.quantum() : 1;
  }

  private static byte[] bytes(JsonNode value) throws ArchiveException {
    try {
      return value.binaryValue();
    } catch (IOException e) {
      throw new ArchiveException("a byte string is not base64: " + value, WorldArchive.OTHER_FILE);
    }
  }
}
