package io.zonescaler.cluster;

import io.zonescaler.placement.LoadForecast;
import io.zonescaler.placement.LoadForecast.Flow;
import io.zonescaler.placement.LoadGrid;
import io.zonescaler.world.Box;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The load on a grid of the world as it will be half a minute ahead, from what all nodes say of
 * where their zones' entities are heading. Thread-safe.
 */
public final class Forecasts {
  /** How far ahead it looks. */
  public static final int SECONDS = 30;

  /** So long a change of zones is on its way, and then is what there is until the next one. */
  public static final int SOON_SECONDS = 16;

  /** Nodes tell of their zones so often. */
  public static final int PERIOD_SECONDS = 2;

  private static final double MILLIS = 1000;

  private final LoadGrid grid;
  private final LoadForecast forecast;
  private final LoadForecast soonForecast;
  private final Map<Long, ZoneFlow> flows = new HashMap<>();
  private double[] now;
  private double[] then;
  private double[] soon;
  private long observedMillis;
  private @Nullable Set<Long> counted;

  /** Knows nothing of a world with such bounds. */
  public Forecasts(Box bounds) {
    grid = new LoadGrid(bounds);
    forecast = new LoadForecast(grid.width(), grid.height(), SECONDS / PERIOD_SECONDS);
    soonForecast = new LoadForecast(grid.width(), grid.height(), SOON_SECONDS / PERIOD_SECONDS);
    now = new double[grid.width() * grid.height()];
    then = now;
    soon = now;
  }

  /** A node told of its zones. */
  public synchronized void learn(List<ZoneFlow> told) {
    for (ZoneFlow flow : told) {
      if (counted == null || counted.contains(flow.zone())) {
        flows.put(flow.zone(), flow);
      }
    }
  }

  /** From now on only these zones count. */
  public synchronized void retain(Set<Long> zones) {
    counted = Set.copyOf(zones);
    flows.keySet().retainAll(zones);
  }

  /**
   * Time has passed.
   *
   * @param millis the time, from any origin
   * @param costs cores that a zone takes, by its id
   */
  public void timer(long millis, ToDoubleFunction<Long> costs) {
    List<ZoneFlow> told;
    synchronized (this) {
      if (millis - observedMillis < PERIOD_SECONDS * MILLIS || flows.isEmpty()) {
        return;
      }
      observedMillis = millis;
      told = List.copyOf(flows.values());
    }
    // Whoever knows the costs has a lock of its own, and may ask for what is expected under it.
    Map<Long, Double> cost = new HashMap<>();
    told.forEach(flow -> cost.put(flow.zone(), costs.applyAsDouble(flow.zone())));
    observe(told, cost);
  }

  private synchronized void observe(List<ZoneFlow> told, Map<Long, Double> costs) {
    int pairs = told.stream().mapToInt(flow -> flow.from().length).sum();
    int[] from = new int[pairs];
    int[] to = new int[pairs];
    double[] count = new double[pairs];
    double[] load = new double[grid.width() * grid.height()];
    int at = 0;
    for (ZoneFlow flow : told) {
      double all = Arrays.stream(flow.weight()).sum();
      double cost = costs.getOrDefault(flow.zone(), 0.0);
      for (int i = 0; i < flow.from().length; i++, at++) {
        from[at] = flow.from()[i];
        to[at] = flow.to()[i];
        count[at] = flow.count()[i];
        load[from[at]] += cost * flow.weight()[i] / all;
      }
    }
    now = load;
    Flow flow = new Flow(from, to, count);
    then = forecast.observe(load, flow);
    soon = soonForecast.observe(load, flow);
  }

  /**
   * How much more load a box will have when a change of zones that is asked for now has taken
   * effect, in cores; negative for less.
   */
  public synchronized double moreSoon(Box box) {
    return grid.sum(box, soon) - grid.sum(box, now);
  }

  /** The same half a minute ahead, when the change after that one has taken effect. */
  public synchronized double moreLater(Box box) {
    return grid.sum(box, then) - grid.sum(box, now);
  }

  /** Load of a box, in cores: the most that it has now, soon, or later. */
  public synchronized double most(Box box) {
    return Math.max(grid.sum(box, now), Math.max(grid.sum(box, soon), grid.sum(box, then)));
  }

  /** Mean absolute error of what was predicted lately, as a part of the mean load; 0 at first. */
  public synchronized double error() {
    return relative(forecast.error());
  }

  /** The same if nothing had been said to change. */
  public synchronized double errorOfNow() {
    return relative(forecast.errorOfNow());
  }

  private double relative(double error) {
    double mean = Arrays.stream(now).sum() / now.length;
    return mean == 0 ? 0 : error / mean;
  }
}
