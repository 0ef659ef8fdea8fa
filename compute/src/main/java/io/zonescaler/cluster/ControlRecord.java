package io.zonescaler.cluster;

import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.VariableValues;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one small record that steers the cluster (invariant I6). Immutable; replaced as a whole by
 * compare-and-set.
 *
 * @param version grows by one with every change
 * @param epoch grows with every new coordinator
 * @param populating whether owners may make start populations: true only until the whole world has
 *     been made once
 * @param horizon no zone runs a later tick
 * @param pauseAt no zone should run a later tick while the world is paused; {@link Long#MAX_VALUE}
 *     when it is not
 * @param anchorTick a tick, and
 * @param anchorMillis when it is due, in milliseconds since 1970
 * @param maps the zone maps in force now and, at most one, later; ascending
 * @param directives what operators have decided; pins of slots without a zone are dropped, or a
 *     later zone would find itself pinned
 * @param secret what its nodes know, and nobody else
 */
public record ControlRecord(
    long version,
    long epoch,
    boolean populating,
    long horizon,
    long pauseAt,
    long anchorTick,
    long anchorMillis,
    List<MapInForce> maps,
    Directives directives,
    Secret secret) {
  /** The slot that the stored record is in. */
  public static final int SLOT = 0;

  /** Version of a world's first zone map. */
  private static final long FIRST_VERSION = 1;

  /**
   * A zone map with the tick from which on it is in force.
   *
   * @param firstTick first tick that is made with it
   * @param map the map
   */
  public record MapInForce(long firstTick, ZoneMap map) {}

  /** Drops pins that pin nothing. */
  public ControlRecord {
    directives =
        directives.withPinsOf(
            slot ->
                maps.stream()
                    .flatMap(m -> m.map().zones().stream())
                    .anyMatch(zone -> zone.slot() == slot));
  }

  /** A record of a world without a secret for which operators have decided nothing yet. */
  public ControlRecord(
      long version,
      long epoch,
      boolean populating,
      long horizon,
      long pauseAt,
      long anchorTick,
      long anchorMillis,
      List<MapInForce> maps) {
    this(
        version,
        epoch,
        populating,
        horizon,
        pauseAt,
        anchorTick,
        anchorMillis,
        maps,
        Directives.NONE,
        Secret.NONE);
  }

  /**
   * The first record of a new world.
   *
   * @param tick the world's first tick
   * @param map its zones
   * @param variables values of its variables
   * @param secret a new one
   */
  public static ControlRecord first(
      long tick, ZoneMap map, VariableValues variables, Secret secret) {
    List<VariableChange> values = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      values.add(new VariableChange(tick, i, variables.bits(i)));
    }
    return new ControlRecord(
        1,
        1,
        true,
        tick,
        Long.MAX_VALUE,
        tick,
        0,
        List.of(new MapInForce(tick, map)),
        new Directives(true, Collections.emptySortedMap(), values),
        secret);
  }

  /** What operators have decided for a tick, for every zone that makes it. */
  public List<PlayerInput> inputsAt(long tick) {
    if (directives.changes().isEmpty()) {
      return List.of();
    }
    return directives.changes().stream()
        .filter(change -> change.firstTick() == tick)
        .map(change -> PlayerInput.ofVariable(change.variable(), change.bits()))
        .toList();
  }

  /** The map in force at a tick, or null if this record does not know it any more. */
  public @Nullable ZoneMap mapAt(long tick) {
    for (int i = maps.size() - 1; i >= 0; i--) {
      if (maps.get(i).firstTick() <= tick) {
        return maps.get(i).map();
      }
    }
    return null;
  }

  /**
   * The map that is certainly in force at a tick, or null: beyond the horizon a newer record may
   * have another one (invariant I6).
   */
  public @Nullable ZoneMap certainMapAt(long tick) {
    return tick > horizon ? null : mapAt(tick);
  }

  /** A zone of any of the maps, or null. */
  public @Nullable Zone find(long zone) {
    for (MapInForce m : maps) {
      Zone found = m.map().find(zone);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** The first tick that a zone makes; {@link Long#MAX_VALUE} if no map has it. */
  public long firstTick(long zone) {
    for (MapInForce m : maps) {
      if (m.map().find(zone) != null) {
        return m.firstTick();
      }
    }
    return Long.MAX_VALUE;
  }

  /**
   * The last tick that a zone makes: the one before a map without it is in force; {@link
   * Long#MAX_VALUE} if there is none, -1 if no map has the zone.
   */
  public long lastTick(long zone) {
    for (int i = maps.size() - 1; i >= 0; i--) {
      if (maps.get(i).map().find(zone) != null) {
        return i == maps.size() - 1 ? Long.MAX_VALUE : maps.get(i + 1).firstTick() - 1;
      }
    }
    return -1;
  }

  /** Whether a zone existed, and was split or merged away: no map has it any more. */
  public boolean isOver(long zone) {
    return zone > 0 && zone < newestMap().nextZoneId() && find(zone) == null;
  }

  /** The zones of all maps, each once. */
  public Set<Zone> allZones() {
    Set<Zone> zones = new HashSet<>();
    maps.forEach(m -> zones.addAll(m.map().zones()));
    return zones;
  }

  /** Ids of the zones of all maps. */
  public Set<Long> zones() {
    Set<Long> ids = new HashSet<>();
    maps.forEach(m -> ids.addAll(m.map().ids()));
    return ids;
  }

  /** The map that is over first, whose zones run until then. */
  public ZoneMap oldestMap() {
    return maps.get(0).map();
  }

  /** The newest map. */
  public ZoneMap newestMap() {
    return maps.get(maps.size() - 1).map();
  }

  /** Whether a tick is the world's first one, which is not made from a tick before it. */
  public boolean isStart(long tick) {
    MapInForce oldest = maps.get(0);
    return oldest.firstTick() == tick && oldest.map().version() == FIRST_VERSION;
  }

  /** When a tick is due, in milliseconds since 1970. */
  public double dueMillis(long tick, int tickRate) {
    return anchorMillis + (tick - anchorTick) * 1000.0 / tickRate;
  }

  /** The last tick that may be run now. */
  public long limit() {
    return Math.min(horizon, pauseAt);
  }

  /** The version after this one: the only one that may replace it. */
  public ControlRecord next() {
    return later(1);
  }

  /** So many versions after this one. */
  public ControlRecord later(long versions) {
    return new ControlRecord(
        version + versions,
        epoch,
        populating,
        horizon,
        pauseAt,
        anchorTick,
        anchorMillis,
        maps,
        directives,
        secret);
  }

  /** This record with another horizon. */
  public ControlRecord withHorizon(long newHorizon) {
    return new ControlRecord(
        version,
        epoch,
        populating,
        newHorizon,
        pauseAt,
        anchorTick,
        anchorMillis,
        maps,
        directives,
        secret);
  }

  /** This record, by a new coordinator. */
  public ControlRecord withEpoch(long newEpoch) {
    return new ControlRecord(
        version,
        newEpoch,
        populating,
        horizon,
        pauseAt,
        anchorTick,
        anchorMillis,
        maps,
        directives,
        secret);
  }

  /** This record with the clock moved: {@code tick} is due at {@code millis}. */
  public ControlRecord withAnchor(long tick, long millis) {
    return new ControlRecord(
        version, epoch, populating, horizon, pauseAt, tick, millis, maps, directives, secret);
  }

  /** This record with another pause. */
  public ControlRecord withPauseAt(long tick) {
    return new ControlRecord(
        version,
        epoch,
        populating,
        horizon,
        tick,
        anchorTick,
        anchorMillis,
        maps,
        directives,
        secret);
  }

  /** This record, after the start population has been made. */
  public ControlRecord populated() {
    return new ControlRecord(
        version,
        epoch,
        false,
        horizon,
        pauseAt,
        anchorTick,
        anchorMillis,
        maps,
        directives,
        secret);
  }

  /** This record with other maps. */
  public ControlRecord withMaps(List<MapInForce> newMaps) {
    return new ControlRecord(
        version,
        epoch,
        populating,
        horizon,
        pauseAt,
        anchorTick,
        anchorMillis,
        List.copyOf(newMaps),
        directives,
        secret);
  }

  /** This record with other decisions of operators. */
  public ControlRecord withDirectives(Directives now) {
    return new ControlRecord(
        version, epoch, populating, horizon, pauseAt, anchorTick, anchorMillis, maps, now, secret);
  }

  /** This record with a secret. */
  public ControlRecord withSecret(Secret newSecret) {
    return new ControlRecord(
        version,
        epoch,
        populating,
        horizon,
        pauseAt,
        anchorTick,
        anchorMillis,
        maps,
        directives,
        newSecret);
  }
}
