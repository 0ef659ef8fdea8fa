package io.zonescaler.world;

/**
 * The world's geometry in integers: positions are counts of quanta from the world's corner, and
 * space is divided into cubic cells of edge {@code R} anchored there, so that cells never depend on
 * how the world is cut into zones.
 */
public final class Space {
  private final int dimensions;
  private final double quantum;
  private final double[] origin;
  private final Box bounds;
  private final int cellEdge;
  private final int cellsX;
  private final int cellsY;
  private final int cellsZ;
  private final int radius;
  private final int step;

  /**
   * Derives the geometry.
   *
   * @throws IllegalArgumentException if the world would have more than 2^30 cells
   */
  public Space(WorldSettings settings) {
    dimensions = settings.dimensions();
    quantum = settings.quantum();
    origin = new double[] {settings.min(0), settings.min(1), dimensions == 3 ? settings.min(2) : 0};
    radius = (int) Math.ceil(settings.interestRadius() / quantum);
    step = (int) Math.floor(settings.maxStep() / quantum);
    int sizeX = extent(settings, 0);
    int sizeY = extent(settings, 1);
    int sizeZ = dimensions == 3 ? extent(settings, 2) : 1;
    bounds = new Box(0, 0, 0, sizeX, sizeY, sizeZ);
    cellEdge = radius;
    cellsX = cells(sizeX);
    cellsY = cells(sizeY);
    cellsZ = cells(sizeZ);
    if ((double) cellsX * cellsY * cellsZ > 1 << 30) {
      throw new IllegalArgumentException(
          "the world has "
              + cellsX
              + " x "
              + cellsY
              + " x "
              + cellsZ
              + " cells of its interest radius, at most 2^30 are possible: make world.interestRadius larger");
    }
  }

  private static int extent(WorldSettings settings, int axis) {
    return (int) Math.ceil((settings.max(axis) - settings.min(axis)) / settings.quantum());
  }

  private int cells(int size) {
    return (size + cellEdge - 1) / cellEdge;
  }

  /** 2 or 3. */
  public int dimensions() {
    return dimensions;
  }

  /** The whole world. */
  public Box bounds() {
    return bounds;
  }

  /** Edge of a cell in quanta; equal to {@link #radius()}. */
  public int cellEdge() {
    return cellEdge;
  }

  /** Interest radius {@code R} in quanta, rounded up. */
  public int radius() {
    return radius;
  }

  /** Largest step {@code S} in quanta, rounded down. */
  public int step() {
    return step;
  }

  /** Halo {@code H = R + S} in quanta. */
  public int halo() {
    return radius + step;
  }

  /** Whether a displacement, in quanta, is at most the interest radius. */
  public boolean isInSight(long dx, long dy, long dz) {
    return dx * dx + dy * dy + dz * dz <= (long) radius * radius;
  }

  /** Length of a quantum in the game's unit. */
  public double quantum() {
    return quantum;
  }

  /** Coordinate on an axis, in the game's unit, of a position in quanta. */
  public double toUnits(int axis, int quanta) {
    return origin[axis] + quanta * quantum;
  }

  /**
   * Nearest position in quanta of a coordinate in the game's unit, clamped to the world. NaN is an
   * error of the caller.
   */
  public int toQuanta(int axis, double units) {
    double steps = (units - origin[axis]) / quantum + 0.5;
    int last = bounds.max(axis) - 1;
    return steps < 1 ? 0 : steps >= last ? last : (int) steps;
  }

  /** A position moved into the world. */
  public int clamp(int axis, int quanta) {
    return quanta < 0 ? 0 : Math.min(quanta, bounds.max(axis) - 1);
  }

  /** Number of cells along x. */
  public int cellsX() {
    return cellsX;
  }

  /** Number of cells along y. */
  public int cellsY() {
    return cellsY;
  }

  /** Number of cells along z. */
  public int cellsZ() {
    return cellsZ;
  }

  /** Number of the cell that contains a position; x runs fastest, then y, then z. */
  public int cellOf(int x, int y, int z) {
    return cellAt(x / cellEdge, y / cellEdge, z / cellEdge);
  }

  /** Number of the cell with the given cell coordinates. */
  public int cellAt(int cx, int cy, int cz) {
    return cx + cellsX * (cy + cellsY * cz);
  }

  /** Cell coordinate on x of a cell number. */
  public int cellX(int cell) {
    return cell % cellsX;
  }

  /** Cell coordinate on y of a cell number. */
  public int cellY(int cell) {
    return cell / cellsX % cellsY;
  }

  /** Cell coordinate on z of a cell number. */
  public int cellZ(int cell) {
    return cell / (cellsX * cellsY);
  }

  /** The part of the world that a cell covers. */
  public Box cellBox(int cell) {
    int x = cellX(cell) * cellEdge;
    int y = cellY(cell) * cellEdge;
    int z = cellZ(cell) * cellEdge;
    return new Box(
        x,
        y,
        z,
        Math.min(x + cellEdge, bounds.maxX()),
        Math.min(y + cellEdge, bounds.maxY()),
        Math.min(z + cellEdge, bounds.maxZ()));
  }
}
