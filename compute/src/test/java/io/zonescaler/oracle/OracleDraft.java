package io.zonescaler.oracle;

import io.zonescaler.game.Draft;
import io.zonescaler.world.Column;

/** Writes the columns of an entity that is being made; what a column cannot hold is a violation. */
record OracleDraft(OracleEntity entity, OracleOutcome outcome) implements Draft {
  @Override
  public long id() {
    return entity.id();
  }

  @Override
  public Draft set(Column column, double value) {
    return counted(entity.set(column, value));
  }

  @Override
  public Draft set(Column column, long value) {
    return counted(entity.set(column, value));
  }

  @Override
  public Draft set(Column column, byte[] value) {
    return counted(entity.set(column, value));
  }

  private Draft counted(boolean written) {
    if (!written) {
      outcome.violations++;
    }
    return this;
  }
}
