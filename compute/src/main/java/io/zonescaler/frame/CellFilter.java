package io.zonescaler.frame;

import io.zonescaler.state.EntityTable;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Box;
import io.zonescaler.world.Space;
import java.util.ArrayList;
import java.util.List;

/**
 * A box of world cells that a reader wants to decode. In the order of cell numbers its cells form
 * <i>runs</i>, one per row of the box, so that a reader needs a division per run only. Immutable.
 */
public final class CellFilter {
  private final Space space;
  private final int minX;
  private final int minY;
  private final int minZ;
  private final int maxX;
  private final int maxY;
  private final int maxZ;

  /**
   * The cells with coordinates from min to max, both inclusive; the part outside of the world is
   * left out.
   */
  public CellFilter(Space space, int minCx, int minCy, int minCz, int maxCx, int maxCy, int maxCz) {
    this.space = space;
    minX = Math.max(minCx, 0);
    minY = Math.max(minCy, 0);
    minZ = Math.max(minCz, 0);
    maxX = Math.min(maxCx, space.cellsX() - 1);
    maxY = Math.min(maxCy, space.cellsY() - 1);
    maxZ = Math.min(maxCz, space.cellsZ() - 1);
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

  /** Whether a cell of the world is wanted. */
  public boolean contains(int cell) {
    return runStart(cell) == cell;
  }

  /** The first wanted cell from {@code cell} on, or {@link Integer#MAX_VALUE}. */
  int runStart(int cell) {
    int cx = space.cellX(cell);
    int cy = space.cellY(cell);
    int cz = space.cellZ(cell);
    if (minX > maxX || minY > maxY || minZ > maxZ) {
      return Integer.MAX_VALUE;
    }
    if (cx > maxX) {
      cx = minX;
      cy++;
    } else if (cx < minX) {
      cx = minX;
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

  /** The last cell of the run that a wanted cell is in. */
  int runEnd(int wanted) {
    return wanted + maxX - space.cellX(wanted);
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
        state.idleBox(),
        state.totals(),
        state.previousDigest(),
        state.digest());
  }

  @Override
  public String toString() {
    return "cells [" + minX + ".." + maxX + "]x[" + minY + ".." + maxY + "]x[" + minZ + ".." + maxZ
        + "]";
  }
}
