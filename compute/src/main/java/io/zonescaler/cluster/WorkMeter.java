package io.zonescaler.cluster;

import com.sun.management.OperatingSystemMXBean;
import io.zonescaler.cluster.NodeReport.Work;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.ZoneState;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.lang.management.ManagementFactory;

/**
 * Measures what a node's own zones do: entities that leave them, and how long after it is due a
 * tick is released.
 */
final class WorkMeter {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final NodeContext context;
  private final RecentTimes releases = new RecentTimes();
  private long crossings;
  private long handoffs;
  private double tickMicros;

  WorkMeter(NodeContext context) {
    this.context = context;
  }

  /** A tick has been run here, whatever becomes of it; its CPU time. */
  void ran(double micros) {
    tickMicros += micros;
  }

  /** A tick that this node made was released. */
  void released(Zone zone, ZoneState state) {
    ControlRecord control = context.control;
    ZoneMap map = control == null ? null : control.mapAt(state.tick() + 1);
    if (control == null || map == null) {
      return;
    }
    long now = context.clock.getAsLong();
    double late = now - control.dueMillis(state.tick(), context.world.settings().tickRate());
    releases.add((long) (late * 1000), now);
    for (EntityTable table : state.tables()) {
      for (int row = 0; row < table.size; row++) {
        if (!zone.box().contains(table.x[row], table.y[row], table.z[row])) {
          crossings++;
          Zone next = map.locate(table.x[row], table.y[row], table.z[row]);
          handoffs += context.ownership.isOwner(context.name, next.slot()) ? 0 : 1;
        }
      }
    }
  }

  Work work() {
    return new Work(
        crossings,
        handoffs,
        releases.percentiles(context.clock.getAsLong()),
        PROCESS.getProcessCpuTime(),
        (long) (1000 * tickMicros));
  }
}
