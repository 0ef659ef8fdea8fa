package io.zonescaler.cluster;

import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The recorded inputs of a world's ticks: accepted players' inputs and idle boxes. With a start
 * state they define everything that followed (invariant I3). Thread-safe.
 */
public final class InputLog implements NodeListener {
  /**
   * What one zone recorded in one tick.
   *
   * @param zone the zone
   * @param tick the tick
   * @param inputs accepted inputs, in canonical order
   * @param idleBox the zone's box if it was idle, or null
   */
  public record Entry(long zone, long tick, List<PlayerInput> inputs, @Nullable Box idleBox) {}

  private final int capacity;
  private final TreeMap<Long, Map<Long, Entry>> byTick = new TreeMap<>();
  private int size;
  private long completeFrom;

  /** A log that keeps about {@code capacity} inputs; the oldest ticks go first. */
  public InputLog(int capacity) {
    this.capacity = capacity;
  }

  @Override
  public synchronized void released(ZoneState state, byte[] frame, boolean own) {
    if (!own || (state.inputs().isEmpty() && state.idleBox() == null)) {
      return;
    }
    List<PlayerInput> inputs = state.inputs().stream().map(InputOutcome::input).toList();
    Entry entry = new Entry(state.zone(), state.tick(), inputs, state.idleBox());
    if (byTick.computeIfAbsent(state.tick(), t -> new TreeMap<>()).put(state.zone(), entry)
        == null) {
      size += 1 + inputs.size();
    }
    while (size > capacity && byTick.size() > 1) {
      Map.Entry<Long, Map<Long, Entry>> oldest = byTick.pollFirstEntry();
      completeFrom = oldest.getKey() + 1;
      oldest.getValue().values().forEach(e -> size -= 1 + e.inputs().size());
    }
  }

  /** The first tick from which on nothing has been dropped. */
  public synchronized long completeFrom() {
    return completeFrom;
  }

  /** Entries of ticks from {@code from} to {@code to}, both inclusive, by tick and zone. */
  public synchronized List<Entry> entries(long from, long to) {
    List<Entry> out = new ArrayList<>();
    byTick.subMap(from, true, to, true).values().forEach(zones -> out.addAll(zones.values()));
    return out;
  }
}
