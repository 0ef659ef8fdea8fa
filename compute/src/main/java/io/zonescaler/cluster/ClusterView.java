package io.zonescaler.cluster;

import io.zonescaler.cluster.NodeReport.TickTotals;
import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What all nodes have reported, and the audit over it. Thread-safe. */
public final class ClusterView {
  /**
   * A copy of the audit's counters.
   *
   * @param ok whether all checks held
   * @param tick newest tick checked; -1 before the first
   * @param entities entities at that tick
   * @param hash world hash at that tick
   * @param spawned entities made since this node began to watch
   * @param despawned entities removed since
   * @param duplicates checks that did not hold
   * @param failures kernels that failed on an entity
   * @param violations too long steps and the like
   * @param idleFrames frames in which entities were idle
   * @param idled entities idled, summed over ticks
   * @param unchecked ticks that could not be checked, because a node's report never came
   * @param amounts conserved quantities at that tick, in schema order
   * @param firstBreak the first check that did not hold, or empty
   */
  public record AuditCounters(
      boolean ok,
      long tick,
      long entities,
      long hash,
      long spawned,
      long despawned,
      long duplicates,
      long failures,
      long violations,
      long idleFrames,
      long idled,
      long unchecked,
      List<Long> amounts,
      String firstBreak) {}

  private final Map<String, NodeReport> reports = new TreeMap<>();
  private final Map<String, Long> heardMillis = new HashMap<>();
  private final Map<Long, ZoneReport> zones = new TreeMap<>();
  private final Audit audit;

  /**
   * A view that has heard of nothing; its audit waits up to {@code longestWait} ticks for reports.
   */
  public ClusterView(int longestWait) {
    audit = new Audit(longestWait);
  }

  /** Takes in a report; {@code maps} gives the map in force at a tick. */
  public synchronized void reported(
      NodeReport report, long nowMillis, Function<Long, @Nullable ZoneMap> maps) {
    reports.put(report.node(), report);
    heardMillis.put(report.node(), nowMillis);
    for (ZoneReport zone : report.zones()) {
      zones.merge(zone.zone(), zone, ClusterView::newer);
    }
    for (TickTotals part : report.ticks()) {
      ZoneMap map = maps.apply(part.tick());
      if (map != null) {
        audit.add(part, map.size());
      }
    }
  }

  /** Forgets all zones but these. */
  public synchronized void retain(Set<Long> ids) {
    zones.keySet().retainAll(ids);
  }

  /** The last report, with the newest tick that was ever reported: no new owner takes it back. */
  private static ZoneReport newer(ZoneReport before, ZoneReport now) {
    return now.tick() >= before.tick() ? now : now.withTick(before.tick());
  }

  /** What a node has last reported about a zone, or null if it did not name it. */
  public synchronized @Nullable ZoneReport zoneOf(String node, long zone) {
    NodeReport report = reports.get(node);
    return report == null
        ? null
        : report.zones().stream().filter(z -> z.zone() == zone).findFirst().orElse(null);
  }

  /** The last report of every node that ever reported. */
  public synchronized List<NodeReport> reports() {
    return new ArrayList<>(reports.values());
  }

  /** When a node last reported, in milliseconds since 1970; 0 if never. */
  public synchronized long heardMillis(String node) {
    return heardMillis.getOrDefault(node, 0L);
  }

  /** The last report about a zone, or null. */
  public synchronized @Nullable ZoneReport zone(long id) {
    return zones.get(id);
  }

  /** The audit's counters. */
  public synchronized AuditCounters audit() {
    Audit.WorldTotals newest = audit.newest();
    List<Long> amounts = new ArrayList<>();
    if (newest != null) {
      for (long amount : newest.totals().amounts) {
        amounts.add(amount);
      }
    }
    return new AuditCounters(
        audit.ok(),
        newest == null ? -1 : newest.tick(),
        newest == null ? 0 : newest.totals().entities,
        newest == null ? 0 : newest.totals().hash,
        audit.spawned(),
        audit.despawned(),
        audit.broken(),
        audit.failures(),
        audit.violations(),
        audit.idleFrames(),
        audit.idled(),
        audit.unchecked(),
        List.copyOf(amounts),
        audit.firstBreak());
  }
}
