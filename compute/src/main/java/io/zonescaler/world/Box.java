package io.zonescaler.world;

/**
 * An axis-aligned half-open box in quanta from the world's corner: {@code min <= q < max} on each
 * axis. In a 2D world the z axis is {@code [0, 1)}.
 */
public record Box(int minX, int minY, int minZ, int maxX, int maxY, int maxZ) {
  /** Whether the box contains all of another one. */
  public boolean contains(Box other) {
    for (int axis = 0; axis < 3; axis++) {
      if (other.min(axis) < min(axis) || other.max(axis) > max(axis)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the box contains the point. */
  public boolean contains(int x, int y, int z) {
    return x >= minX && x < maxX && y >= minY && y < maxY && z >= minZ && z < maxZ;
  }

  /**
   * Whether the point lies within {@code distance} of the box on every axis (a box-shaped
   * neighbourhood).
   */
  public boolean containsWithin(int x, int y, int z, int distance) {
    return x >= minX - distance
        && x < maxX + distance
        && y >= minY - distance
        && y < maxY + distance
        && z >= minZ - distance
        && z < maxZ + distance;
  }

  /** Whether the boxes come within {@code distance} of each other on every axis. */
  public boolean isWithin(Box other, int distance) {
    return other.maxX > minX - distance
        && other.minX < maxX + distance
        && other.maxY > minY - distance
        && other.minY < maxY + distance
        && other.maxZ > minZ - distance
        && other.minZ < maxZ + distance;
  }

  /** Lower bound on axis 0 (x), 1 (y) or 2 (z). */
  public int min(int axis) {
    return axis == 0 ? minX : axis == 1 ? minY : minZ;
  }

  /** Upper bound, exclusive, on axis 0 (x), 1 (y) or 2 (z). */
  public int max(int axis) {
    return axis == 0 ? maxX : axis == 1 ? maxY : maxZ;
  }

  /** Extent on an axis in quanta. */
  public int size(int axis) {
    return max(axis) - min(axis);
  }

  /** The axis on which the box is longest; of several, the first. */
  public int longestAxis() {
    int axis = size(1) > size(0) ? 1 : 0;
    return size(2) > size(axis) ? 2 : axis;
  }

  /** The middle of an axis. */
  public int middle(int axis) {
    return (min(axis) + max(axis)) / 2;
  }

  /** The part of this box below {@code at} on {@code axis}. */
  public Box below(int axis, int at) {
    return new Box(
        minX, minY, minZ, axis == 0 ? at : maxX, axis == 1 ? at : maxY, axis == 2 ? at : maxZ);
  }

  /** The part of this box at and above {@code at} on {@code axis}. */
  public Box above(int axis, int at) {
    return new Box(
        axis == 0 ? at : minX, axis == 1 ? at : minY, axis == 2 ? at : minZ, maxX, maxY, maxZ);
  }

  @Override
  public String toString() {
    return "[" + minX + "," + maxX + ")x[" + minY + "," + maxY + ")x[" + minZ + "," + maxZ + ")";
  }
}
