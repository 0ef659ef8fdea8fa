package io.zonescaler.tick;

import io.zonescaler.game.Draft;
import io.zonescaler.game.Population;
import io.zonescaler.game.RemoteGame;
import io.zonescaler.game.World;
import io.zonescaler.math.StableHash;
import io.zonescaler.state.Ids;
import io.zonescaler.state.VariableValues;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Box;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Space;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes state(z,0), the start population of a zone. It is made per world cell, from the world's
 * seed and the cell alone (invariant I8): a zone asks for all cells that its box touches and keeps
 * what lies in the box.
 */
public final class StartPopulation implements WorldStart {
  private static final long SALT = 0x706f70L;

  private final World world;
  private final Space space;

  /** The start population of a world. */
  public StartPopulation(World world) {
    this.world = world;
    space = world.space();
  }

  @Override
  public long tick() {
    return 0;
  }

  @Override
  public VariableValues variables() {
    return VariableValues.initial(world.schema());
  }

  @Override
  public ZoneState of(long zone, long mapVersion, Box box) {
    EffectBuffer made = new EffectBuffer(world);
    made.clear(0);
    List<CellPopulation> cells = new ArrayList<>();
    CellRegion region = new CellRegion(space, box, 0);
    for (int cz = region.minZ; cz < region.minZ + region.sizeZ; cz++) {
      for (int cy = region.minY; cy < region.minY + region.sizeY; cy++) {
        for (int cx = region.minX; cx < region.minX + region.sizeX; cx++) {
          cells.add(new CellPopulation(made, space.cellAt(cx, cy, cz)));
        }
      }
    }
    cells.forEach(
        world.game() instanceof RemoteGame remote
            ? remote.populate(cells)
            : world.game()::populate);
    return new StateBuilder(world)
        .start(zone, tick(), mapVersion, box, List.of(made.children), List.of(), variables());
  }

  private final class CellPopulation implements Population {
    private final EffectBuffer made;
    private final int cell;
    private final Box box;
    private int draws;
    private int ordinal;

    CellPopulation(EffectBuffer made, int cell) {
      this.made = made;
      this.cell = cell;
      box = space.cellBox(cell);
    }

    @Override
    public double min(int axis) {
      return space.toUnits(axis, box.min(axis));
    }

    @Override
    public double max(int axis) {
      return space.toUnits(axis, box.max(axis));
    }

    @Override
    public int count(double density) {
      double expected = density;
      for (int axis = 0; axis < space.dimensions(); axis++) {
        expected *= max(axis) - min(axis);
      }
      int whole = (int) Math.floor(expected);
      return whole + (random() < expected - whole ? 1 : 0);
    }

    @Override
    public double random() {
      return StableHash.unit(StableHash.hash(world.settings().seed(), SALT, cell, draws++));
    }

    @Override
    public Draft spawn(Kind kind) {
      double x = min(0) + random() * (max(0) - min(0));
      double y = min(1) + random() * (max(1) - min(1));
      double z = space.dimensions() == 3 ? min(2) + random() * (max(2) - min(2)) : 0;
      return spawn(kind, x, y, z);
    }

    @Override
    public Draft spawn(Kind kind, double x, double y, double z) {
      if (kind.role() != Kind.Role.ENTITY) {
        throw new IllegalArgumentException("a start population cannot have a '" + kind + "'");
      }
      int qx = inside(0, space.toQuanta(0, x));
      int qy = inside(1, space.toQuanta(1, y));
      int qz = space.dimensions() == 3 ? inside(2, space.toQuanta(2, z)) : 0;
      return made.add(kind, Ids.populated(world.settings().seed(), cell, ordinal++), qx, qy, qz);
    }

    private int inside(int axis, int q) {
      return Math.max(box.min(axis), Math.min(q, box.max(axis) - 1));
    }
  }
}
