package io.zonescaler.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Predicts how the load is spread over a fixed grid of the world some time ahead, and measures how
 * good it is against "same as now", which it is to beat.
 *
 * <p>The prediction is a weighted sum of what may tell of the future: the load now, where it would
 * be if everybody went on for a third, two thirds or all of the time, or stopped on the way where
 * others rest, the load blurred, and how it has changed lately (a trend, damped by its weight). The
 * weights are those that would have been best lately: least absolute errors, by least squares whose
 * equations count less the more they were missed, forget, and stay near "same as now" while little
 * is known (iteratively reweighted and recursive ridge regression; P. W. Holland and R. E. Welsch,
 * 1977, and L. Ljung, System Identification, 1999, chapter 11). While even that has been worse than
 * "same as now", it says the same as now.
 */
public final class LoadForecast {
  private static final int FEATURES = 7;

  /** Places on somebody's way where he may stop. */
  private static final int STOPS = 8;

  /** Errors below this part of the mean load count as if they were so large. */
  private static final double SMALL = 0.2;

  /** Mean load of a cell below which there is none. */
  private static final double LEAST_LOAD = 1e-9;

  /** What was seen so many observations ago counts half. */
  private static final double HALF_LIFE = 300;

  private static final double KEEP = Math.pow(0.5, 1 / HALF_LIFE);

  /** How much "same as now" counts as a weight, as a part of what was seen. */
  private static final double PRIOR = 0.005;

  private final int width;
  private final int height;
  private final int ahead;
  private final int trend;
  private final double[][] products = new double[FEATURES][FEATURES];
  private final double[] targets = new double[FEATURES];
  private double[] weights = prior();

  /** Features of the last observations, the oldest first, with what was predicted from them. */
  private final List<Past> past = new ArrayList<>();

  private double error;
  private double errorOfNow;
  private double errorOfModel;
  private double counted;

  /**
   * Where entities are, and where they would be as far ahead as is predicted if they went on as
   * now. The arrays belong together; cells are counted row by row.
   *
   * @param from cells that they are in
   * @param to cells that they are heading for
   * @param count how many they are
   */
  public record Flow(int[] from, int[] to, double[] count) {}

  private record Past(double[][] features, double[] model, double[] forecast) {}

  /**
   * Knows of nothing.
   *
   * @param width cells of the grid on the first axis
   * @param height cells on the second axis
   * @param ahead how far ahead it predicts, in observations; 1 or more
   */
  public LoadForecast(int width, int height, int ahead) {
    this.width = width;
    this.height = height;
    this.ahead = ahead;
    trend = Math.max(1, ahead / 3);
  }

  private static double[] prior() {
    double[] weights = new double[FEATURES];
    weights[0] = 1;
    return weights;
  }

  /**
   * Takes in an observation and predicts.
   *
   * @param now load per cell, row by row
   * @param flow where entities are and where they are heading
   * @return load per cell as far ahead as is predicted
   */
  public double[] observe(double[] now, Flow flow) {
    if (past.size() == ahead) {
      Past then = past.remove(0);
      score(then, now);
      learn(then.features, now);
    }
    double[][] features = features(now, flow);
    double[] model = model(features);
    double[] forecast = errorOfModel <= errorOfNow ? model : now.clone();
    past.add(new Past(features, model, forecast));
    return forecast;
  }

  private double[][] features(double[] now, Flow flow) {
    double[] count = new double[now.length];
    double[] resting = new double[now.length];
    for (int i = 0; i < flow.from.length; i++) {
      count[flow.from[i]] += flow.count[i];
      resting[flow.from[i]] += flow.from[i] == flow.to[i] ? flow.count[i] : 0;
    }
    double[] each = new double[now.length];
    for (int cell = 0; cell < now.length; cell++) {
      each[cell] = count[cell] == 0 ? 0 : now[cell] / count[cell];
    }
    double[] before = past.size() < trend ? now : past.get(past.size() - trend).features[0];
    double[] change = new double[now.length];
    for (int cell = 0; cell < now.length; cell++) {
      change[cell] = now[cell] - before[cell];
    }
    return new double[][] {
      now.clone(),
      moved(flow, each, 1.0 / 3),
      moved(flow, each, 2.0 / 3),
      moved(flow, each, 1),
      attracted(flow, each, resting),
      blurred(now),
      change
    };
  }

  /** The load when everybody has gone a part of the way. */
  private double[] moved(Flow flow, double[] each, double part) {
    double[] field = new double[width * height];
    for (int i = 0; i < flow.from.length; i++) {
      add(field, flow.count[i], flow.from[i], on(flow.from[i], flow.to[i], part), each);
    }
    return field;
  }

  /** Who comes to a cell takes as much there as those who are there, if there are any. */
  private static void add(double[] field, double count, int from, int to, double[] each) {
    field[to] += count * (each[to] > 0 ? each[to] : each[from]);
  }

  private int on(int from, int to, double part) {
    int rows = to / width - from / width;
    int columns = to % width - from % width;
    int row = from / width + (int) Math.round(part * rows);
    return row * width + from % width + (int) Math.round(part * columns);
  }

  /** The load if those on their way stop where others rest. */
  private double[] attracted(Flow flow, double[] each, double[] resting) {
    double least = Arrays.stream(resting).sum() / resting.length + 1e-9;
    double[] field = new double[width * height];
    double[] pull = new double[STOPS + 1];
    for (int i = 0; i < flow.from.length; i++) {
      double sum = 0;
      for (int stop = 0; stop <= STOPS; stop++) {
        pull[stop] = least + resting[on(flow.from[i], flow.to[i], (double) stop / STOPS)];
        sum += pull[stop];
      }
      for (int stop = 0; stop <= STOPS; stop++) {
        int to = on(flow.from[i], flow.to[i], (double) stop / STOPS);
        add(field, flow.count[i] * pull[stop] / sum, flow.from[i], to, each);
      }
    }
    return field;
  }

  /** Each cell's mean with its neighbours. */
  private double[] blurred(double[] field) {
    double[] out = new double[field.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double sum = 0;
        int cells = 0;
        for (int ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
          for (int nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
            sum += field[ny * width + nx];
            cells++;
          }
        }
        out[y * width + x] = sum / cells;
      }
    }
    return out;
  }

  private double[] model(double[][] features) {
    double[] out = new double[features[0].length];
    for (int cell = 0; cell < out.length; cell++) {
      double sum = 0;
      for (int f = 0; f < FEATURES; f++) {
        sum += weights[f] * features[f][cell];
      }
      out[cell] = Math.max(0, sum);
    }
    return out;
  }

  private void score(Past then, double[] now) {
    error = KEEP * error + meanDifference(then.forecast, now);
    errorOfModel = KEEP * errorOfModel + meanDifference(then.model, now);
    errorOfNow = KEEP * errorOfNow + meanDifference(then.features[0], now);
    counted = KEEP * counted + 1;
  }

  private static double meanDifference(double[] a, double[] b) {
    double sum = 0;
    for (int cell = 0; cell < a.length; cell++) {
      sum += Math.abs(a[cell] - b[cell]);
    }
    return sum / a.length;
  }

  private void learn(double[][] features, double[] target) {
    double mean = Arrays.stream(target).sum() / target.length;
    if (mean < LEAST_LOAD) {
      // There is nothing to learn from a world without load.
      return;
    }
    double[] missed = model(features);
    double least = SMALL * mean;
    double[] counts = new double[target.length];
    for (int cell = 0; cell < target.length; cell++) {
      counts[cell] = 1 / (Math.abs(missed[cell] - target[cell]) + least);
    }
    for (int f = 0; f < FEATURES; f++) {
      for (int g = 0; g < FEATURES; g++) {
        products[f][g] = KEEP * products[f][g] + dot(counts, features[f], features[g]);
      }
      targets[f] = KEEP * targets[f] + dot(counts, features[f], target);
    }
    double ridge = 0;
    for (int f = 0; f < FEATURES; f++) {
      ridge += PRIOR * products[f][f] / FEATURES;
    }
    double[][] a = new double[FEATURES][];
    double[] b = targets.clone();
    double[] prior = prior();
    for (int f = 0; f < FEATURES; f++) {
      a[f] = products[f].clone();
      a[f][f] += ridge + Double.MIN_NORMAL;
      b[f] += ridge * prior[f];
    }
    weights = solved(a, b);
  }

  private static double dot(double[] counts, double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += counts[i] * a[i] * b[i];
    }
    return sum;
  }

  /** Solves a x = b for a symmetric, positive definite a, which is overwritten. */
  private static double[] solved(double[][] a, double[] b) {
    int n = b.length;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        double factor = a[j][i] / a[i][i];
        for (int k = i; k < n; k++) {
          a[j][k] -= factor * a[i][k];
        }
        b[j] -= factor * b[i];
      }
    }
    double[] x = new double[n];
    for (int i = n - 1; i >= 0; i--) {
      double sum = b[i];
      for (int k = i + 1; k < n; k++) {
        sum -= a[i][k] * x[k];
      }
      x[i] = sum / a[i][i];
    }
    return x;
  }

  /** What the features count. */
  double[] weights() {
    return weights.clone();
  }

  /**
   * Mean absolute error per cell of what was predicted lately; 0 before the first could be checked.
   */
  public double error() {
    return counted == 0 ? 0 : error / counted;
  }

  /** The same if it had always said that nothing will change. */
  public double errorOfNow() {
    return counted == 0 ? 0 : errorOfNow / counted;
  }
}
