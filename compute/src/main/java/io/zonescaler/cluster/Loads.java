package io.zonescaler.cluster;

import io.zonescaler.cluster.ControlRecord.MapInForce;
import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.placement.LoadSnapshot;
import io.zonescaler.placement.LoadSnapshot.NodeLoad;
import io.zonescaler.placement.LoadSnapshot.SlotLoad;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What zones take and nodes have, smoothed over some seconds of reports: what plans are made from.
 * Thread-safe.
 */
public final class Loads {
  private static final double ZONE_SECONDS = 3;

  /**
   * What a node does beside its zones is smoothed for longer: much of it comes and goes by itself.
   */
  private static final double NODE_SECONDS = 60;

  /** So long a node's CPU time says nothing: its code is being compiled. */
  private static final long COLD_MILLIS = 60_000;

  /** What decoding a zone's frames takes as a backup, as a part of making them. */
  private static final double BACKUP_PART = 0.15;

  private static final double NANOS = 1e9;

  /** An average in which what is older counts less. */
  private static final class Smoothed {
    final double over;
    double value;
    boolean any;

    Smoothed(double overSeconds) {
      over = overSeconds;
    }

    void learn(double now, double seconds) {
      value += any ? (1 - Math.exp(-seconds / over)) * (now - value) : now;
      any = true;
    }
  }

  private static final class ZoneLoad {
    final Smoothed tickMicros = new Smoothed(ZONE_SECONDS);
    final Smoothed frameBytes = new Smoothed(ZONE_SECONDS);
    long millis;

    void learn(ZoneReport report, long now) {
      double seconds = Math.max(0, now - millis) / 1000.0;
      tickMicros.learn(report.tickMicros(), seconds);
      frameBytes.learn(report.frameBytes(), seconds);
      millis = now;
    }
  }

  private static final class Node {
    Smoothed busy = new Smoothed(NODE_SECONDS);
    double cores = 1;
    long cpuNanos;
    long millis;
    long warmMillis = Long.MAX_VALUE;

    void learn(NodeReport report, long now) {
      double seconds = Math.max(0, now - millis) / 1000.0;
      double spent = (report.work().cpuNanos() - cpuNanos) / NANOS;
      if (millis == 0 || spent < 0) {
        // It has started, or started again.
        busy = new Smoothed(NODE_SECONDS);
        warmMillis = now + COLD_MILLIS;
      } else if (seconds > 0 && now >= warmMillis) {
        busy.learn(spent / seconds, seconds);
      }
      cores = report.cores();
      cpuNanos = report.work().cpuNanos();
      millis = now;
    }
  }

  private final int tickRate;
  private final int halo;
  private final Map<Long, ZoneLoad> zones = new HashMap<>();
  private final Map<String, Node> nodes = new HashMap<>();

  /**
   * Knows of nothing.
   *
   * @param tickRate ticks per second
   * @param halo how far zones see over their borders, in quanta
   */
  public Loads(int tickRate, int halo) {
    this.tickRate = tickRate;
    this.halo = halo;
  }

  /** A node reported; the time in milliseconds, from any origin. */
  public synchronized void reported(NodeReport report, long nowMillis) {
    nodes.computeIfAbsent(report.node(), n -> new Node()).learn(report, nowMillis);
    for (ZoneReport zone : report.zones()) {
      if (zone.tick() >= 0) {
        zones.computeIfAbsent(zone.zone(), z -> new ZoneLoad()).learn(zone, nowMillis);
      }
    }
  }

  /** Forgets all zones but these. */
  public synchronized void retain(Set<Long> ids) {
    zones.keySet().retainAll(ids);
  }

  /** Cores that a zone's ticks keep busy; 0 if nothing is known of it. */
  public synchronized double cost(long zone) {
    ZoneLoad load = zones.get(zone);
    return load == null ? 0 : load.tickMicros.value * tickRate / 1e6;
  }

  private double frameBytes(long zone) {
    ZoneLoad load = zones.get(zone);
    return load == null ? 0 : load.frameBytes.value;
  }

  /**
   * The loads as of now. A zone of which nothing is known takes nothing; while a new map's zones
   * have not begun, those that they are made from are what counts.
   *
   * @param control the zones
   * @param ownership who owns the slots now
   * @param members names of the nodes that may own slots
   * @param copies wanted owners per slot
   */
  public synchronized LoadSnapshot snapshot(
      ControlRecord control, Ownership ownership, Collection<String> members, int copies) {
    ZoneMap map = running(control);
    Map<Integer, Zone> bySlot = new HashMap<>();
    map.zones().forEach(zone -> bySlot.put(zone.slot(), zone));
    List<SlotLoad> slots = new ArrayList<>();
    for (int slot = 0; slot < ownership.owners().size(); slot++) {
      List<String> owners = new ArrayList<>();
      if (!ownership.owner(slot).isEmpty()) {
        owners.add(ownership.owner(slot));
      }
      owners.addAll(ownership.backups().get(slot));
      Zone zone = bySlot.get(slot);
      slots.add(
          zone == null
              ? new SlotLoad(List.copyOf(owners), 0, 0, 0, Map.of(), null)
              : load(zone, owners, map, control.directives().pins().get(slot)));
    }
    List<NodeLoad> zonesOnly = nodeLoads(members, name -> 0.0);
    Map<String, Double> zonesOf = new LoadSnapshot(zonesOnly, slots, copies).loads();
    double least = leastOther(members, zonesOf);
    List<NodeLoad> all =
        nodeLoads(members, name -> node(name).busy.any ? other(name, zonesOf) : least);
    return new LoadSnapshot(all, slots, copies);
  }

  private List<NodeLoad> nodeLoads(Collection<String> members, ToDoubleFunction<String> other) {
    return new TreeSet<>(members)
        .stream()
            .map(name -> new NodeLoad(name, node(name).cores, other.applyAsDouble(name), "", false))
            .toList();
  }

  private Node node(String name) {
    return nodes.getOrDefault(name, new Node());
  }

  private double other(String node, Map<String, Double> zonesOf) {
    return Math.max(0, node(node).busy.value - zonesOf.getOrDefault(node, 0.0));
  }

  /** What the nodes of which it is known do at least beside their zones; 0 if it is of none. */
  private double leastOther(Collection<String> members, Map<String, Double> zonesOf) {
    return members.stream()
        .filter(name -> node(name).busy.any)
        .mapToDouble(name -> other(name, zonesOf))
        .min()
        .orElse(0);
  }

  private SlotLoad load(Zone zone, List<String> owners, ZoneMap map, @Nullable String pin) {
    double cost = cost(zone.id());
    Map<Integer, Double> seams = new HashMap<>();
    for (Zone near : map.within(zone.box(), halo)) {
      if (near.id() != zone.id()) {
        // Each of the two reads the other's frames.
        seams.put(near.slot(), (frameBytes(zone.id()) + frameBytes(near.id())) * tickRate);
      }
    }
    return new SlotLoad(
        List.copyOf(owners),
        cost,
        BACKUP_PART * cost,
        (long) (frameBytes(zone.id()) * Places.FRAMES),
        seams,
        pin);
  }

  /** The newest map whose zones all run. */
  private ZoneMap running(ControlRecord control) {
    List<MapInForce> maps = control.maps();
    for (int i = maps.size() - 1; i > 0; i--) {
      ZoneMap map = maps.get(i).map();
      if (map.zones().stream().allMatch(zone -> zones.containsKey(zone.id()))) {
        return map;
      }
    }
    return maps.get(0).map();
  }
}
