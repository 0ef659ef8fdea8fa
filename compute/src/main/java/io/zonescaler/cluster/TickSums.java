package io.zonescaler.cluster;

import io.zonescaler.state.Totals;
import io.zonescaler.state.ZoneState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up totals of several zones per tick, for a report. */
final class TickSums {
  private static final class Sum {
    int zones;
    Totals totals = new Totals(0);
  }

  private final Map<Long, Sum> byTick = new TreeMap<>();

  void add(ZoneState state) {
    Sum sum = byTick.computeIfAbsent(state.tick(), t -> new Sum());
    if (sum.zones++ == 0) {
      sum.totals = Totals.ofArray(state.totals().toArray());
    } else {
      sum.totals.add(state.totals());
    }
  }

  /** Everything since the last call. */
  List<NodeReport.TickTotals> drain() {
    List<NodeReport.TickTotals> out = new ArrayList<>(byTick.size());
    byTick.forEach((tick, sum) -> out.add(new NodeReport.TickTotals(tick, sum.zones, sum.totals)));
    byTick.clear();
    return out;
  }
}
