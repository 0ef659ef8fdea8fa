package io.zonescaler.server.gateway;

import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.server.update.SeenEntities;
import io.zonescaler.server.update.SeenTable;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.ZoneState;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.objects.ObjectIterator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The newest safe states of the zones that the gateway hears of. Zones are a few ticks apart, so a
 * few ticks of each are kept. Not thread-safe.
 */
final class ZoneStates {
  /** Ticks kept of each zone. */
  static final int KEPT = 12;

  private static final SeenTable[] NOTHING = {};

  private static final class Ring {
    final @Nullable ZoneState[] states = new ZoneState[KEPT];

    /** What clients were shown of those states; empty if nothing yet. */
    final SeenTable[][] seen = new SeenTable[KEPT][0];

    long newest = -1;
  }

  private final Long2ObjectOpenHashMap<Ring> byZone = new Long2ObjectOpenHashMap<>();
  private final SeenEntities entities;
  private long newestTick = -1;

  ZoneStates(SeenEntities entities) {
    this.entities = entities;
  }

  /** Takes in a state; false if it is older than what is known of its zone. */
  boolean put(ZoneState state) {
    Ring ring = byZone.computeIfAbsent(state.zone(), z -> new Ring());
    if (state.tick() <= ring.newest) {
      return false;
    }
    int at = (int) (state.tick() % KEPT);
    ring.states[at] = state;
    ring.seen[at] = NOTHING;
    ring.newest = state.tick();
    newestTick = Math.max(newestTick, state.tick());
    return true;
  }

  @Nullable ZoneState at(long zone, long tick) {
    Ring ring = byZone.get(zone);
    ZoneState state = ring == null ? null : ring.states[(int) (tick % KEPT)];
    return state != null && state.tick() == tick ? state : null;
  }

  /** What clients see of them. */
  SeenEntities entities() {
    return entities;
  }

  /** What clients see of a zone at a tick, by kind; empty if its state is not here. */
  SeenTable[] seen(long zone, long tick) {
    ZoneState state = at(zone, tick);
    Ring ring = byZone.get(zone);
    if (state == null || ring == null) {
      return NOTHING;
    }
    int at = (int) (tick % KEPT);
    SeenTable[] seen = ring.seen[at];
    if (seen.length == 0) {
      SeenTable[] before =
          at(zone, tick - 1) == null ? NOTHING : ring.seen[(int) ((tick - 1) % KEPT)];
      seen = new SeenTable[entities.kinds()];
      for (int kind = 0; kind < seen.length; kind++) {
        EntityTable table = state.tables().get(kind);
        seen[kind] = entities.table(table, tick, before.length == 0 ? null : before[kind]);
      }
      ring.seen[at] = seen;
    }
    return seen;
  }

  /** Newest tick known of a zone; -1 if there is none. */
  long newest(long zone) {
    Ring ring = byZone.get(zone);
    return ring == null ? -1 : ring.newest;
  }

  /** Newest tick known of any zone. */
  long newestTick() {
    return newestTick;
  }

  /** The newest tick, not older than {@code oldest}, that is known of all zones; -1 if none is. */
  long newestCommon(List<Long> zones, long oldest) {
    long tick = newestTick;
    for (long zone : zones) {
      tick = Math.min(tick, newest(zone));
    }
    for (; tick >= Math.max(0, Math.max(oldest, newestTick - KEPT)); tick--) {
      boolean all = true;
      for (long zone : zones) {
        all &= at(zone, tick) != null;
      }
      if (all) {
        return tick;
      }
    }
    return -1;
  }

  /** Forgets zones that are in no map any more, and states that nobody can want. */
  void tidy(ControlRecord control) {
    Set<Long> zonesInMaps = new HashSet<>();
    control.maps().forEach(m -> m.map().zones().forEach(z -> zonesInMaps.add(z.id())));
    ObjectIterator<Long2ObjectMap.Entry<Ring>> all = byZone.long2ObjectEntrySet().iterator();
    while (all.hasNext()) {
      var entry = all.next();
      Ring ring = entry.getValue();
      if (!zonesInMaps.contains(entry.getLongKey())) {
        all.remove();
      } else if (ring.newest < newestTick - KEPT) {
        for (int i = 0; i < KEPT; i++) {
          ZoneState state = ring.states[i];
          if (state != null && state.tick() < ring.newest) {
            ring.states[i] = null;
            ring.seen[i] = NOTHING;
          }
        }
      }
    }
  }
}
