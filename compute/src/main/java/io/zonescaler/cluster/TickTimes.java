package io.zonescaler.cluster;

/**
 * How one tick of a zone went on the node that made it: moments in milliseconds since 1970 by that
 * node's clock, none before the one it follows.
 *
 * @param zone the zone
 * @param tick the tick
 * @param dueMillis when it was due
 * @param freeMillis from when on the zone could turn to it: when it was due, or when the tick
 *     before was safe if that was later
 * @param lookedMillis when the node's loop looked whether it could start
 * @param readyMillis when all that it needs was there, and it was given to the node's threads
 * @param ranMillis when a thread began with it
 * @param madeMillis when that thread had made it, or its kernels had been given up
 * @param writtenMillis when its frame was given to the store
 * @param safeMillis when its frame was safe (invariant I2), and released
 * @param awaited the zone whose state came last, when the tick had to wait for one; else {@link
 *     #NOBODY} or {@link #CLOCK}
 * @param stalledMillis for how long, since {@code freeMillis}, the node's loop did not come round
 * @param exchangeMillis for how long, since then, the grid was exchanging who has which slots
 */
public record TickTimes(
    long zone,
    long tick,
    long dueMillis,
    long freeMillis,
    long lookedMillis,
    long readyMillis,
    long ranMillis,
    long madeMillis,
    long writtenMillis,
    long safeMillis,
    long awaited,
    long stalledMillis,
    long exchangeMillis) {
  /** The tick found all that it needs at once. */
  public static final long NOBODY = 0;

  /** It waited for the coordinator to let zones run so far. */
  public static final long CLOCK = -1;

  /** How late it was released, in milliseconds. */
  public long lateMillis() {
    return safeMillis - dueMillis;
  }

  /** The part of that which the ticks before have left. */
  public long behindMillis() {
    return freeMillis - dueMillis;
  }

  /** The part that is this tick's own. */
  public long ownMillis() {
    return safeMillis - freeMillis;
  }

  /** Until the node's loop looked at it. */
  public long loopMillis() {
    return lookedMillis - freeMillis;
  }

  /** Until all that it needs was there. */
  public long waitMillis() {
    return readyMillis - lookedMillis;
  }

  /** Until there was a thread for it. */
  public long queueMillis() {
    return ranMillis - readyMillis;
  }

  /** Until it had been run and encoded. */
  public long kernelMillis() {
    return madeMillis - ranMillis;
  }

  /** Until its frame was safe; it waits a little so that frames of several zones go together. */
  public long commitMillis() {
    return safeMillis - madeMillis;
  }
}
