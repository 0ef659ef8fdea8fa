package io.zonescaler.tick;

import io.zonescaler.game.World;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.Hashing;
import io.zonescaler.state.MessageList;
import io.zonescaler.state.SentMessage;
import io.zonescaler.state.Totals;
import io.zonescaler.state.VariableValues;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Box;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.Quantity;
import io.zonescaler.world.Schema;
import io.zonescaler.world.Space;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts written rows into canonical order and adds up the totals. Reused from tick to tick; not
 * thread-safe.
 */
final class StateBuilder {
  private final World world;
  private final Schema schema;
  private final Space space;
  private final RowOrder order = new RowOrder();
  private int[] localCell = new int[0];

  StateBuilder(World world) {
    this.world = world;
    schema = world.schema();
    space = world.space();
  }

  /**
   * The kept rows of {@code written} as a new table in canonical order; {@code box} is the zone's.
   */
  EntityTable build(EntityTable written, Box box, KindTick fates) {
    int n = written.size;
    if (localCell.length < n) {
      localCell = new int[n + (n >> 2) + 8];
    }
    CellRegion region = new CellRegion(space, box, space.step());
    int edge = space.cellEdge();
    for (int row = 0; row < n; row++) {
      localCell[row] =
          row < fates.view.ownCount && !fates.stays(row)
              ? -1
              : region.local(written.x[row] / edge, written.y[row] / edge, written.z[row] / edge);
    }
    int kept = order.sort(region.cells(), localCell, written.id, n);
    EntityTable out = new EntityTable(written.kind, kept);
    int[] from = order.rows;
    for (int i = 0; i < kept; i++) {
      int row = from[i];
      out.id[i] = written.id[row];
      out.x[i] = written.x[row];
      out.y[i] = written.y[row];
      out.z[i] = written.z[row];
    }
    for (int i = 0; i < kept; i++) {
      out.cell[i] = space.cellOf(out.x[i], out.y[i], out.z[i]);
    }
    for (int lane = 0; lane < out.ints.length; lane++) {
      int[] source = written.ints[lane];
      int[] target = out.ints[lane];
      for (int i = 0; i < kept; i++) {
        target[i] = source[from[i]];
      }
    }
    for (int lane = 0; lane < out.longs.length; lane++) {
      long[] source = written.longs[lane];
      long[] target = out.longs[lane];
      for (int i = 0; i < kept; i++) {
        target[i] = source[from[i]];
      }
    }
    for (int lane = 0; lane < out.bytes.length; lane++) {
      byte[][] source = written.bytes[lane];
      byte[][] target = out.bytes[lane];
      for (int i = 0; i < kept; i++) {
        target[i] = source[from[i]];
      }
    }
    out.size = kept;
    return out;
  }

  /**
   * A zone's state at the world's first tick: the entities that lie in its box, all of them made in
   * this tick.
   *
   * @param all entities of the whole world or a part of it, one table per kind
   * @param messages those that this zone is to have sent, in any order
   * @param variables the world's variables at that tick
   */
  ZoneState start(
      long zone,
      long tick,
      long mapVersion,
      Box box,
      List<EntityTable> all,
      List<SentMessage> messages,
      VariableValues variables) {
    Totals totals = new Totals(schema.quantities().size());
    List<EntityTable> tables = new ArrayList<>();
    for (EntityTable from : all) {
      int size = 0;
      for (int row = 0; row < from.size; row++) {
        size += box.contains(from.x[row], from.y[row], from.z[row]) ? 1 : 0;
      }
      EntityTable inside = new EntityTable(from.kind, size);
      for (int row = 0; row < from.size; row++) {
        if (box.contains(from.x[row], from.y[row], from.z[row])) {
          inside.copyRows(from, row, inside.size++, 1);
        }
      }
      EntityTable table = build(inside, box, new KindTick(world, from.kind));
      addEntities(table, totals);
      tables.add(table);
    }
    totals.spawned = totals.entities;
    totals.spawnedIdSum = totals.idSum;
    List<SentMessage> sent = MessageList.sorted(messages);
    addMessages(sent, totals);
    return new ZoneState(
        zone,
        tick,
        mapVersion,
        List.copyOf(tables),
        sent,
        List.of(),
        List.of(),
        variables,
        null,
        totals,
        0,
        0);
  }

  /** Adds a table's entities to the totals. */
  void addEntities(EntityTable table, Totals totals) {
    totals.entities += table.size;
    for (int row = 0; row < table.size; row++) {
      totals.hash += Hashing.entity(table, row);
      totals.idSum += Hashing.id(table.id[row]);
    }
    Kind kind = table.kind;
    for (Column column : kind.columns()) {
      Quantity quantity = column.conserved();
      if (quantity != null) {
        int at = schema.quantities().indexOf(quantity);
        for (int row = 0; row < table.size; row++) {
          totals.amounts[at] += table.integer(column, row);
        }
      }
    }
  }

  /** Adds undelivered messages to the totals. */
  void addMessages(List<SentMessage> messages, Totals totals) {
    totals.messages += messages.size();
    for (SentMessage m : messages) {
      totals.hash += m.stableHash();
      addCarried(m, totals.amounts);
    }
  }

  /** Adds what a message carries of conserved quantities. */
  void addCarried(SentMessage m, long[] amounts) {
    MessageKind kind = schema.messages().get(m.kind());
    for (int i = 0; i < kind.arguments().size(); i++) {
      Quantity quantity = kind.conserved(i);
      if (quantity != null) {
        amounts[schema.quantities().indexOf(quantity)] += m.argument(i);
      }
    }
  }
}
