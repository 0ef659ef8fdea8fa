package io.zonescaler.frame;

import io.zonescaler.state.EntityTable;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Box;
import io.zonescaler.world.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The world cells that a reader wants to decode: one box of cells, or several. In the order of cell
 * numbers they form <i>runs</i>, so that a reader needs a division per run only. Immutable.
 */
public final class CellFilter {
  /** Numbers that a box takes. */
  static final int EDGES = 6;

  private final Space space;
  private final List<Cells> boxes;

  private CellFilter(Space space, List<Cells> boxes) {
    this.space = space;
    this.boxes = List.copyOf(boxes);
  }

  /**
   * The cells with coordinates from min to max, both inclusive; the part outside of the world is
   * left out.
   */
  public CellFilter(Space space, int minCx, int minCy, int minCz, int maxCx, int maxCy, int maxCz) {
    this(space, Cells.of(space, minCx, minCy, minCz, maxCx, maxCy, maxCz));
  }

  /** The cells that {@code box}, widened by {@code margin} quanta on all sides, touches. */
  public static CellFilter around(Space space, Box box, int margin) {
    int edge = space.cellEdge();
    return new CellFilter(
        space,
        Math.floorDiv(box.minX() - margin, edge),
        Math.floorDiv(box.minY() - margin, edge),
        Math.floorDiv(box.minZ() - margin, edge),
        Math.floorDiv(box.maxX() - 1 + margin, edge),
        Math.floorDiv(box.maxY() - 1 + margin, edge),
        Math.floorDiv(box.maxZ() - 1 + margin, edge));
  }

  /**
   * The cells that {@link #toArray} described.
   *
   * @throws IllegalArgumentException if they are not cells of this world
   */
  public static CellFilter of(Space space, int[] edges) {
    List<Cells> boxes = new ArrayList<>();
    for (int i = 0; i < edges.length; i += EDGES) {
      boolean whole = edges.length - i >= EDGES;
      List<Cells> box =
          whole
              ? Cells.of(
                  space,
                  edges[i],
                  edges[i + 1],
                  edges[i + 2],
                  edges[i + 3],
                  edges[i + 4],
                  edges[i + 5])
              : List.of();
      if (box.isEmpty() || !Arrays.equals(box.get(0).edges(), 0, EDGES, edges, i, i + EDGES)) {
        throw new IllegalArgumentException("no cells of this world: " + Arrays.toString(edges));
      }
      boxes.addAll(box);
    }
    return new CellFilter(space, boxes);
  }

  /** Of each box min x, y, z and max x, y, z, in cells. */
  public int[] toArray() {
    return boxes.stream().flatMapToInt(box -> Arrays.stream(box.edges())).toArray();
  }

  /** The cells of this filter and those of another. */
  public CellFilter or(CellFilter other) {
    List<Cells> both = new ArrayList<>(boxes);
    other.boxes.stream().filter(box -> !boxes.contains(box)).forEach(both::add);
    return new CellFilter(space, both);
  }

  /** Whether all boxes that {@code other} was made of are among those of this filter. */
  public boolean covers(CellFilter other) {
    return boxes.containsAll(other.boxes);
  }

  /** Cells of one box, by their coordinates in the world; min and max are inclusive. */
  private record Cells(int minX, int minY, int minZ, int maxX, int maxY, int maxZ) {
    /** The part of the box that is in the world, if any. */
    static List<Cells> of(Space space, int minX, int minY, int minZ, int maxX, int maxY, int maxZ) {
      Cells cells =
          new Cells(
              Math.max(minX, 0),
              Math.max(minY, 0),
              Math.max(minZ, 0),
              Math.min(maxX, space.cellsX() - 1),
              Math.min(maxY, space.cellsY() - 1),
              Math.min(maxZ, space.cellsZ() - 1));
      boolean empty = cells.minX > cells.maxX || cells.minY > cells.maxY || cells.minZ > cells.maxZ;
      return empty ? List.of() : List.of(cells);
    }

    int[] edges() {
      return new int[] {minX, minY, minZ, maxX, maxY, maxZ};
    }

    boolean contains(int cx, int cy, int cz) {
      return cx >= minX && cx <= maxX && cy >= minY && cy <= maxY && cz >= minZ && cz <= maxZ;
    }

    /** The first of these cells in the order of numbers that is not before the given one. */
    int firstFrom(Space space, int fromX, int fromY, int fromZ) {
      int cx = Math.max(fromX, minX);
      int cy = fromY;
      int cz = fromZ;
      if (cx > maxX) {
        cx = minX;
        cy++;
      }
      if (cy > maxY) {
        cx = minX;
        cy = minY;
        cz++;
      } else if (cy < minY) {
        cx = minX;
        cy = minY;
      }
      if (cz > maxZ) {
        return Integer.MAX_VALUE;
      }
      return cz < minZ ? space.cellAt(minX, minY, minZ) : space.cellAt(cx, cy, cz);
    }
  }

  /** Whether a cell of the world is wanted. */
  public boolean contains(int cell) {
    return runStart(cell) == cell;
  }

  /** The first wanted cell from {@code cell} on, or {@link Integer#MAX_VALUE}. */
  int runStart(int cell) {
    int cx = space.cellX(cell);
    int cy = space.cellY(cell);
    int cz = space.cellZ(cell);
    int first = Integer.MAX_VALUE;
    for (Cells box : boxes) {
      first = Math.min(first, box.firstFrom(space, cx, cy, cz));
    }
    return first;
  }

  /**
   * The last cell of a run of wanted cells from a wanted one on; another run may follow at once.
   */
  int runEnd(int wanted) {
    int cx = space.cellX(wanted);
    int cy = space.cellY(wanted);
    int cz = space.cellZ(wanted);
    int length = 1;
    for (Cells box : boxes) {
      if (box.contains(cx, cy, cz)) {
        length = Math.max(length, box.maxX - cx + 1);
      }
    }
    return wanted + length - 1;
  }

  /** The rows of a table that are in wanted cells. */
  public EntityTable apply(EntityTable table) {
    EntityTable out = new EntityTable(table.kind, 0);
    for (int pass = 0; pass < 2; pass++) {
      int rows = 0;
      int row = 0;
      while (row < table.size) {
        int start = runStart(table.cell[row]);
        if (start == Integer.MAX_VALUE) {
          break;
        }
        int from = table.firstRowOfCell(start);
        int to = table.firstRowOfCell(runEnd(start) + 1);
        if (pass == 1) {
          out.copyRows(table, from, rows, to - from);
        }
        rows += to - from;
        row = to;
      }
      if (pass == 0) {
        out.ensureCapacity(rows);
      }
      out.size = rows;
    }
    return out;
  }

  /**
   * A decoded state with only the wanted cells' entities: what decoding with this filter would have
   * given.
   */
  public ZoneState apply(ZoneState state) {
    List<EntityTable> tables = new ArrayList<>(state.tables().size());
    for (EntityTable table : state.tables()) {
      tables.add(apply(table));
    }
    return new ZoneState(
        state.zone(),
        state.tick(),
        state.mapVersion(),
        List.copyOf(tables),
        state.messages(),
        state.events(),
        state.inputs(),
        state.variables(),
        state.idleBox(),
        state.totals(),
        state.previousDigest(),
        state.digest());
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof CellFilter other && boxes.equals(other.boxes);
  }

  @Override
  public int hashCode() {
    return boxes.hashCode();
  }

  @Override
  public String toString() {
    return boxes.toString();
  }
}
