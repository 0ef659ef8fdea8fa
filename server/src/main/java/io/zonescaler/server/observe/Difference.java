package io.zonescaler.server.observe;

import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.ZoneState;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
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

  private static final long NOWHERE = -1;

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
    // A table in which nothing has changed is the same one as before.
    List<EntityTable> olds = new ArrayList<>();
    Long2LongOpenHashMap places = new Long2LongOpenHashMap();
    places.defaultReturnValue(NOWHERE);
    if (before != null) {
      for (ZoneState old : before.zones().values()) {
        EntityTable table = old.tables().get(kind);
        if (table != tableOf(now, old.zone(), kind)) {
          for (int row = 0; row < table.size; row++) {
            places.put(table.id[row], ((long) olds.size() << Integer.SIZE) | row);
          }
          olds.add(table);
        }
      }
    }
    for (ZoneState state : now.zones().values()) {
      EntityTable table = state.tables().get(kind);
      if (before == null || table != tableOf(before, state.zone(), kind)) {
        for (int row = 0; row < table.size; row++) {
          Place was = place(olds, places.remove(table.id[row]));
          if (was == null || differ(was.table(), was.row(), table, row)) {
            changes.add(new Change(was, new Place(table, row)));
          }
        }
      }
    }
    places.values().forEach(place -> changes.add(new Change(place(olds, place), null)));
  }

  private static @Nullable EntityTable tableOf(WorldTick tick, long zone, int kind) {
    ZoneState state = tick.zones().get(zone);
    return state == null ? null : state.tables().get(kind);
  }

  private static @Nullable Place place(List<EntityTable> tables, long place) {
    return place == NOWHERE
        ? null
        : new Place(tables.get((int) (place >>> Integer.SIZE)), (int) place);
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
