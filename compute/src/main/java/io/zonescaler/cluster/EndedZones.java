package io.zonescaler.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which stored zones are over and can be removed: no map has them any more, and that for
 * some time. An owner that has slept through it may still write a late frame, which is then taken
 * for the first one of its tick; but before it hears of that, it hears that it owns the zone no
 * more, and nobody else reads it.
 *
 * <p>A record that is behind does no harm: zones that it does not know yet have ids that its newest
 * map has not given away.
 */
public final class EndedZones {
  private final long keepMillis;
  private final Map<Long, Long> since = new HashMap<>();

  /**
   * Knows of no zone.
   *
   * @param keepMillis how long a zone is kept after it was first seen to be over
   */
  public EndedZones(long keepMillis) {
    this.keepMillis = keepMillis;
  }

  /**
   * Looks at what is stored.
   *
   * @param control the record in force, or null
   * @param stored ids of zones of which something is stored; 0 stands for what is no zone's
   * @param nowMillis the time, from any origin
   * @return those of them that can be removed
   */
  public Set<Long> look(@Nullable ControlRecord control, Set<Long> stored, long nowMillis) {
    if (control == null) {
      return Set.of();
    }
    since.keySet().retainAll(stored);
    Set<Long> over = new HashSet<>();
    for (long zone : stored) {
      if (control.isOver(zone)) {
        if (nowMillis - since.computeIfAbsent(zone, z -> nowMillis) >= keepMillis) {
          over.add(zone);
        }
      } else {
        since.remove(zone);
      }
    }
    return over;
  }
}
