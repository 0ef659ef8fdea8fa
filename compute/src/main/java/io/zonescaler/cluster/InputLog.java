package io.zonescaler.cluster;

import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Box;
import java.util.ArrayList;
import java.util.HashMap;
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

  /** What an entry and an input take besides the payload, roughly. */
  private static final int ENTRY_BYTES = 160;

  private static final int INPUT_BYTES = 96;

  private final long capacity;
  private final Map<Long, Long> newestTicks = new HashMap<>();
  private final TreeMap<Long, Map<Long, Entry>> byTick = new TreeMap<>();
  private long bytes;
  private long completeFrom;

  /** A log that keeps about {@code capacity} bytes; the oldest ticks go first. */
  public InputLog(long capacity) {
    this.capacity = capacity;
  }

  @Override
  public synchronized void released(ZoneState state, byte[] frame, boolean own) {
    if (!own || capacity == 0) {
      return;
    }
    Long before = newestTicks.put(state.zone(), state.tick());
    boolean gap = before == null ? state.previousDigest() != 0 : state.tick() > before + 1;
    if (gap) {
      // Another node made the zone's ticks before this one.
      completeFrom = Math.max(completeFrom, state.tick());
    }
    if (state.inputs().isEmpty() && state.idleBox() == null) {
      return;
    }
    List<PlayerInput> inputs = state.inputs().stream().map(InputOutcome::input).toList();
    Entry entry = new Entry(state.zone(), state.tick(), inputs, state.idleBox());
    if (byTick.computeIfAbsent(state.tick(), t -> new TreeMap<>()).put(state.zone(), entry)
        == null) {
      bytes += bytes(entry);
    }
    while (bytes > capacity && byTick.size() > 1) {
      Map.Entry<Long, Map<Long, Entry>> oldest = byTick.pollFirstEntry();
      completeFrom = Math.max(completeFrom, oldest.getKey() + 1);
      oldest.getValue().values().forEach(e -> bytes -= bytes(e));
    }
  }

  @Override
  public synchronized void controlled(ControlRecord record) {
    newestTicks.keySet().retainAll(record.zones());
  }

  private static long bytes(Entry entry) {
    long sum = ENTRY_BYTES;
    for (PlayerInput input : entry.inputs()) {
      sum += INPUT_BYTES + input.payload().length;
    }
    return sum;
  }

  /** About what the kept entries take, in bytes. */
  public synchronized long bytes() {
    return bytes;
  }

  /** The first tick from which on this node has made all ticks of its zones and kept all inputs. */
  public synchronized long completeFrom() {
    return completeFrom;
  }

  /**
   * Entries of ticks from {@code from} to {@code to}, both inclusive, by tick and zone; those of
   * later ticks are left out once {@code most} are found.
   */
  public synchronized List<Entry> entries(long from, long to, int most) {
    List<Entry> out = new ArrayList<>();
    if (from <= to) {
      for (Map<Long, Entry> tick : byTick.subMap(from, true, to, true).values()) {
        if (out.size() >= most) {
          break;
        }
        out.addAll(tick.values());
      }
    }
    return out;
  }
}
