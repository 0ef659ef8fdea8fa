package io.zonescaler.cluster;

import io.zonescaler.cluster.ClusterView.AuditCounters;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How the world is, as one node sees it: what health checks answer. Thread-safe. */
public final class WorldHealth {
  /** What the world does. */
  public enum State {
    /** It has not made its first tick. */
    WAITING,
    /** It makes ticks. */
    RUNNING,
    /** It stands still because it was told to. */
    PAUSED,
    /** It stands still, and nobody has told it to. */
    STALLED
  }

  /** A world that is not paused and has made no tick for so long is stalled. */
  private static final long STALLED_MILLIS = 3_000;

  private final WorldAccess access;
  private final LongSupplier clockMillis;
  private long tick = -1;
  private long tickMillis;

  /** The health of the world that {@code access} shows. */
  public WorldHealth(WorldAccess access, LongSupplier clockMillis) {
    this.access = access;
    this.clockMillis = clockMillis;
  }

  /** What the world does; it must be asked now and then to know since when there was no tick. */
  public synchronized State state() {
    ControlRecord control = access.control();
    long newest = access.view().audit().tick();
    if (newest != tick) {
      tick = newest;
      tickMillis = clockMillis.getAsLong();
    }
    if (control == null || newest < 0) {
      return State.WAITING;
    }
    if (control.pauseAt() <= newest) {
      return State.PAUSED;
    }
    return silentMillis() > STALLED_MILLIS ? State.STALLED : State.RUNNING;
  }

  private long silentMillis() {
    return clockMillis.getAsLong() - tickMillis;
  }

  /** Why this node is not ready for players, as one sentence; null if it is ready. */
  public synchronized @Nullable String notReady() {
    AuditCounters audit = access.view().audit();
    if (access.control() == null) {
      return "there is no control record: no world has been created, or no coordinator is reachable";
    }
    if (!audit.ok()) {
      return "the audit is broken: " + audit.firstBreak();
    }
    return switch (state()) {
      case WAITING -> "the world has not made its first tick yet";
      case STALLED ->
          !access.trouble().isEmpty()
              ? access.trouble()
              : "the world does not advance: no zone-complete tick after "
                  + tick
                  + " for "
                  + silentMillis()
                  + " ms";
      case RUNNING, PAUSED -> null;
    };
  }
}
