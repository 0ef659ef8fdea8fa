package io.zonescaler.client.update;

import io.zonescaler.client.update.UpdateLayout.ColumnType;

/** How changes are packed. */
public final class ChangeFormat {
  /** Values that have a width in common. */
  public static final int BLOCK = 16;

  private static final int[] WIDTH_OF_CODE = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 32, 64
  };

  private ChangeFormat() {}

  /** Bits per value of a code from 0 to 15. */
  static int width(int code) {
    return WIDTH_OF_CODE[code];
  }

  /** Whether values of a column may be written as differences from the change before. */
  public static boolean isPredicted(ColumnType type) {
    return type == ColumnType.FIXED || type == ColumnType.I32;
  }
}
