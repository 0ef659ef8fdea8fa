package io.zonescaler.cluster;

import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.placement.LoadSnapshot;
import io.zonescaler.placement.LoadSnapshot.NodeLoad;
import io.zonescaler.placement.LoadSnapshot.SlotLoad;
import io.zonescaler.zone.Zone;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What zones take and nodes have, smoothed over some seconds of reports: what plans are made from.
 * Thread-safe.
 */
public final class Loads {
  private static final double SMOOTHING_SECONDS = 10;

  /** What decoding a zone's frames takes as a backup, as a part of making them. */
  private static final double BACKUP_PART = 0.15;

  private static final class ZoneLoad {
    double tickMicros;
    double frameBytes;
    long millis;

    void learn(ZoneReport report, long now) {
      double seconds = (now - millis) / 1000.0;
      double part = millis == 0 ? 1 : 1 - Math.exp(-Math.max(0, seconds) / SMOOTHING_SECONDS);
      tickMicros += part * (report.tickMicros() - tickMicros);
      frameBytes += part * (report.frameBytes() - frameBytes);
      millis = now;
    }
  }

  private final Map<Long, ZoneLoad> zones = new HashMap<>();
  private final Map<String, Double> cores = new HashMap<>();

  /** A node reported; the time in milliseconds, from any origin. */
  public synchronized void reported(NodeReport report, long nowMillis) {
    cores.put(report.node(), report.cores());
    for (ZoneReport zone : report.zones()) {
      if (zone.tick() >= 0) {
        zones.computeIfAbsent(zone.zone(), z -> new ZoneLoad()).learn(zone, nowMillis);
      }
    }
  }

  /**
   * The loads as of now. A zone of which nothing is known takes nothing.
   *
   * @param control the zones
   * @param ownership who owns the slots now
   * @param members names of the nodes that may own slots
   * @param tickRate ticks per second
   * @param copies wanted owners per slot
   */
  public synchronized LoadSnapshot snapshot(
      ControlRecord control,
      Ownership ownership,
      Collection<String> members,
      int tickRate,
      int copies) {
    zones.keySet().retainAll(control.zones());
    List<NodeLoad> nodes = new ArrayList<>();
    for (String name : new TreeSet<>(members)) {
      nodes.add(new NodeLoad(name, cores.getOrDefault(name, 1.0), 0, "", false));
    }
    List<SlotLoad> slots = new ArrayList<>();
    for (int slot = 0; slot < ownership.owners().size(); slot++) {
      List<String> owners = new ArrayList<>();
      if (!ownership.owner(slot).isEmpty()) {
        owners.add(ownership.owner(slot));
      }
      owners.addAll(ownership.backups().get(slot));
      slots.add(new SlotLoad(List.copyOf(owners), 0, 0, 0, Map.of(), null));
    }
    for (Zone zone : control.newestMap().zones()) {
      ZoneLoad load = zones.get(zone.id());
      if (load != null && zone.slot() < slots.size()) {
        double cost = load.tickMicros * tickRate / 1e6;
        slots.set(
            zone.slot(),
            new SlotLoad(
                slots.get(zone.slot()).owners(),
                cost,
                BACKUP_PART * cost,
                (long) (load.frameBytes * Places.FRAMES),
                Map.of(),
                null));
      }
    }
    return new LoadSnapshot(nodes, slots, copies);
  }
}
