package io.zonescaler.tick;

import io.zonescaler.world.Box;
import io.zonescaler.world.Space;

/**
 * A box of world cells that is numbered densely, in the same order as the world numbers them: x
 * fastest, then y, then z.
 */
final class CellRegion {
  final int minX;
  final int minY;
  final int minZ;
  final int sizeX;
  final int sizeY;
  final int sizeZ;

  /**
   * The cells that cover {@code box} widened by {@code margin} quanta, as far as they are in the
   * world.
   */
  CellRegion(Space space, Box box, int margin) {
    int edge = space.cellEdge();
    minX = Math.max(0, box.minX() - margin) / edge;
    minY = Math.max(0, box.minY() - margin) / edge;
    minZ = Math.max(0, box.minZ() - margin) / edge;
    sizeX = Math.min(space.cellsX() - 1, (box.maxX() - 1 + margin) / edge) - minX + 1;
    sizeY = Math.min(space.cellsY() - 1, (box.maxY() - 1 + margin) / edge) - minY + 1;
    sizeZ = Math.min(space.cellsZ() - 1, (box.maxZ() - 1 + margin) / edge) - minZ + 1;
  }

  int cells() {
    return sizeX * sizeY * sizeZ;
  }

  /**
   * Number within the region of the cell with the given world cell coordinates, which must lie in
   * the region.
   */
  int local(int cx, int cy, int cz) {
    return cx - minX + sizeX * (cy - minY + sizeY * (cz - minZ));
  }
}
