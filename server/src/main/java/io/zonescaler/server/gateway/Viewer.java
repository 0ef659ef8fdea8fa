package io.zonescaler.server.gateway;

import com.google.protobuf.UnsafeByteOperations;
import io.zonescaler.client.update.ClientView;
import io.zonescaler.client.update.UpdateLayout;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.game.World;
import io.zonescaler.server.update.SeenTable;
import io.zonescaler.server.update.Sight;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.VariableValues;
import io.zonescaler.state.ZoneState;
import io.zonescaler.v1.proto.ServerMessage;
import io.zonescaler.v1.proto.Update;
import io.zonescaler.v1.proto.Value;
import io.zonescaler.v1.proto.VariableValue;
import io.zonescaler.world.Box;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldVariable;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows one client the world around its avatar, tick by tick. A tick is shown only when all zones
 * of the area have it. A client that does not read is skipped: nothing piles up but one tick's
 * difference. Not thread-safe.
 */
final class Viewer {
  /** Of a second's bytes, how many an update may take in advance. */
  private static final double MOST_DEBT = 0.25;

  private final World world;
  private final Space space;
  private final ZoneStates states;
  private final Track track;
  private final Sight sight;
  private final long avatar;
  private final GatewayMetrics metrics;
  private final Rights rights;
  private final int radius;
  private final int bytesPerSecond;
  private long lastTick;
  private long shownTick = -1;
  private @Nullable VariableValues shownVariables;

  /** Bytes that updates may have now, of what a second brings at most. */
  private double saved;

  private long shownMillis;
  private int eyeX;
  private int eyeY;
  private int eyeZ;

  /**
   * The zone whose tick was not here when it was last looked for, by that version of the record.
   */
  private long missingZone;

  private long missingTick = -1;
  private long missingIn;

  /**
   * Begins with the avatar's newest tick.
   *
   * @param avatar id of the client's own entity
   * @param radius how far the client looks, in quanta
   * @param metrics is told of updates that do not tell all
   * @param bytesPerSecond about how many bytes of updates it gets
   */
  Viewer(
      World world,
      ZoneStates states,
      Track track,
      long avatar,
      int radius,
      GatewayMetrics metrics,
      int bytesPerSecond) {
    this.world = world;
    space = world.space();
    this.states = states;
    this.track = track;
    this.avatar = avatar;
    this.metrics = metrics;
    rights = new Rights(world, avatar);
    this.radius = radius;
    this.bytesPerSecond = bytesPerSecond;
    saved = bytesPerSecond;
    sight = new Sight(states.entities());
    lastTick = track.newest() - 1;
  }

  /**
   * The client has this of the world already, from before. Ticks that it has seen are not shown
   * again.
   */
  void remember(ClientView view, long tick) {
    sight.remember(view);
    if (tick >= 0) {
      shownTick = Math.min(tick, lastTick + ZoneStates.KEPT);
      lastTick = Math.max(lastTick, shownTick);
    }
  }

  /** Goes on as far as the states allow. */
  void advance(ControlRecord control, ClientLink link, long now) {
    boolean mayStillCome =
        states.newest(missingZone) < missingTick && track.newest() - missingTick < ZoneStates.KEPT;
    if (control.version() == missingIn && mayStillCome) {
      return;
    }
    while (lastTick < track.newest()) {
      long tick = lastTick + 1;
      List<Zone> zones = List.of();
      if (track.has(tick)) {
        zones = area(control, tick);
        if (zones.isEmpty() || isGone(zones, tick)) {
          collectEvents(zones, tick);
          lastTick = tick;
          continue;
        }
      } else if (mayCome(control, tick)) {
        return;
      } else {
        lastTick = tick;
        continue;
      }
      Zone missing = missing(zones, tick);
      if (missing != null) {
        missingIn = control.version();
        missingZone = missing.id();
        missingTick = tick;
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
      if (!zones.isEmpty() && missing(zones, lastTick) == null) {
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

  /** A zone whose state at the tick is not here; null if all are. */
  private @Nullable Zone missing(List<Zone> zones, long tick) {
    for (Zone zone : zones) {
      if (states.at(zone.id(), tick) == null) {
        return zone;
      }
    }
    return null;
  }

  /** Whether some zone has passed the tick without our hearing of it, or will be too late. */
  private boolean isGone(List<Zone> zones, long tick) {
    if (track.newest() - tick >= ZoneStates.KEPT) {
      return true;
    }
    for (Zone zone : zones) {
      if (states.newest(zone.id()) > tick && states.at(zone.id(), tick) == null) {
        return true;
      }
    }
    return false;
  }

  /** Looks from where the avatar is at a tick. */
  private void lookFrom(List<Zone> zones, long tick) {
    eyeX = track.at(tick, 0);
    eyeY = track.at(tick, 1);
    eyeZ = track.at(tick, 2);
    become(zones, tick);
  }

  /** Finds the avatar as it is at a tick, if that decides on what may be seen. */
  private void become(List<Zone> zones, long tick) {
    if (!rights.matter()) {
      return;
    }
    int cell = space.cellOf(eyeX, eyeY, eyeZ);
    for (Zone zone : zones) {
      ZoneState state = states.at(zone.id(), tick);
      if (state != null) {
        for (Kind kind : world.schema().avatars()) {
          EntityTable table = state.tables().get(kind.index());
          int row = table.rowOf(cell, avatar);
          if (row >= 0) {
            rights.become(table, row);
          }
        }
      }
    }
  }

  /** 1 where the avatar is to 0 as far as the client looks; less than that beyond. */
  private float nearness(int x, int y, int z) {
    long dx = (long) x - eyeX;
    long dy = (long) y - eyeY;
    long dz = (long) z - eyeZ;
    long square = (long) radius * radius;
    long distance = dx * dx + dy * dy + dz * dz;
    return distance > square ? -1 : 1 - (float) distance / square;
  }

  private void collectEvents(List<Zone> zones, long tick) {
    lookFrom(zones, tick);
    for (Zone zone : zones) {
      ZoneState state = states.at(zone.id(), tick);
      if (state != null) {
        for (EmittedEvent e : state.events()) {
          float near = nearness(e.x(), e.y(), e.z());
          if (near >= 0 && seesSource(e, state, zones)) {
            sight.happened(e, near);
          }
        }
      }
    }
  }

  /**
   * Whether the entity of an event is not kept from the player: that would tell where it is. An
   * entity that is gone is looked for as it was before. Of one that is not found at all, nothing is
   * told.
   */
  private boolean seesSource(EmittedEvent event, ZoneState state, List<Zone> zones) {
    if (!rights.filter() || event.entity() == avatar) {
      return true;
    }
    Boolean sees = seesIn(state, event);
    for (int i = 0; sees == null && i < zones.size(); i++) {
      ZoneState before = states.at(zones.get(i).id(), state.tick() - 1);
      sees = before == null ? null : seesIn(before, event);
    }
    return sees != null && sees;
  }

  /** The same in one state, or null if the entity is not there: it may be a step from its event. */
  private @Nullable Boolean seesIn(ZoneState state, EmittedEvent event) {
    int edge = space.cellEdge();
    int[] near = {0, -edge, edge};
    int[] flat = {0};
    for (int dz : space.dimensions() == 3 ? near : flat) {
      for (int dy : near) {
        for (int dx : near) {
          int cell =
              space.cellOf(
                  space.clamp(0, event.x() + dx),
                  space.clamp(1, event.y() + dy),
                  space.clamp(2, event.z() + dz));
          for (int kind = 0; kind < world.schema().gameKinds(); kind++) {
            EntityTable table = state.tables().get(kind);
            int row = table.rowOf(cell, event.entity());
            if (row >= 0) {
              return rights.sees(table, row);
            }
          }
        }
      }
    }
    return null;
  }

  private void show(List<Zone> zones, long tick, ClientLink link, long now) {
    lookFrom(zones, tick);
    for (Zone zone : zones) {
      for (SeenTable seen : states.seen(zone.id(), tick)) {
        see(seen);
      }
    }
    // A clock that is set back brings nothing, and takes nothing.
    long passed = Math.max(0, now - shownMillis);
    saved = Math.min(bytesPerSecond, saved + bytesPerSecond * passed / 1000.0);
    shownMillis = now;
    // Ticks may come in a burst, when nothing is saved yet; events cannot wait for more.
    double share = (double) bytesPerSecond / world.settings().tickRate();
    byte[] data = sight.update((int) saved, (int) (Math.max(saved, share) / 2));
    if (!sight.hasToldAll()) {
      metrics.shortened();
    }
    saved = Math.max(saved - data.length, -MOST_DEBT * bytesPerSecond);
    Update.Builder update =
        Update.newBuilder()
            .setTick(tick)
            .setServerTimeMillis(now)
            .setEncoding(UpdateLayout.ENCODING)
            .setData(UnsafeByteOperations.unsafeWrap(data))
            .setSkippedTicks(shownTick < 0 ? 0 : (int) (tick - shownTick - 1));
    addVariables(update, zones, tick);
    if (track.isAway(tick)) {
      for (int axis = 0; axis < space.dimensions(); axis++) {
        update.addEye(track.at(tick, axis));
      }
    }
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
  private void see(SeenTable seen) {
    EntityTable table = seen.table();
    if (table.size == 0) {
      return;
    }
    int edge = space.cellEdge();
    int x0 = space.clamp(0, eyeX - radius) / edge;
    int x1 = space.clamp(0, eyeX + radius) / edge;
    int y0 = space.clamp(1, eyeY - radius) / edge;
    int y1 = space.clamp(1, eyeY + radius) / edge;
    int z0 = space.clamp(2, eyeZ - radius) / edge;
    int z1 = space.clamp(2, eyeZ + radius) / edge;
    int lowest = table.cell[0];
    int highest = table.cell[table.size - 1];
    for (int cz = z0; cz <= z1; cz++) {
      for (int cy = y0; cy <= y1; cy++) {
        int first = space.cellAt(x0, cy, cz);
        int last = space.cellAt(x1, cy, cz);
        if (last < lowest || first > highest) {
          continue;
        }
        int row = table.firstRowOfCell(first);
        for (; row < table.size && table.cell[row] <= last; row++) {
          float near = nearness(table.x[row], table.y[row], table.z[row]);
          if (near >= 0 && rights.sees(table, row)) {
            float urgency = table.id[row] == avatar ? Sight.FIRST : near;
            sight.see(seen, row, urgency, rights.of(table, row));
          }
        }
      }
    }
  }
}
