package io.zonescaler.placement;

import io.zonescaler.world.Box;

/**
 * A fixed grid over a world's first two axes, for loads: it stays as it is while zones come and go.
 * Cells are counted row by row.
 */
public final class LoadGrid {
  /** Cells on the longer axis. */
  private static final int CELLS = 16;

  private final Box bounds;
  private final int width;
  private final int height;

  /** The grid of a world. */
  public LoadGrid(Box bounds) {
    this.bounds = bounds;
    long longer = Math.max(bounds.size(0), bounds.size(1));
    width = cells(bounds.size(0), longer);
    height = cells(bounds.size(1), longer);
  }

  private static int cells(long size, long longer) {
    return (int) Math.max(1, Math.min(size, Math.round((double) CELLS * size / longer)));
  }

  /** Cells on the first axis. */
  public int width() {
    return width;
  }

  /** Cells on the second axis. */
  public int height() {
    return height;
  }

  /** The cell at a place, in quanta; of one outside of the world, the nearest. */
  public int cell(double x, double y) {
    return along(y, bounds.minY(), bounds.size(1), height) * width
        + along(x, bounds.minX(), bounds.size(0), width);
  }

  private static int along(double at, int min, long size, int cells) {
    return (int) Math.max(0, Math.min(cells - 1, Math.floor((at - min) * cells / size)));
  }

  /**
   * What a box has of something that is spread evenly within each cell, and over all heights.
   *
   * @param field how much of it each cell has
   */
  public double sum(Box box, double[] field) {
    double cellWidth = (double) bounds.size(0) / width;
    double cellHeight = (double) bounds.size(1) / height;
    int lastRow = along(box.maxY() - 1.0, bounds.minY(), bounds.size(1), height);
    int lastColumn = along(box.maxX() - 1.0, bounds.minX(), bounds.size(0), width);
    double sum = 0;
    for (int row = along(box.minY(), bounds.minY(), bounds.size(1), height);
        row <= lastRow;
        row++) {
      double high = overlap(box.minY(), box.maxY(), bounds.minY() + row * cellHeight, cellHeight);
      for (int column = along(box.minX(), bounds.minX(), bounds.size(0), width);
          column <= lastColumn;
          column++) {
        double wide =
            overlap(box.minX(), box.maxX(), bounds.minX() + column * cellWidth, cellWidth);
        sum += field[row * width + column] * wide * high;
      }
    }
    return sum * box.size(2) / bounds.size(2);
  }

  /** The part of a cell's edge that lies between two coordinates. */
  private static double overlap(int from, int to, double cellFrom, double edge) {
    return Math.max(0, Math.min(to, cellFrom + edge) - Math.max(from, cellFrom)) / edge;
  }
}
