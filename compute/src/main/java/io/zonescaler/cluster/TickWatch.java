package io.zonescaler.cluster;

/** Notes when what happens to a zone's next tick. Only the node's loop touches it. */
final class TickWatch {
  private static final long NEVER = Long.MIN_VALUE;

  private long beforeMillis = NEVER;
  private long lookedMillis = NEVER;
  private long awaited = TickTimes.NOBODY;
  private long dueMillis;
  private long readyMillis = NEVER;
  private boolean again;
  private long ranMillis;
  private long madeMillis;
  private long writtenMillis;

  /** From now on the zone waits for its next tick. */
  void free(long now) {
    beforeMillis = now;
    lookedMillis = NEVER;
    awaited = TickTimes.NOBODY;
    readyMillis = NEVER;
    again = false;
  }

  /** The tick is due, and the node looks whether it can start. */
  void looked(long now) {
    lookedMillis = lookedMillis == NEVER ? now : lookedMillis;
  }

  /** It cannot start yet, for want of a zone's state or of {@link TickTimes#CLOCK}. */
  void awaits(long zone) {
    awaited = zone;
  }

  /** The tick starts; a second time if its kernels have failed or have been given up. */
  void starts(long now, double due) {
    again = readyMillis != NEVER;
    if (!again) {
      readyMillis = now;
      dueMillis = (long) Math.ceil(due);
    }
  }

  /** A thread has made it. */
  void ran(long fromMillis, long toMillis) {
    ranMillis = again ? readyMillis : fromMillis;
    madeMillis = toMillis;
  }

  void written(long now) {
    writtenMillis = now;
  }

  /** How it went, when it is safe. */
  TickTimes times(long zone, long tick, long now, Spans stalls, Spans exchanges) {
    long free = Math.max(beforeMillis, dueMillis);
    // The clock may have been moved since it was looked at first.
    return new TickTimes(
        zone,
        tick,
        dueMillis,
        free,
        Math.max(free, lookedMillis),
        Math.max(free, readyMillis),
        Math.max(free, ranMillis),
        madeMillis,
        writtenMillis,
        now,
        awaited,
        stalls.within(free, now),
        exchanges.within(free, now));
  }
}
