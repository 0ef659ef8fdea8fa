package io.zonescaler.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zonescaler.placement.LoadGrid;
import io.zonescaler.world.Box;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What zones tell of where they are heading becomes the growth of places. */
class ForecastsTest {
  private static final Box WORLD = new Box(0, 0, 0, 1600, 800, 1);
  private static final Box LEFT = new Box(0, 0, 0, 800, 800, 1);
  private static final Box RIGHT = new Box(800, 0, 0, 1600, 800, 1);

  private final LoadGrid grid = new LoadGrid(WORLD);
  private final Forecasts forecasts = new Forecasts(WORLD);

  @Test
  void theGridHasSquareCellsAndABoxHasItsPartOfEachThatItCovers() {
    assertThat(grid.width()).isEqualTo(16);
    assertThat(grid.height()).isEqualTo(8);
    assertThat(grid.cell(-5, 0)).isZero();
    assertThat(grid.cell(1599, 799)).isEqualTo(16 * 8 - 1);
    double[] field = new double[16 * 8];
    Arrays.fill(field, 1);
    assertThat(grid.sum(WORLD, field)).isCloseTo(16 * 8, within(1e-9));
    Box box = new Box(50, 150, 0, 250, 250, 1);
    assertThat(grid.sum(box, field)).as("two cells' area").isCloseTo(2, within(1e-9));
    field[grid.cell(150, 199)] = 5;
    assertThat(grid.sum(box, field)).as("half of it is in").isCloseTo(4, within(1e-9));
  }

  /** A crowd goes from left to right, again and again: seen for long, it is foreseen. */
  @Test
  void whereACrowdIsHeadingTheLoadGrows() {
    long millis = 1000;
    int cell = 0;
    for (int i = 0; i < 600; i++, millis += 2000) {
      // One cell in ten seconds: three in the time that is predicted.
      cell = i / 5 % 16;
      int row = 3 * grid.width();
      int[] to = {row + Math.min(15, cell + 3), row + 1, row + 14};
      forecasts.learn(
          List.of(
              new ZoneFlow(
                  1,
                  new int[] {row + cell, row + 1, row + 14},
                  to,
                  new double[] {100, 10, 10},
                  new double[] {100, 10, 10})));
      forecasts.timer(millis, zone -> 0.5);
    }
    assertThat(forecasts.error()).isLessThan(forecasts.errorOfNow());
    assertThat(cell).isEqualTo(7);
    assertThat(forecasts.moreLater(LEFT)).isLessThan(-0.2);
    assertThat(forecasts.moreLater(RIGHT)).isGreaterThan(0.2);
    assertThat(forecasts.moreSoon(RIGHT)).isGreaterThan(0.05);
    assertThat(forecasts.most(LEFT) + forecasts.most(RIGHT)).isGreaterThan(0.6);
  }

  @Test
  void aWorldOfWhichNothingIsKnownStaysAsItIs() {
    forecasts.timer(5000, zone -> 1);
    assertThat(forecasts.moreLater(LEFT)).isZero();
    forecasts.learn(List.of(new ZoneFlow(1, new int[0], new int[0], new double[0], new double[0])));
    forecasts.retain(Set.of());
    forecasts.timer(9000, zone -> 1);
    assertThat(forecasts.error()).isZero();
  }
}
