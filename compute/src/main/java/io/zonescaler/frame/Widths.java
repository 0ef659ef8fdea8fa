package io.zonescaler.frame;

/** The 16 bit widths in which numbers are packed, each named by a 4-bit code. */
public final class Widths {
  private static final int[] OF_CODE = {0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 32, 64};
  private static final byte[] CODE_OF_LENGTH = new byte[65];

  static {
    for (int length = 0; length <= 64; length++) {
      byte code = 0;
      while (OF_CODE[code] < length) {
        code++;
      }
      CODE_OF_LENGTH[length] = code;
    }
  }

  private Widths() {}

  /** Code of the narrowest width that holds every value whose bits are all in {@code union}. */
  public static int codeFor(long union) {
    return CODE_OF_LENGTH[64 - Long.numberOfLeadingZeros(union)];
  }

  /** Bits per value of a code from 0 to 15. */
  public static int ofCode(int code) {
    return OF_CODE[code];
  }
}
