package io.zonescaler.tick;

import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Box;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Space;
import java.util.List;

/**
 * What a zone sees of one kind at T-1: its own entities and the ghosts within R of its box, merged
 * in canonical order and indexed by cell. It is taken from the sources' states alone, so that an
 * arrival is nothing special: it is an own entity that another zone wrote.
 *
 * <p>Reused from tick to tick; one thread builds it, then any number may read it.
 */
final class KindView {
  /** Differences of coordinates below this have squares whose sum of two fits an int. */
  private static final int SMALL_REACH = 1 << 15;

  final Space space;

  /** Own entities and ghosts. */
  EntityTable rows;

  /** Rows of own entities, ascending. */
  int[] own = new int[0];

  /** Number of own entities. */
  int ownCount;

  CellRegion region;
  private final RowOrder order = new RowOrder();
  private int[] sourceOf = new int[0];
  private int[] rowOf = new int[0];
  private int[] localCell = new int[0];
  private long[] ids = new long[0];
  private int selected;

  KindView(Space space, Kind kind, CellRegion region) {
    this.space = space;
    this.region = region;
    rows = new EntityTable(kind, 0);
  }

  /** Takes in everything within R of {@code box} from the sources' tables of this kind. */
  void build(Box box, CellRegion cells, List<EntityTable> sources) {
    region = cells;
    selected = 0;
    for (int s = 0; s < sources.size(); s++) {
      select(box, sources.get(s), s);
    }
    int count = order.sort(cells.cells(), localCell, ids, selected);
    gather(sources, count);
    if (own.length < count) {
      own = new int[count + (count >> 2) + 8];
    }
    ownCount = 0;
    for (int row = 0; row < count; row++) {
      if (box.contains(rows.x[row], rows.y[row], rows.z[row])) {
        own[ownCount++] = row;
      }
    }
  }

  private void select(Box box, EntityTable table, int source) {
    int margin = space.radius();
    reserve(selected + table.size);
    for (int cz = region.minZ; cz < region.minZ + region.sizeZ; cz++) {
      for (int cy = region.minY; cy < region.minY + region.sizeY; cy++) {
        int first = space.cellAt(region.minX, cy, cz);
        int last = first + region.sizeX - 1;
        int toLocal = region.local(region.minX, cy, cz) - first;
        for (int row = table.firstRowOfCell(first);
            row < table.size && table.cell[row] <= last;
            row++) {
          if (box.containsWithin(table.x[row], table.y[row], table.z[row], margin)) {
            sourceOf[selected] = source;
            rowOf[selected] = row;
            localCell[selected] = table.cell[row] + toLocal;
            ids[selected++] = table.id[row];
          }
        }
      }
    }
  }

  private void reserve(int count) {
    if (sourceOf.length < count) {
      int capacity = count + (count >> 2) + 8;
      sourceOf = java.util.Arrays.copyOf(sourceOf, capacity);
      rowOf = java.util.Arrays.copyOf(rowOf, capacity);
      localCell = java.util.Arrays.copyOf(localCell, capacity);
      ids = java.util.Arrays.copyOf(ids, capacity);
    }
  }

  /** Copies the selected rows in order, whole runs at a time. */
  private void gather(List<EntityTable> sources, int count) {
    rows.size = 0;
    rows.ensureCapacity(count);
    int at = 0;
    while (at < count) {
      int source = sourceOf[order.rows[at]];
      int first = rowOf[order.rows[at]];
      int end = at + 1;
      while (end < count
          && sourceOf[order.rows[end]] == source
          && rowOf[order.rows[end]] == first + end - at) {
        end++;
      }
      rows.copyRows(sources.get(source), first, at, end - at);
      at = end;
    }
    rows.size = count;
  }

  /**
   * Finds the rows within {@code radius} quanta of a place, in canonical order.
   *
   * @param except a row to leave out, or -1
   * @param found receives the rows; must have room for all rows of the view and one more
   * @return their number
   */
  int within(int px, int py, int pz, int radius, int except, int[] found) {
    int edge = space.cellEdge();
    int fromX = Math.max((px - radius < 0 ? 0 : (px - radius) / edge) - region.minX, 0);
    int fromY = Math.max((py - radius < 0 ? 0 : (py - radius) / edge) - region.minY, 0);
    int fromZ = Math.max((pz - radius < 0 ? 0 : (pz - radius) / edge) - region.minZ, 0);
    int toX = Math.min((px + radius) / edge - region.minX, region.sizeX - 1);
    int toY = Math.min((py + radius) / edge - region.minY, region.sizeY - 1);
    int toZ = Math.min((pz + radius) / edge - region.minZ, region.sizeZ - 1);
    int n = 0;
    for (int cz = fromZ; cz <= toZ; cz++) {
      for (int cy = fromY; cy <= toY; cy++) {
        int base = region.sizeX * (cy + region.sizeY * cz);
        int from = order.cellStart[base + fromX];
        int end = order.cellStart[base + toX + 1];
        n =
            space.dimensions() == 2 && edge + radius < SMALL_REACH
                ? flat(px, py, radius, from, end, found, n)
                : deep(px, py, pz, radius, from, end, found, n);
      }
    }
    return except < 0 ? n : without(except, found, n);
  }

  /** In 2D, with squares that fit an int. No branch depends on a row: it would be mispredicted. */
  private int flat(int px, int py, int radius, int from, int end, int[] found, int before) {
    int limit = radius * radius;
    int n = before;
    int[] x = rows.x;
    int[] y = rows.y;
    for (int row = from; row < end; row++) {
      int dx = x[row] - px;
      int dy = y[row] - py;
      found[n] = row;
      n += dx * dx + dy * dy <= limit ? 1 : 0;
    }
    return n;
  }

  private int deep(int px, int py, int pz, int radius, int from, int end, int[] found, int before) {
    long limit = (long) radius * radius;
    int n = before;
    int[] x = rows.x;
    int[] y = rows.y;
    int[] z = rows.z;
    for (int row = from; row < end; row++) {
      long dx = (long) x[row] - px;
      long dy = (long) y[row] - py;
      long dz = (long) z[row] - pz;
      found[n] = row;
      n += dx * dx + dy * dy + dz * dz <= limit ? 1 : 0;
    }
    return n;
  }

  private static int without(int except, int[] found, int n) {
    int at = java.util.Arrays.binarySearch(found, 0, n, except);
    if (at < 0) {
      return n;
    }
    System.arraycopy(found, at + 1, found, at, n - at - 1);
    return n - 1;
  }

  /**
   * Row of the entity if it is in the view and at most {@code distance} quanta per axis from the
   * place; else -1.
   */
  int find(long id, int px, int py, int pz, int distance) {
    int edge = space.cellEdge();
    for (int cz = Math.max(0, pz - distance) / edge; cz <= (pz + distance) / edge; cz++) {
      for (int cy = Math.max(0, py - distance) / edge; cy <= (py + distance) / edge; cy++) {
        for (int cx = Math.max(0, px - distance) / edge; cx <= (px + distance) / edge; cx++) {
          if (cx >= region.minX
              && cx < region.minX + region.sizeX
              && cy >= region.minY
              && cy < region.minY + region.sizeY
              && cz >= region.minZ
              && cz < region.minZ + region.sizeZ) {
            int local = region.local(cx, cy, cz);
            for (int row = order.cellStart[local]; row < order.cellStart[local + 1]; row++) {
              if (rows.id[row] == id) {
                return row;
              }
            }
          }
        }
      }
    }
    return -1;
  }

  /** Whether {@code row} is an own entity, and which; -1 for a ghost. */
  int ownOrdinal(int row) {
    int at = java.util.Arrays.binarySearch(own, 0, ownCount, row);
    return at < 0 ? -1 : at;
  }
}
