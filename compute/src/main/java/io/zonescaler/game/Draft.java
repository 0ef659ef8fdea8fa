package io.zonescaler.game;

import io.zonescaler.world.Column;

/** The columns of an entity that is being made; columns that are not set are zero or empty. */
public interface Draft {
  /** The new entity's id. */
  long id();

  /**
   * Sets a real-valued column ({@code FIXED}, {@code F32}, {@code F64}), rounded to what the column
   * can hold.
   */
  Draft set(Column column, double value);

  /** Sets an integer column ({@code I32}, {@code I64}). */
  Draft set(Column column, long value);

  /** Sets a byte string column; the array is copied. */
  Draft set(Column column, byte[] value);
}
