package io.zonescaler.server.gateway;

import com.google.protobuf.UnsafeByteOperations;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.game.World;
import io.zonescaler.server.update.Sight;
import io.zonescaler.server.update.UpdateLayout;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.VariableValues;
import io.zonescaler.state.ZoneState;
import io.zonescaler.v1.proto.ServerMessage;
import io.zonescaler.v1.proto.Update;
import io.zonescaler.v1.proto.Value;
import io.zonescaler.v1.proto.VariableValue;
import io.zonescaler.world.Box;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldVariable;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows one client the world around its avatar, tick by tick. A tick is shown only when all zones
 * of the area have it. A client that does not read is skipped: nothing piles up but one tick's
 * difference. Not thread-safe.
 */
final class Viewer {
  private static final int MOST_EVENTS = 512;

  private final World world;
  private final Space space;
  private final ZoneStates states;
  private final Track track;
  private final Sight sight;
  private final int radius;
  private final List<EmittedEvent> events = new ArrayList<>();
  private long lastTick;
  private long shownTick = -1;
  private @Nullable VariableValues shownVariables;

  /** Begins with the avatar's newest tick; {@code radius} in quanta. */
  Viewer(World world, ZoneStates states, Track track, int radius) {
    this.world = world;
    space = world.space();
    this.states = states;
    this.track = track;
    this.radius = radius;
    sight = new Sight(world.schema(), space.dimensions());
    lastTick = track.newest() - 1;
  }

  /** Goes on as far as the states allow. */
  void advance(ControlRecord control, ClientLink link, long now) {
    while (lastTick < track.newest()) {
      long tick = lastTick + 1;
      List<Zone> zones = List.of();
      if (track.has(tick)) {
        zones = area(control, tick);
        if (zones.isEmpty() || isGone(zones, tick)) {
          lastTick = tick;
          continue;
        }
      } else if (mayCome(control, tick)) {
        return;
      } else {
        lastTick = tick;
        continue;
      }
      if (!isComplete(zones, tick)) {
        return;
      }
      lastTick = tick;
      collectEvents(zones, tick);
      if (link.isReady()) {
        show(zones, tick, link, now);
      }
    }
  }

  /** The client reads again: it gets what it missed, without waiting for the next tick. */
  void ready(ControlRecord control, ClientLink link, long now) {
    if (shownTick < lastTick && track.has(lastTick)) {
      List<Zone> zones = area(control, lastTick);
      if (!zones.isEmpty() && isComplete(zones, lastTick)) {
        show(zones, lastTick, link, now);
      }
    }
  }

  /**
   * The zones that may have written what is to be seen: an entity is written by the zone that it
   * was in one tick before, at most a step away (invariant I4).
   */
  private List<Zone> area(ControlRecord control, long tick) {
    ZoneMap map = control.mapAt(tick);
    if (map == null) {
      return List.of();
    }
    int x = track.at(tick, 0);
    int y = track.at(tick, 1);
    int z = track.at(tick, 2);
    return map.within(new Box(x, y, z, x + 1, y + 1, z + 1), radius + space.step());
  }

  /**
   * Whether the avatar's place at a tick can still come: it may be later than the one after it,
   * which another node sends.
   */
  private boolean mayCome(ControlRecord control, long tick) {
    ZoneMap map = control.mapAt(tick);
    if (map == null || !track.has(tick - 1) || track.newest() - tick >= ZoneStates.KEPT) {
      return false;
    }
    Zone writer = map.locate(track.at(tick - 1, 0), track.at(tick - 1, 1), track.at(tick - 1, 2));
    return states.newest(writer.id()) < tick;
  }

  private boolean isComplete(List<Zone> zones, long tick) {
    for (Zone zone : zones) {
      if (states.at(zone.id(), tick) == null) {
        return false;
      }
    }
    return true;
  }

  /** Whether some zone has passed the tick without our hearing of it. */
  private boolean isGone(List<Zone> zones, long tick) {
    for (Zone zone : zones) {
      if (states.newest(zone.id()) > tick && states.at(zone.id(), tick) == null) {
        return true;
      }
    }
    return false;
  }

  private boolean isInSight(long tick, int x, int y, int z) {
    long dx = (long) x - track.at(tick, 0);
    long dy = (long) y - track.at(tick, 1);
    long dz = (long) z - track.at(tick, 2);
    return dx * dx + dy * dy + dz * dz <= (long) radius * radius;
  }

  private void collectEvents(List<Zone> zones, long tick) {
    for (Zone zone : zones) {
      ZoneState state = states.at(zone.id(), tick);
      if (state != null) {
        for (EmittedEvent e : state.events()) {
          if (events.size() < MOST_EVENTS && isInSight(tick, e.x(), e.y(), e.z())) {
            events.add(e);
          }
        }
      }
    }
  }

  private void show(List<Zone> zones, long tick, ClientLink link, long now) {
    for (Zone zone : zones) {
      ZoneState state = states.at(zone.id(), tick);
      for (int kind = 0; kind < world.schema().gameKinds(); kind++) {
        see(state, kind, tick);
      }
    }
    byte[] data = sight.update(events);
    events.clear();
    Update.Builder update =
        Update.newBuilder()
            .setTick(tick)
            .setServerTimeMillis(now)
            .setEncoding(UpdateLayout.ENCODING)
            .setData(UnsafeByteOperations.unsafeWrap(data))
            .setSkippedTicks(shownTick < 0 ? 0 : (int) (tick - shownTick - 1));
    addVariables(update, zones, tick);
    shownTick = tick;
    link.send(ServerMessage.newBuilder().setUpdate(update).build());
  }

  /** All zones have the same values at a tick. */
  private void addVariables(Update.Builder update, List<Zone> zones, long tick) {
    ZoneState state = states.at(zones.get(0).id(), tick);
    VariableValues shown = shownVariables;
    if (state == null || state.variables().equals(shown)) {
      return;
    }
    for (WorldVariable variable : world.schema().variables()) {
      long bits = state.variables().bits(variable.index());
      if (shown == null || shown.bits(variable.index()) != bits) {
        Value.Builder value = Value.newBuilder();
        switch (variable.type()) {
          case INTEGER -> value.setInteger(bits);
          case REAL -> value.setReal(Double.longBitsToDouble(bits));
        }
        update.addVariables(
            VariableValue.newBuilder().setVariable(variable.index()).setValue(value));
      }
    }
    shownVariables = state.variables();
  }

  /** Goes through the rows of the cells around the avatar only. */
  private void see(@Nullable ZoneState state, int kind, long tick) {
    if (state == null) {
      return;
    }
    EntityTable table = state.tables().get(kind);
    int edge = space.cellEdge();
    int x0 = space.clamp(0, track.at(tick, 0) - radius) / edge;
    int x1 = space.clamp(0, track.at(tick, 0) + radius) / edge;
    int y0 = space.clamp(1, track.at(tick, 1) - radius) / edge;
    int y1 = space.clamp(1, track.at(tick, 1) + radius) / edge;
    int z0 = space.clamp(2, track.at(tick, 2) - radius) / edge;
    int z1 = space.clamp(2, track.at(tick, 2) + radius) / edge;
    for (int cz = z0; cz <= z1; cz++) {
      for (int cy = y0; cy <= y1; cy++) {
        int last = space.cellAt(x1, cy, cz);
        int row = table.firstRowOfCell(space.cellAt(x0, cy, cz));
        for (; row < table.size && table.cell[row] <= last; row++) {
          if (isInSight(tick, table.x[row], table.y[row], table.z[row])) {
            sight.see(table, row);
          }
        }
      }
    }
  }
}
