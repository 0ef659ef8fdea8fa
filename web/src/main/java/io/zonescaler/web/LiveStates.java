package io.zonescaler.web;

import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.NodeListener;
import io.zonescaler.state.ZoneState;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last few states of every zone that the node tells of, so that the world can be shown at
 * a tick that all zones have. Keeps only the newest of each while nobody looks. Thread-safe; the
 * node's loop only ever waits for a few array writes.
 */
final class LiveStates implements NodeListener {
  /** Zones of one world may be some ticks apart; a power of two. */
  private static final int KEPT = 16;

  private final Map<Long, @Nullable ZoneState[]> byZone = new HashMap<>();
  private boolean looking;
  private long newestTick = -1;
  private long ownFrameBytes;
  private long ownFrames;

  /** Whether more than the newest state of each zone is needed. */
  synchronized void looking(boolean now) {
    looking = now;
  }

  @Override
  public synchronized void released(ZoneState state, byte[] frame, boolean own) {
    @Nullable ZoneState[] ring = byZone.computeIfAbsent(state.zone(), z -> new ZoneState[KEPT]);
    if (!looking) {
      Arrays.fill(ring, null);
    }
    ring[(int) (state.tick() % KEPT)] = state;
    newestTick = Math.max(newestTick, state.tick());
    if (own) {
      ownFrames++;
      ownFrameBytes += frame.length;
    }
  }

  @Override
  public synchronized void controlled(ControlRecord record) {
    byZone.keySet().removeIf(id -> record.maps().stream().allMatch(m -> m.map().find(id) == null));
  }

  /**
   * The world at the newest tick after {@code after} that all zones have; null if there is none.
   */
  synchronized @Nullable WorldTick newest(@Nullable ControlRecord control, long after) {
    if (control == null) {
      return null;
    }
    for (long tick = newestTick; tick > after && tick > newestTick - KEPT; tick--) {
      WorldTick complete = at(control, tick);
      if (complete != null) {
        return complete;
      }
    }
    return null;
  }

  private @Nullable WorldTick at(ControlRecord control, long tick) {
    ZoneMap map = control.mapAt(tick);
    if (map == null) {
      return null;
    }
    List<ZoneState> states = new ArrayList<>(map.size());
    for (Zone zone : map.zones()) {
      @Nullable ZoneState[] ring = byZone.get(zone.id());
      ZoneState state = ring == null ? null : ring[(int) (tick % KEPT)];
      if (state == null || state.tick() != tick) {
        return null;
      }
      states.add(state);
    }
    return new WorldTick(tick, map, states);
  }

  /** What of the ticks in {@code (from, to)} is still known, oldest first. */
  synchronized List<ZoneState> between(long from, long to) {
    List<ZoneState> out = new ArrayList<>();
    for (long tick = Math.max(from + 1, to - KEPT + 1); tick < to; tick++) {
      for (@Nullable ZoneState[] ring : byZone.values()) {
        ZoneState state = ring[(int) (tick % KEPT)];
        if (state != null && state.tick() == tick) {
          out.add(state);
        }
      }
    }
    return out;
  }

  /** By zone, how many ticks it is behind the most advanced one, as far as is known here. */
  synchronized Map<Long, Integer> behind() {
    Map<Long, Integer> out = new HashMap<>();
    byZone.forEach(
        (zone, ring) -> {
          long newest =
              Arrays.stream(ring)
                  .filter(Objects::nonNull)
                  .mapToLong(ZoneState::tick)
                  .max()
                  .orElse(newestTick);
          out.put(zone, (int) Math.min(Integer.MAX_VALUE, newestTick - newest));
        });
    return out;
  }

  /** Newest tick of any zone that the node has told of; -1 before the first. */
  synchronized long newestTick() {
    return newestTick;
  }

  /** Frames that this node made. */
  synchronized long ownFrames() {
    return ownFrames;
  }

  /** Their bytes. */
  synchronized long ownFrameBytes() {
    return ownFrameBytes;
  }
}
