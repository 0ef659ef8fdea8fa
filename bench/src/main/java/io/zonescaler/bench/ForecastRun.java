package io.zonescaler.bench;

import io.zonescaler.bench.workload.Replay;
import io.zonescaler.bench.workload.Walkers;
import io.zonescaler.bench.workload.Workloads;
import io.zonescaler.placement.LoadForecast;
import java.util.Locale;

/** How well the load half a minute ahead is predicted, for each workload, without a cluster. */
public final class ForecastRun {
  private static final int GRID = 16;
  private static final int AHEAD = 30;
  private static final int TICKS = 20;
  private static final int SECONDS = 1800;

  private ForecastRun() {}

  /** Runs all. */
  public static void main(String[] args) {
    for (Walkers walkers : Workloads.all()) {
      Replay replay = new Replay(walkers, GRID);
      LoadForecast forecast = new LoadForecast(GRID, GRID, AHEAD);
      double ours = 0;
      double same = 0;
      double[][] forecasts = new double[SECONDS][];
      double[][] loads = new double[SECONDS][];
      for (int second = 0; second < SECONDS; second++) {
        replay.run(TICKS);
        double[] load = replay.load();
        loads[second] = load;
        forecasts[second] = forecast.observe(load, replay.flow(AHEAD));
        if (second >= AHEAD) {
          ours += difference(forecasts[second - AHEAD], load);
          same += difference(loads[second - AHEAD], load);
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%-12s mean absolute error %.1f, of \"same as now\" %.1f: %+.1f %%%n",
          walkers.world().name(),
          ours / (SECONDS - AHEAD),
          same / (SECONDS - AHEAD),
          100 * (ours / same - 1));
    }
  }

  private static double difference(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum / a.length;
  }
}
