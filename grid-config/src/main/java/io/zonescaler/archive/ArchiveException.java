package io.zonescaler.archive;

import java.io.Serial;

/** A file that is no whole, undamaged world, or one that a game cannot take over. */
public final class ArchiveException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final String remedy;

  ArchiveException(String what, String remedy) {
    super(what);
    this.remedy = remedy;
  }

  /** What to do. */
  public String remedy() {
    return remedy;
  }
}
