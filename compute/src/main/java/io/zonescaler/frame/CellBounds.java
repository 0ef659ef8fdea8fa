package io.zonescaler.frame;

import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Space;

/** The positions that one cell covers, one cell after the other. Not thread-safe. */
final class CellBounds {
  private final Space space;

  /** Lower corner in quanta. */
  final int[] corner = new int[3];

  private int sizeX;
  private int sizeY;
  private int sizeZ;

  CellBounds(Space space) {
    this.space = space;
  }

  /** Number of cells of the world. */
  int cells() {
    return space.cellsX() * space.cellsY() * space.cellsZ();
  }

  void moveTo(int cell) {
    int edge = space.cellEdge();
    int row = cell / space.cellsX();
    int layer = row / space.cellsY();
    corner[0] = (cell - row * space.cellsX()) * edge;
    corner[1] = (row - layer * space.cellsY()) * edge;
    corner[2] = layer * edge;
    sizeX = Math.min(edge, space.bounds().maxX() - corner[0]);
    sizeY = Math.min(edge, space.bounds().maxY() - corner[1]);
    sizeZ = Math.min(edge, space.bounds().maxZ() - corner[2]);
  }

  /** Whether the row's position is in the cell. */
  boolean contain(EntityTable table, int row) {
    return Integer.compareUnsigned(table.x[row] - corner[0], sizeX) < 0
        && Integer.compareUnsigned(table.y[row] - corner[1], sizeY) < 0
        && Integer.compareUnsigned(table.z[row] - corner[2], sizeZ) < 0;
  }
}
