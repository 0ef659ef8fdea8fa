package io.zonescaler.cluster;

import io.zonescaler.placement.LoadGrid;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.ZoneState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a zone's entities are on a grid of the world, and where they are heading; from a sample.
 * The arrays belong together.
 *
 * @param zone id of the zone
 * @param from cells that they are in
 * @param to cells where they would be some time ahead if they went on as now
 * @param count how many they are
 * @param weight what they take of the zone's ticks, by any measure
 */
public record ZoneFlow(long zone, int[] from, int[] to, double[] count, double[] weight) {
  private static final int MOST_SAMPLES = 400;

  /** Adds up a flow. */
  public static final class Builder {
    private static final class Sum {
      double count;
      double weight;
    }

    private final Map<Long, Sum> sums = new TreeMap<>();

    /** So many more are in a cell and heading to another one. */
    public void add(int from, int to, double count, double weight) {
      Sum sum = sums.computeIfAbsent((long) from << 32 | to, pair -> new Sum());
      sum.count += count;
      sum.weight += weight;
    }

    /** The flow of a zone. */
    public ZoneFlow build(long zone) {
      return new ZoneFlow(
          zone,
          sums.keySet().stream().mapToInt(pair -> (int) (pair >> 32)).toArray(),
          sums.keySet().stream().mapToInt(Long::intValue).toArray(),
          sums.values().stream().mapToDouble(sum -> sum.count).toArray(),
          sums.values().stream().mapToDouble(sum -> sum.weight).toArray());
    }
  }

  private record Place(int x, int y) {}

  /**
   * The flow of a zone.
   *
   * @param now its newest state
   * @param before an older state; null if there is none, and then all rest
   * @param ticksAhead how far ahead they are heading
   */
  static ZoneFlow of(ZoneState now, @Nullable ZoneState before, LoadGrid grid, double ticksAhead) {
    int rows = now.tables().stream().mapToInt(table -> table.size).sum();
    int stride = Math.max(1, (rows + MOST_SAMPLES - 1) / MOST_SAMPLES);
    Set<Long> sample = new HashSet<>();
    for (EntityTable table : now.tables()) {
      for (int row = 0; row < table.size; row += stride) {
        sample.add(table.id[row]);
      }
    }
    Map<Long, Place> then = new HashMap<>();
    if (before != null) {
      for (EntityTable table : before.tables()) {
        for (int row = 0; row < table.size; row++) {
          if (sample.contains(table.id[row])) {
            then.put(table.id[row], new Place(table.x[row], table.y[row]));
          }
        }
      }
    }
    double steps = before == null ? 0 : ticksAhead / (now.tick() - before.tick());
    Builder flow = new Builder();
    for (EntityTable table : now.tables()) {
      for (int row = 0; row < table.size; row += stride) {
        Place at = new Place(table.x[row], table.y[row]);
        Place old = then.getOrDefault(table.id[row], at);
        int to = grid.cell(at.x + steps * (at.x - old.x), at.y + steps * (at.y - old.y));
        flow.add(grid.cell(at.x, at.y), to, stride, stride * CutPlaces.weight(table, row));
      }
    }
    return flow.build(now.zone());
  }
}
