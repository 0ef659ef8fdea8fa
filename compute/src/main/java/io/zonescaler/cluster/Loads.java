package io.zonescaler.cluster;

import io.zonescaler.cluster.ControlRecord.MapInForce;
import io.zonescaler.cluster.NodeReport.Work;
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
    /** What it does beside its ticks and its backups. */
    Smoothed other = new Smoothed(NODE_SECONDS);

    double cores = 1;
    Work work = Work.none();
    long millis;
    long warmMillis = Long.MAX_VALUE;

    void learn(NodeReport report, double backups, long now) {
      double seconds = Math.max(0, now - millis) / 1000.0;
      double spent = (report.work().cpuNanos() - work.cpuNanos()) / NANOS;
      double ticks = (report.work().tickNanos() - work.tickNanos()) / NANOS;
      if (millis == 0 || spent < 0 || ticks < 0) {
        // It has started, or started again.
        other = new Smoothed(NODE_SECONDS);
        warmMillis = now + COLD_MILLIS;
      } else if (seconds > 0 && now >= warmMillis) {
        other.learn((spent - ticks) / seconds - backups, seconds);
      }
      cores = report.cores();
      work = report.work();
      millis = now;
    }
  }

  private final int tickRate;
  private final int halo;
  private final Map<Long, ZoneLoad> zones = new HashMap<>();
  private final Map<String, Node> nodes = new HashMap<>();
  private @Nullable ControlRecord control;
  private Ownership ownership = Ownership.none();

  /** Zones that a node has as a backup. */
  private final Map<String, List<Long>> backedUp = new HashMap<>();

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

  /** From now on, zones and their slots' owners are these. */
  public synchronized void placed(ControlRecord newControl, Ownership newOwnership) {
    control = newControl;
    ownership = newOwnership;
    backedUp.clear();
    if (!ownership.owners().isEmpty()) {
      for (Zone zone : newControl.oldestMap().zones()) {
        for (String node : ownership.backups().get(zone.slot())) {
          backedUp.computeIfAbsent(node, n -> new ArrayList<>()).add(zone.id());
        }
      }
    }
    zones.keySet().retainAll(newControl.zones());
  }

  /** A node reported; the time in milliseconds, from any origin. */
  public synchronized void reported(NodeReport report, long nowMillis) {
    nodes
        .computeIfAbsent(report.node(), n -> new Node())
        .learn(report, backups(report.node()), nowMillis);
    for (ZoneReport zone : report.zones()) {
      if (zone.tick() >= 0) {
        zones.computeIfAbsent(zone.zone(), z -> new ZoneLoad()).learn(zone, nowMillis);
      }
    }
  }

  /** What a node's part in zones that others own takes. */
  private double backups(String node) {
    return BACKUP_PART
        * backedUp.getOrDefault(node, List.of()).stream().mapToDouble(this::cost).sum();
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
   * The loads as of now, without the traffic between zones, which takes time to find; null while
   * zones and owners are not known, or there are no members. A zone of which nothing is known takes
   * nothing; while a new map's zones have not begun, those that they are made from are what counts.
   *
   * @param members names of the nodes that may own slots
   * @param copies wanted owners per slot
   */
  public synchronized @Nullable LoadSnapshot sketch(Collection<String> members, int copies) {
    ControlRecord record = control;
    return record == null
        ? null
        : sketch(running(record), zone -> cost(zone.id()), members, copies);
  }

  /** The loads as they would be with other zones, without traffic; parameters as below. */
  public synchronized @Nullable LoadSnapshot sketch(
      ZoneMap map, ToDoubleFunction<Zone> cost, Collection<String> members, int copies) {
    return snapshot(map, cost, members, copies, false);
  }

  /**
   * The loads as they would be with other zones; null while owners are not known, or there are no
   * members.
   *
   * @param map the zones
   * @param cost cores that a zone would keep busy
   * @param members names of the nodes that may own slots
   * @param copies wanted owners per slot
   */
  public synchronized @Nullable LoadSnapshot snapshot(
      ZoneMap map, ToDoubleFunction<Zone> cost, Collection<String> members, int copies) {
    return snapshot(map, cost, members, copies, true);
  }

  private @Nullable LoadSnapshot snapshot(
      ZoneMap map,
      ToDoubleFunction<Zone> cost,
      Collection<String> members,
      int copies,
      boolean seams) {
    ControlRecord record = control;
    if (record == null || ownership.owners().isEmpty() || members.isEmpty()) {
      return null;
    }
    Map<Integer, Zone> bySlot = new HashMap<>();
    map.zones().forEach(zone -> bySlot.put(zone.slot(), zone));
    List<SlotLoad> slots = new ArrayList<>();
    for (int slot = 0; slot < ownership.owners().size(); slot++) {
      List<String> owners = ownership.ownersOf(slot);
      Zone zone = bySlot.get(slot);
      slots.add(
          zone == null
              ? new SlotLoad(List.copyOf(owners), 0, 0, 0, Map.of(), null)
              : load(
                  zone,
                  cost.applyAsDouble(zone),
                  owners,
                  seams ? map : null,
                  pin(record, slot, owners, members)));
    }
    double least =
        members.stream()
            .map(this::node)
            .filter(node -> node.other.any)
            .mapToDouble(node -> Math.max(0, node.other.value))
            .min()
            .orElse(0);
    return new LoadSnapshot(
        new TreeSet<>(members).stream().map(name -> load(name, least)).toList(), slots, copies);
  }

  private Node node(String name) {
    return nodes.getOrDefault(name, new Node());
  }

  /** A node of which nothing is known yet is taken for doing what others do at least. */
  private NodeLoad load(String name, double least) {
    Node node = node(name);
    double other = node.other.any ? Math.max(0, node.other.value) : least;
    return new NodeLoad(name, node.cores, other, "", false);
  }

  /** A zone whose node is not there stays where it is until that is back. */
  private static @Nullable String pin(
      ControlRecord record, int slot, List<String> owners, Collection<String> members) {
    String pin = record.directives().pins().get(slot);
    return pin == null || members.contains(pin) || owners.isEmpty() ? pin : owners.get(0);
  }

  private SlotLoad load(
      Zone zone, double cost, List<String> owners, @Nullable ZoneMap map, @Nullable String pin) {
    Map<Integer, Double> seams = new HashMap<>();
    for (Zone near : map == null ? List.<Zone>of() : map.within(zone.box(), halo)) {
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
  private ZoneMap running(ControlRecord record) {
    List<MapInForce> maps = record.maps();
    for (int i = maps.size() - 1; i > 0; i--) {
      ZoneMap map = maps.get(i).map();
      if (map.zones().stream().allMatch(zone -> zones.containsKey(zone.id()))) {
        return map;
      }
    }
    return record.oldestMap();
  }
}
