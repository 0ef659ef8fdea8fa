package io.zonescaler.bench.workload;

import io.zonescaler.placement.LoadForecast.Flow;
import java.util.Map;
import java.util.TreeMap;

/**
 * A workload without a cluster: the same who move, by a plain loop, and the load that they would be
 * on a grid of the world.
 */
public final class Replay {
  /** Looking at one neighbour takes about this part of what an entity takes without any. */
  private static final double NEIGHBOURS_PER_UNIT = 4;

  /** Ticks that are made at once: nobody turns on the way. */
  public static final int STRIDE = 5;

  private final Motion motion;
  private final int grid;
  private final int size;
  private final double[][] at;
  private final double[][] before;
  private final double[] weight;
  private final double[] least = new double[2];
  private final double[] edge = new double[2];
  private final int[] fine = new int[2];
  private long tick;

  /**
   * Everybody where they are at first.
   *
   * @param motion the workload
   * @param grid cells of the grid on each axis
   */
  public Replay(Motion motion, int grid) {
    this.motion = motion;
    this.grid = grid;
    size = motion.size();
    at = new double[2][size];
    before = new double[2][size];
    weight = new double[size];
    for (int axis = 0; axis < 2; axis++) {
      least[axis] = motion.world().min(axis);
      edge[axis] = motion.world().max(axis) - least[axis];
      fine[axis] = (int) (edge[axis] / Walkers.SIGHT);
    }
    double[] place = new double[2];
    for (int i = 0; i < size; i++) {
      motion.place(i, place);
      at[0][i] = place[0];
      at[1][i] = place[1];
    }
  }

  /** Walks for so many ticks, a multiple of {@link #STRIDE}. */
  public void run(int ticks) {
    for (int axis = 0; axis < 2; axis++) {
      System.arraycopy(at[axis], 0, before[axis], 0, size);
    }
    double[] place = new double[2];
    for (int t = 0; t < ticks; t += STRIDE) {
      tick += STRIDE;
      for (int i = 0; i < size; i++) {
        place[0] = at[0][i];
        place[1] = at[1][i];
        motion.move(i, tick, STRIDE, place);
        at[0][i] = inside(0, place[0]);
        at[1][i] = inside(1, place[1]);
      }
    }
    weigh();
  }

  private double inside(int axis, double place) {
    return Math.max(least[axis], Math.min(least[axis] + edge[axis] - 1e-6, place));
  }

  private void weigh() {
    int[] counts = new int[fine[0] * fine[1]];
    for (int i = 0; i < size; i++) {
      counts[fineCell(i)]++;
    }
    for (int i = 0; i < size; i++) {
      weight[i] = 1 + counts[fineCell(i)] / NEIGHBOURS_PER_UNIT;
    }
  }

  private int fineCell(int i) {
    return along(1, at[1][i], fine[1]) * fine[0] + along(0, at[0][i], fine[0]);
  }

  private int cell(int i) {
    return cell(at[0][i], at[1][i]);
  }

  private int cell(double x, double y) {
    return along(1, y, grid) * grid + along(0, x, grid);
  }

  private int along(int axis, double place, int cells) {
    return (int) Math.min(cells - 1, (place - least[axis]) * cells / edge[axis]);
  }

  /** How many they are. */
  public int size() {
    return size;
  }

  /** Where one is on an axis, 0 x or 1 y. */
  public double at(int who, int axis) {
    return at[axis][who];
  }

  /** Where it was before the last run. */
  public double before(int who, int axis) {
    return before[axis][who];
  }

  /** What one takes, in a unit of its own. */
  public double weight(int who) {
    return weight[who];
  }

  /** Where all are, and where they are heading in so many times the ticks of the last run. */
  public Flow flow(double runs) {
    Map<Long, Double> flow = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      double x = inside(0, at[0][i] + runs * (at[0][i] - before[0][i]));
      double y = inside(1, at[1][i] + runs * (at[1][i] - before[1][i]));
      flow.merge((long) cell(i) << 32 | cell(x, y), 1.0, Double::sum);
    }
    return new Flow(
        flow.keySet().stream().mapToInt(pair -> (int) (pair >> 32)).toArray(),
        flow.keySet().stream().mapToInt(Long::intValue).toArray(),
        flow.values().stream().mapToDouble(count -> count).toArray());
  }

  /** Load per cell. */
  public double[] load() {
    double[] load = new double[grid * grid];
    for (int i = 0; i < size; i++) {
      load[cell(i)] += weight[i];
    }
    return load;
  }
}
