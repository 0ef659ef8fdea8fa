package io.zonescaler.cluster;

import io.zonescaler.state.EntityTable;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Box;
import java.util.Arrays;

/**
 * Where a zone would have to be cut so that both halves take the same time: the weighted median of
 * its entities' coordinates, of a sample. An entity weighs one for its kernel and one for every few
 * entities that it may look at, which are about those of its cell.
 *
 * @param x place of a cut across the x axis, in quanta
 * @param y the same across the y axis
 * @param z the same across the z axis
 */
public record CutPlaces(int x, int y, int z) {
  private static final int MOST_SAMPLES = 256;

  /** Looking at one neighbour takes about this part of what an entity takes without any. */
  private static final int NEIGHBOURS_PER_UNIT = 4;

  /** The place of a cut across an axis, in quanta. */
  public int at(int axis) {
    return axis == 0 ? x : axis == 1 ? y : z;
  }

  /** Nothing is known of the entities: the middle of the box. */
  static CutPlaces middle(Box box) {
    return new CutPlaces(box.middle(0), box.middle(1), box.middle(2));
  }

  /** The places for a zone's state; those of its box if it has no entities. */
  static CutPlaces of(ZoneState state, Box box) {
    int rows = 0;
    for (EntityTable table : state.tables()) {
      rows += table.size;
    }
    if (rows == 0) {
      return middle(box);
    }
    int stride = (rows + MOST_SAMPLES - 1) / MOST_SAMPLES;
    long[][] samples = new long[3][rows / stride + state.tables().size()];
    int count = 0;
    int row = 0;
    for (EntityTable table : state.tables()) {
      for (; row < table.size; row += stride) {
        long weight = weight(table, row);
        samples[0][count] = (long) table.x[row] << 32 | weight;
        samples[1][count] = (long) table.y[row] << 32 | weight;
        samples[2][count] = (long) table.z[row] << 32 | weight;
        count++;
      }
      row -= table.size;
    }
    return new CutPlaces(
        median(samples[0], count), median(samples[1], count), median(samples[2], count));
  }

  /** What an entity takes of its zone's ticks, about, in a unit of its own. */
  static long weight(EntityTable table, int row) {
    int cell = table.cell[row];
    int from = row;
    while (from > 0 && table.cell[from - 1] == cell) {
      from--;
    }
    int to = row + 1;
    while (to < table.size && table.cell[to] == cell) {
      to++;
    }
    return 1L + (to - from) / NEIGHBOURS_PER_UNIT;
  }

  /** Of {@code count} samples, each a coordinate with its weight in the lower half. */
  private static int median(long[] samples, int count) {
    Arrays.sort(samples, 0, count);
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += (int) samples[i];
    }
    long below = 0;
    for (int i = 0; i < count; i++) {
      below += (int) samples[i];
      if (2 * below >= sum) {
        return (int) (samples[i] >> 32);
      }
    }
    return 0;
  }
}
