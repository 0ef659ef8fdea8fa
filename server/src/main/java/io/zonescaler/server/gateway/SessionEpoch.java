package io.zonescaler.server.gateway;

/**
 * What a session's epoch says: a count that grows with each session and each resumption, the
 * session, and the gateway that has it. From the highest bit: a 0, 28 bits of count, 20 of the
 * session, 15 of the gateway's incarnation.
 */
final class SessionEpoch {
  /** Sessions are numbers below this, by chance. */
  static final int SESSIONS = 1 << 20;

  private static final int GATEWAY_BITS = 15;
  private static final int SESSION_BITS = 20;

  private SessionEpoch() {}

  /**
   * An epoch that is later than another one; 0 for none. That of a new session is also later than
   * that of a session which is resumed at the same time.
   */
  static long after(long earlier, int session, int incarnation, boolean resumed) {
    long count = (earlier >>> (GATEWAY_BITS + SESSION_BITS)) + (resumed ? 1 : 2);
    return (count << SESSION_BITS | session) << GATEWAY_BITS | gateway(incarnation);
  }

  /** The session of an epoch. */
  static int session(long epoch) {
    return (int) (epoch >>> GATEWAY_BITS) & (SESSIONS - 1);
  }

  /** Whether an epoch is of the same session as an earlier one. */
  static boolean continues(long epoch, long earlier) {
    return epoch >= earlier && session(epoch) == session(earlier);
  }

  /** The gateway of an epoch, as {@link #gateway(int)} names it. */
  static int gateway(long epoch) {
    return (int) epoch & ((1 << GATEWAY_BITS) - 1);
  }

  /** What an epoch tells of an incarnation. */
  static int gateway(int incarnation) {
    return incarnation & ((1 << GATEWAY_BITS) - 1);
  }
}
