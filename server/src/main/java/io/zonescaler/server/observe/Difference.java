package io.zonescaler.server.observe;

import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.ZoneState;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has changed from one tick of the world to the next; zones leave no trace in it. */
final class Difference {
  private static final Comparator<EmittedEvent> EVENT_ORDER =
      Comparator.comparingLong(EmittedEvent::entity).thenComparingInt(EmittedEvent::ordinal);

  /**
   * One entity at one tick.
   *
   * @param table where it is
   * @param row which of its rows
   */
  record Place(EntityTable table, int row) {}

  /**
   * An entity of which something is different.
   *
   * @param before null if it is new
   * @param now null if it is gone
   */
  record Change(@Nullable Place before, @Nullable Place now) {}

  private final long tick;
  private final List<Change> changes = new ArrayList<>();
  private final List<EmittedEvent> events = new ArrayList<>();

  /**
   * Compares two ticks.
   *
   * @param before the tick before; null if nothing is known of it, so that everyone is new
   * @param kinds so many kinds, from the first on, are looked at
   */
  Difference(@Nullable WorldTick before, WorldTick now, int kinds) {
    tick = now.tick();
    now.zones().values().forEach(state -> events.addAll(state.events()));
    events.sort(EVENT_ORDER);
    for (int kind = 0; kind < kinds; kind++) {
      compare(before, now, kind);
    }
  }

  private void compare(@Nullable WorldTick before, WorldTick now, int kind) {
    Long2ObjectOpenHashMap<Place> elsewhere = new Long2ObjectOpenHashMap<>();
    LongOpenHashSet missing = new LongOpenHashSet();
    if (before != null) {
      for (ZoneState old : before.zones().values()) {
        ZoneState state = now.zones().get(old.zone());
        EntityTable table = old.tables().get(kind);
        EntityTable next = state == null ? null : state.tables().get(kind);
        for (int row = 0; table != next && row < table.size; row++) {
          if (next == null || find(next, table, row) < 0) {
            missing.add(table.id[row]);
            elsewhere.put(table.id[row], new Place(table, row));
          }
        }
      }
    }
    for (ZoneState state : now.zones().values()) {
      ZoneState old = before == null ? null : before.zones().get(state.zone());
      EntityTable table = state.tables().get(kind);
      EntityTable last = old == null ? null : old.tables().get(kind);
      for (int row = 0; table != last && row < table.size; row++) {
        int lastRow = last == null ? -1 : find(last, table, row);
        Place was =
            last != null && lastRow >= 0 ? new Place(last, lastRow) : elsewhere.get(table.id[row]);
        missing.remove(table.id[row]);
        if (was == null || differ(was.table(), was.row(), table, row)) {
          changes.add(new Change(was, new Place(table, row)));
        }
      }
    }
    missing.forEach(id -> changes.add(new Change(elsewhere.get(id), null)));
  }

  /** Row of the same entity in another table, if it is in the same cell there; else -1. */
  private static int find(EntityTable in, EntityTable of, int row) {
    return in.rowOf(of.cell[row], of.id[row]);
  }

  private static boolean differ(EntityTable a, int i, EntityTable b, int j) {
    if (a.x[i] != b.x[j] || a.y[i] != b.y[j] || a.z[i] != b.z[j]) {
      return true;
    }
    for (int lane = 0; lane < a.ints.length; lane++) {
      if (a.ints[lane][i] != b.ints[lane][j]) {
        return true;
      }
    }
    for (int lane = 0; lane < a.longs.length; lane++) {
      if (a.longs[lane][i] != b.longs[lane][j]) {
        return true;
      }
    }
    for (int lane = 0; lane < a.bytes.length; lane++) {
      if (!Arrays.equals(a.bytes[lane][i], b.bytes[lane][j])) {
        return true;
      }
    }
    return false;
  }

  /** The later tick. */
  long tick() {
    return tick;
  }

  /** All that is different. */
  List<Change> changes() {
    return changes;
  }

  /** Events of the later tick, in order. */
  List<EmittedEvent> events() {
    return events;
  }
}
