package io.zonescaler.game;

import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Space;

/** An entity as it is at one tick, to be looked at. Valid during the call that it is given to. */
public final class EntityView {
  private final Space space;
  private EntityTable table;
  private int row;

  /** A view of a row; {@link #of} makes it one of another. */
  public EntityView(Space space, EntityTable table, int row) {
    this.space = space;
    this.table = table;
    this.row = row;
  }

  /** This view, now of another row. */
  public EntityView of(EntityTable newTable, int newRow) {
    table = newTable;
    row = newRow;
    return this;
  }

  /** Its id. */
  public long id() {
    return table.id[row];
  }

  /** Its kind. */
  public Kind kind() {
    return table.kind;
  }

  /** Its place on an axis (0, 1 or 2), in the game's unit. */
  public double at(int axis) {
    return space.toUnits(axis, axis == 0 ? table.x[row] : axis == 1 ? table.y[row] : table.z[row]);
  }

  /**
   * Value of a column of real numbers.
   *
   * @throws IllegalArgumentException if its kind does not have the column
   */
  public double real(Column column) {
    return table.real(own(column), row);
  }

  /**
   * Value of an integer column.
   *
   * @throws IllegalArgumentException if its kind does not have the column
   */
  public long integer(Column column) {
    return table.integer(own(column), row);
  }

  /**
   * Value of a column of byte strings; not to be modified.
   *
   * @throws IllegalArgumentException if its kind does not have the column
   */
  public byte[] bytes(Column column) {
    return table.bytes[own(column).lane()][row];
  }

  /** Another kind's column would be read as one of this kind's. */
  private Column own(Column column) {
    if (column.kind() != table.kind) {
      throw new IllegalArgumentException(
          column + " is no column of kind " + table.kind.name() + "; look at kind() first");
    }
    return column;
  }
}
