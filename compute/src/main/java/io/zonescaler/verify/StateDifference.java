package io.zonescaler.verify;

import io.zonescaler.game.World;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.Hashing;
import io.zonescaler.state.SentMessage;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Finds what differs between two worlds that should be equal, entity by entity. */
final class StateDifference {
  private record Row(EntityTable table, int row, long zone) {}

  private StateDifference() {}

  /** The first difference, by entity id, as a sentence; empty if there is none. */
  static String find(World world, LocalWorld a, LocalWorld b) {
    Map<Long, Row> left = index(a);
    Map<Long, Row> right = index(b);
    for (Map.Entry<Long, Row> e : left.entrySet()) {
      Row other = right.get(e.getKey());
      if (other == null) {
        return describe(e.getKey(), e.getValue()) + " is missing in the second";
      }
      Row one = e.getValue();
      if (Hashing.entity(one.table, one.row) != Hashing.entity(other.table, other.row)) {
        return columns(world, e.getKey(), one, other);
      }
    }
    for (Map.Entry<Long, Row> e : right.entrySet()) {
      if (!left.containsKey(e.getKey())) {
        return describe(e.getKey(), e.getValue()) + " is missing in the first";
      }
    }
    return messages(a, b);
  }

  private static Map<Long, Row> index(LocalWorld local) {
    Map<Long, Row> rows = new TreeMap<>();
    for (ZoneState state : local.states()) {
      for (EntityTable table : state.tables()) {
        for (int row = 0; row < table.size; row++) {
          rows.put(table.id[row], new Row(table, row, state.zone()));
        }
      }
    }
    return rows;
  }

  private static String describe(long id, Row r) {
    return "entity "
        + Long.toHexString(id)
        + " ("
        + r.table.kind
        + ", zone "
        + r.zone
        + ", at "
        + r.table.x[r.row]
        + ","
        + r.table.y[r.row]
        + ","
        + r.table.z[r.row]
        + ")";
  }

  private static String columns(World world, long id, Row a, Row b) {
    Map<String, String> differences = new TreeMap<>();
    Kind kind = a.table.kind;
    if (kind != b.table.kind) {
      return describe(id, a) + " is a " + b.table.kind + " in the second";
    }
    for (int axis = 0; axis < world.space().dimensions(); axis++) {
      int one = position(a, axis);
      int other = position(b, axis);
      if (one != other) {
        differences.put("xyz".substring(axis, axis + 1), one + " / " + other);
      }
    }
    for (Column c : kind.columns()) {
      boolean bytes = c.storage() == Column.Storage.BYTES;
      String one = bytes ? hex(a, c) : String.valueOf(a.table.real(c, a.row));
      String other = bytes ? hex(b, c) : String.valueOf(b.table.real(c, b.row));
      if (!one.equals(other)) {
        differences.put(c.name(), one + " / " + other);
      }
    }
    return describe(id, a) + " differs in " + differences;
  }

  private static int position(Row r, int axis) {
    return axis == 0 ? r.table.x[r.row] : axis == 1 ? r.table.y[r.row] : r.table.z[r.row];
  }

  private static String hex(Row r, Column c) {
    StringBuilder out = new StringBuilder();
    for (byte v : r.table.bytes[c.lane()][r.row]) {
      out.append(Integer.toHexString(v & 0xff)).append(' ');
    }
    return out.toString();
  }

  private static String messages(LocalWorld a, LocalWorld b) {
    Map<SentMessage, Long> left = messagesOf(a);
    Set<SentMessage> right = new HashSet<>(messagesOf(b).keySet());
    for (Map.Entry<SentMessage, Long> e : left.entrySet()) {
      if (!right.remove(e.getKey())) {
        return e.getKey() + " of zone " + e.getValue() + " is missing in the second";
      }
    }
    return right.isEmpty() ? "" : right.iterator().next() + " is missing in the first";
  }

  private static Map<SentMessage, Long> messagesOf(LocalWorld local) {
    Map<SentMessage, Long> all = new HashMap<>();
    for (ZoneState state : local.states()) {
      state.messages().forEach(m -> all.put(m, state.zone()));
    }
    return all;
  }
}
