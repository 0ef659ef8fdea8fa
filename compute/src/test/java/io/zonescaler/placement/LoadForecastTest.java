package io.zonescaler.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zonescaler.placement.LoadForecast.Flow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is predicted of load that moves, rests, or jumps about. */
class LoadForecastTest {
  private static final int EDGE = 8;
  private static final int AHEAD = 10;
  private static final int SEEN = 400;

  private final LoadForecast forecast = new LoadForecast(EDGE, EDGE, AHEAD);

  /** A world may be empty for a while; what was learnt before still holds then. */
  @Test
  void aWorldWithoutLoadTeachesNothing() {
    Crowds crowds = new Crowds(new Random(5), 30, 0.01);
    for (int i = 0; i < 2 * AHEAD; i++) {
      forecast.observe(crowds.load(), crowds.flow());
      crowds.step();
    }
    double[] learnt = forecast.weights();
    for (int i = 0; i < AHEAD; i++) {
      forecast.observe(new double[EDGE * EDGE], crowds.flow());
    }
    assertThat(forecast.weights()).containsExactly(learnt);
  }

  /** Crowds at places, given as parts of the edge, with what they do in a step. */
  private static final class Crowds {
    final double[] x;
    final double[] y;
    final double[] stepX;
    final double[] stepY;

    Crowds(Random random, int count, double speed) {
      x = random.doubles(count).toArray();
      y = random.doubles(count).toArray();
      stepX = random.doubles(count, -speed, Math.nextUp(speed)).toArray();
      stepY = random.doubles(count, -speed, Math.nextUp(speed)).toArray();
    }

    /** They turn round at the edge. */
    void step() {
      for (int i = 0; i < x.length; i++) {
        stepX[i] *= x[i] + stepX[i] < 0 || x[i] + stepX[i] >= 1 ? -1 : 1;
        stepY[i] *= y[i] + stepY[i] < 0 || y[i] + stepY[i] >= 1 ? -1 : 1;
        x[i] += stepX[i];
        y[i] += stepY[i];
      }
    }

    private static int cell(double x, double y) {
      int column = (int) Math.max(0, Math.min(EDGE - 1, x * EDGE));
      int row = (int) Math.max(0, Math.min(EDGE - 1, y * EDGE));
      return row * EDGE + column;
    }

    double[] load() {
      double[] load = new double[EDGE * EDGE];
      for (int i = 0; i < x.length; i++) {
        load[cell(x[i], y[i])]++;
      }
      return load;
    }

    Flow flow() {
      int[] from = new int[x.length];
      int[] to = new int[x.length];
      double[] count = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        from[i] = cell(x[i], y[i]);
        to[i] = cell(x[i] + AHEAD * stepX[i], y[i] + AHEAD * stepY[i]);
        count[i] = 1;
      }
      return new Flow(from, to, count);
    }
  }

  /** The mean error of the forecast over that of "same as now", both counted here. */
  private double relativeError(Runnable step, Crowds crowds) {
    List<double[]> predicted = new ArrayList<>();
    List<double[]> seen = new ArrayList<>();
    double ours = 0;
    double same = 0;
    for (int i = 0; i < SEEN; i++) {
      step.run();
      double[] load = crowds.load();
      seen.add(load);
      predicted.add(forecast.observe(load, crowds.flow()));
      assertThat(Arrays.stream(predicted.get(i)).allMatch(v -> v >= 0 && Double.isFinite(v)))
          .isTrue();
      if (i >= AHEAD) {
        ours += difference(predicted.get(i - AHEAD), load);
        same += difference(seen.get(i - AHEAD), load);
      }
    }
    return same == 0 ? 1 + ours : ours / same;
  }

  private static double difference(double[] a, double[] b) {
    double sum = 0;
    for (int cell = 0; cell < a.length; cell++) {
      sum += Math.abs(a[cell] - b[cell]);
    }
    return sum;
  }

  @Test
  void whoGoesStraightIsFoundAhead() {
    Crowds crowds = new Crowds(new Random(1), 60, 0.02);
    assertThat(relativeError(crowds::step, crowds)).isLessThan(0.6);
    assertThat(forecast.error()).isLessThan(forecast.errorOfNow());
  }

  @Test
  void whoRestsStaysWhereHeIs() {
    Crowds crowds = new Crowds(new Random(2), 60, 0);
    assertThat(relativeError(crowds::step, crowds)).isCloseTo(1, within(1e-6));
  }

  @Test
  void whereNothingCanBeKnownItIsHardlyWorseThanSameAsNow() {
    Random random = new Random(3);
    Crowds crowds = new Crowds(random, 60, 0);
    Runnable jump =
        () -> {
          int who = random.nextInt(60);
          crowds.x[who] = random.nextDouble();
          crowds.y[who] = random.nextDouble();
        };
    assertThat(relativeError(jump, crowds)).isLessThan(1.05);
  }

  @Test
  void anEmptyWorldStaysEmpty() {
    for (int i = 0; i < 3 * AHEAD; i++) {
      assertThat(
              forecast.observe(
                  new double[EDGE * EDGE], new Flow(new int[0], new int[0], new double[0])))
          .containsOnly(0);
    }
    assertThat(forecast.error()).isZero();
  }
}
