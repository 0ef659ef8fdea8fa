package io.zonescaler.cluster;

import io.zonescaler.cluster.ControlRecord.MapInForce;
import io.zonescaler.cluster.Coordinator.SlotChoice;
import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.world.Box;
import io.zonescaler.zone.MapChange;
import io.zonescaler.zone.MapChange.Move;
import io.zonescaler.zone.MapChange.Split;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coordinator's part in splits, merges and new cuts: announces the changed map in the record,
 * from a tick on that nobody may run yet (invariant I6), and takes the map before out of the record
 * when nobody can need its zones any more (invariant I7). All that nodes do in between is to derive
 * the new zones' states from their sources.
 */
final class MapChanges {
  private static final Logger LOG = LoggerFactory.getLogger(MapChanges.class);

  /** What is still wanted after so long has been overtaken by something: nobody waits for it. */
  private static final long EXPIRES_MILLIS = 30_000;

  /** What is wanted, in the order in which it was asked, and when that was. */
  private final Map<MapChange, Long> asked = new LinkedHashMap<>();

  /** Those that {@link #making} has, until the record with it is stored. */
  private List<MapChange> included = List.of();

  private @Nullable ZoneMap making;
  private BiConsumer<MapChange, String> outcomes = (change, why) -> {};
  private SlotChoice slots = (map, node, box) -> map.freeSlots().get(0);

  /** From now on, new zones go into the slots that this chooses. */
  void chooseSlots(SlotChoice newSlots) {
    slots = newSlots;
  }

  /** From now on, tells of each change that it was made, with an empty string, or why not. */
  void tell(BiConsumer<MapChange, String> listener) {
    outcomes = listener;
  }

  /** Asks for a change, to be made when the one before has been. */
  void ask(MapChange change, long nowMillis) {
    asked.put(change, nowMillis);
  }

  /** The record with the next step made, or null if there is nothing to do. */
  @Nullable ControlRecord step(
      ControlRecord record, Map<Long, ZoneReport> zones, long slowest, long nowMillis) {
    ZoneMap before = record.newestMap();
    if (before.equals(making)) {
      included.forEach(asked::remove);
      included.forEach(change -> outcomes.accept(change, ""));
      LOG.atInfo()
          .addKeyValue("map", before.version())
          .log("Zone map {} has {}", before.version(), included);
    }
    making = null;
    if (record.maps().size() > 1) {
      MapInForce newest = record.maps().get(record.maps().size() - 1);
      return slowest >= newest.firstTick() && allKept(record, newest, zones)
          ? record.withMaps(List.of(newest))
          : null;
    }
    ZoneMap after = changed(before, nowMillis);
    if (after.version() == before.version()) {
      return null;
    }
    making = after;
    List<MapInForce> maps = new ArrayList<>(record.maps());
    maps.add(new MapInForce(record.horizon() + 1, after));
    LOG.atInfo()
        .addKeyValue("map", after.version())
        .addKeyValue("tick", record.horizon() + 1)
        .log(
            "Zone map {} is to be in force from tick {} on", after.version(), record.horizon() + 1);
    ControlRecord changed = record.withMaps(maps);
    return changed.withDirectives(pinsMoved(changed.directives(), included, before, after));
  }

  /** Whether every zone that is new in a map has a snapshot or a full frame on all copies. */
  private static boolean allKept(
      ControlRecord record, MapInForce newest, Map<Long, ZoneReport> zones) {
    for (Zone zone : newest.map().zones()) {
      if (record.firstTick(zone.id()) == newest.firstTick()) {
        ZoneReport report = zones.get(zone.id());
        if (report == null || report.snapshotTick() < newest.firstTick()) {
          return false;
        }
      }
    }
    return true;
  }

  private MapChange withSlot(MapChange asked, ZoneMap map) {
    MapChange change = asked instanceof MapChange.SplitBox part ? part.in(map) : asked;
    if (change instanceof Split split && split.slot() == MapChange.ANY_SLOT) {
      Box above = map.zone(split.zone()).box().above(split.axis(), split.at());
      return split.in(slots.freeSlot(map, "", above));
    }

    if (change instanceof Move move && move.slot() == MapChange.ANY_SLOT) {
      return move.in(slots.freeSlot(map, move.node(), map.zone(move.zone()).box()));
    }
    return change;
  }

  /** What is pinned stays so in its new slot. */
  private static Directives pinsMoved(
      Directives directives, List<MapChange> changes, ZoneMap before, ZoneMap after) {
    Directives moved = directives;
    for (MapChange change : changes) {
      Zone zone = change instanceof Move move ? before.find(move.zone()) : null;
      String node = zone == null ? null : directives.pins().get(zone.slot());
      if (zone != null && node != null) {
        Box box = zone.box();
        int slot = after.locate(box.minX(), box.minY(), box.minZ()).slot();
        moved = moved.withPin(zone.slot(), "").withPin(slot, node);
      }
    }
    return moved;
  }

  /** All that is asked for in one map, whose version is the next one. */
  private ZoneMap changed(ZoneMap before, long nowMillis) {
    ZoneMap map = before;
    List<MapChange> done = new ArrayList<>();
    for (MapChange change : List.copyOf(asked.keySet())) {
      try {
        if (nowMillis - asked.getOrDefault(change, 0L) > EXPIRES_MILLIS) {
          throw new IllegalArgumentException("it has waited too long for others");
        }
        map = withSlot(change, map).applyTo(map);
        done.add(change);
      } catch (IllegalArgumentException e) {
        asked.remove(change);
        outcomes.accept(change, String.valueOf(e.getMessage()));
        LOG.warn("The {} is not made: {}", change, e.getMessage());
      }
    }
    included = List.copyOf(done);
    return map.withVersion(
        map.version() == before.version() ? before.version() : before.version() + 1);
  }
}
