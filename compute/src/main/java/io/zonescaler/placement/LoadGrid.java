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

  /** How much of a box lies in each cell, as parts that sum up to 1. */
  public double[] parts(Box box) {
    double[] parts = new double[width * height];
    for (int row = 0; row < height; row++) {
      double high = overlap(box.minY(), box.maxY(), row, bounds.minY(), bounds.size(1), height);
      for (int column = 0; column < width && high > 0; column++) {
        double wide = overlap(box.minX(), box.maxX(), column, bounds.minX(), bounds.size(0), width);
        parts[row * width + column] = wide * high;
      }
    }
    return parts;
  }

  /** How much of each cell lies in a box, as parts of the cell. */
  public double[] shares(Box box) {
    double cells =
        (double) box.size(0) * box.size(1) * width * height / bounds.size(0) / bounds.size(1);
    double[] shares = parts(box);
    for (int cell = 0; cell < shares.length; cell++) {
      shares[cell] *= cells;
    }
    return shares;
  }

  private static double overlap(int from, int to, int cell, int min, long size, int cells) {
    double cellFrom = min + (double) size * cell / cells;
    double cellTo = min + (double) size * (cell + 1) / cells;
    return Math.max(0, Math.min(to, cellTo) - Math.max(from, cellFrom)) / (to - from);
  }
}
