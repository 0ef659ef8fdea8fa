package io.zonescaler.oracle;

import io.zonescaler.game.Draft;
import io.zonescaler.game.Population;
import io.zonescaler.math.StableHash;
import io.zonescaler.state.Ids;
import io.zonescaler.world.Box;
import io.zonescaler.world.Kind;

/** The start population of one cell. */
final class OraclePopulation implements Population {
  private static final long SALT = 0x706f70L;

  private final OracleWorld world;
  private final int cell;
  private final Box box;
  private final OracleOutcome outcome = new OracleOutcome();
  private long draws;

  OraclePopulation(OracleWorld world, int cell) {
    this.world = world;
    this.cell = cell;
    box = world.space().cellBox(cell);
  }

  /** What was made so far. */
  OracleOutcome outcome() {
    return outcome;
  }

  @Override
  public double min(int axis) {
    return world.space().toUnits(axis, box.min(axis));
  }

  @Override
  public double max(int axis) {
    return world.space().toUnits(axis, box.max(axis));
  }

  @Override
  public int count(double density) {
    double size = (max(0) - min(0)) * (max(1) - min(1));
    if (world.space().dimensions() == 3) {
      size *= max(2) - min(2);
    }
    double expected = density * size;
    double whole = Math.floor(expected);
    return (int) whole + (random() < expected - whole ? 1 : 0);
  }

  @Override
  public double random() {
    return StableHash.unit(StableHash.hash(world.settings().seed(), SALT, cell, draws++));
  }

  @Override
  public Draft spawn(Kind kind) {
    double x = randomOn(0);
    double y = randomOn(1);
    double z = world.space().dimensions() == 3 ? randomOn(2) : 0;
    return spawn(kind, x, y, z);
  }

  private double randomOn(int axis) {
    return min(axis) + random() * (max(axis) - min(axis));
  }

  @Override
  public Draft spawn(Kind kind, double x, double y, double z) {
    world.requireSpawnable(kind);
    long id = Ids.populated(world.settings().seed(), cell, outcome.spawned.size());
    int qz = world.space().dimensions() == 3 ? place(2, z) : 0;
    OracleEntity made = new OracleEntity(id, kind, place(0, x), place(1, y), qz);
    outcome.spawned.add(made);
    return new OracleDraft(made, outcome);
  }

  private int place(int axis, double units) {
    int quanta = world.space().toQuanta(axis, units);
    return Math.max(box.min(axis), Math.min(quanta, box.max(axis) - 1));
  }
}
