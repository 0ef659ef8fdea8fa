package io.zonescaler.bench.workload;

import io.zonescaler.placement.LoadForecast.Flow;
import java.util.Map;
import java.util.TreeMap;

/**
 * A workload without a cluster: the same walkers, by a plain loop, and the load that they would be
 * on a grid of the world.
 */
public final class Replay {
  /** Looking at one neighbour takes about this part of what an entity takes without any. */
  private static final double NEIGHBOURS_PER_UNIT = 4;

  /** Ticks that are made at once: nobody turns on the way. */
  public static final int STRIDE = 5;

  private final Walkers walkers;
  private final int grid;
  private final double[][] at = new double[2][Walkers.WALKERS];
  private final double[][] before = new double[2][Walkers.WALKERS];
  private final double[] weight = new double[Walkers.WALKERS];
  private final int fine = (int) (Walkers.EDGE / Walkers.SIGHT);
  private long tick;

  /**
   * Everybody at a random place.
   *
   * @param walkers the workload
   * @param grid cells of the grid on each axis
   */
  public Replay(Walkers walkers, int grid) {
    this.walkers = walkers;
    this.grid = grid;
    for (int i = 0; i < Walkers.WALKERS; i++) {
      at[0][i] = walkers.own(i, -20) * Walkers.EDGE;
      at[1][i] = walkers.own(i, -21) * Walkers.EDGE;
    }
  }

  /** Walks for so many ticks, a multiple of {@link #STRIDE}. */
  public void run(int ticks) {
    for (int axis = 0; axis < 2; axis++) {
      System.arraycopy(at[axis], 0, before[axis], 0, Walkers.WALKERS);
    }
    for (int t = 0; t < ticks; t += STRIDE) {
      tick += STRIDE;
      for (int i = 0; i < Walkers.WALKERS; i++) {
        double toX = walkers.goal(i, tick, 0) * Walkers.EDGE - at[0][i];
        double toY = walkers.goal(i, tick, 1) * Walkers.EDGE - at[1][i];
        double part = Walkers.part(toX, toY, STRIDE * Walkers.STEP);
        at[0][i] = inside(at[0][i] + toX * part);
        at[1][i] = inside(at[1][i] + toY * part);
      }
    }
    weigh();
  }

  private static double inside(double place) {
    return Math.max(0, Math.min(Walkers.EDGE - 1e-6, place));
  }

  private void weigh() {
    int[] counts = new int[fine * fine];
    for (int i = 0; i < Walkers.WALKERS; i++) {
      counts[cell(i, fine)]++;
    }
    for (int i = 0; i < Walkers.WALKERS; i++) {
      weight[i] = 1 + counts[cell(i, fine)] / NEIGHBOURS_PER_UNIT;
    }
  }

  private int cell(int i, int cells) {
    return cell(at[0][i], at[1][i], cells);
  }

  private static int cell(double x, double y, int cells) {
    int column = (int) Math.min(cells - 1, x * cells / Walkers.EDGE);
    int row = (int) Math.min(cells - 1, y * cells / Walkers.EDGE);
    return row * cells + column;
  }

  /** Number of walkers. */
  public int size() {
    return Walkers.WALKERS;
  }

  /** Where a walker is on an axis, 0 x or 1 y. */
  public double at(int walker, int axis) {
    return at[axis][walker];
  }

  /** Where it was before the last run. */
  public double before(int walker, int axis) {
    return before[axis][walker];
  }

  /** What a walker takes, in a unit of its own. */
  public double weight(int walker) {
    return weight[walker];
  }

  /** Where all are, and where they are heading in so many times the ticks of the last run. */
  public Flow flow(double runs) {
    Map<Long, Double> flow = new TreeMap<>();
    for (int i = 0; i < Walkers.WALKERS; i++) {
      double x = inside(at[0][i] + runs * (at[0][i] - before[0][i]));
      double y = inside(at[1][i] + runs * (at[1][i] - before[1][i]));
      flow.merge((long) cell(i, grid) << 32 | cell(x, y, grid), 1.0, Double::sum);
    }
    return new Flow(
        flow.keySet().stream().mapToInt(pair -> (int) (pair >> 32)).toArray(),
        flow.keySet().stream().mapToInt(Long::intValue).toArray(),
        flow.values().stream().mapToDouble(count -> count).toArray());
  }

  /** Load per cell. */
  public double[] load() {
    double[] load = new double[grid * grid];
    for (int i = 0; i < Walkers.WALKERS; i++) {
      load[cell(i, grid)] += weight[i];
    }
    return load;
  }
}
