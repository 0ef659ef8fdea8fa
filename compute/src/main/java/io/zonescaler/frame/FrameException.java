package io.zonescaler.frame;

/**
 * A frame cannot be used; nothing of it was. The message says why, {@link #reason()} says it to a
 * program.
 */
public final class FrameException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why a frame cannot be used. */
  public enum Reason {
    /** The bytes end before the frame does. */
    TRUNCATED,
    /** The bytes are no frame, or not the ones that were written. */
    DAMAGED,
    /** Written by another version of the codec. */
    OTHER_VERSION,
    /** Written by a world with other settings or another schema. */
    FOREIGN_WORLD,
    /** In good order, but not the successor of the given state. */
    DOES_NOT_CHAIN,
    /** A part of a frame that lacks cells that are wanted. */
    PART_ONLY
  }

  private final Reason reason;

  FrameException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static FrameException damaged(String detail) {
    return new FrameException(Reason.DAMAGED, "the frame is damaged: " + detail);
  }

  /** Why the frame cannot be used. */
  public Reason reason() {
    return reason;
  }
}
