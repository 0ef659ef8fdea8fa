package io.zonescaler.cluster;

import io.zonescaler.zone.Zone;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last ticks of a node's own zones that were slow, and why. A tick is slow if it was released
 * when the zone's next one was due already. Thread-safe.
 */
public final class SlowTicks implements NodeListener {
  private static final int KEPT = 200;

  /** What has kept a tick. */
  public enum Cause {
    /** Its kernels ran long. */
    KERNEL,
    /** It waited for a thread: those of the node were busy with other zones. */
    QUEUE,
    /** It waited for another zone's state of the tick before. */
    SOURCE,
    /** Its frame was long on its way to the backups. */
    COMMIT,
    /** The same, or it waited for a thread, while the grid exchanged who has which slots. */
    EXCHANGE,
    /** The node's loop did not come round: a pause of the collector, or no core was free. */
    STALL,
    /** The coordinator had not let zones run so far. */
    CLOCK,
    /** The zone was being read from the store, as it had changed its owner. */
    TAKEOVER
  }

  /**
   * A slow tick.
   *
   * @param times how it went
   * @param cause why it was slow; if it was only behind because of the tick before, then that one's
   * @param source the zone that it waited for, if that is the cause; else 0
   * @param sourceNode who owned that zone, as far as this node could tell; empty if unknown
   */
  public record SlowTick(TickTimes times, Cause cause, long source, String sourceNode) {}

  private final WorldAccess access;
  private final double budgetMillis;
  private final ArrayDeque<SlowTick> newest = new ArrayDeque<>();
  private final Map<Long, SlowTick> lastOfZones = new HashMap<>();
  private final EnumMap<Cause, Long> counts = new EnumMap<>(Cause.class);

  /** Nothing yet of a node; it hears of ticks when it is one of the node's listeners. */
  public SlowTicks(WorldAccess access) {
    this.access = access;
    budgetMillis = 1000.0 / access.world().settings().tickRate();
  }

  /** How late a tick may be, in milliseconds: the time from one tick to the next. */
  public double budgetMillis() {
    return budgetMillis;
  }

  @Override
  public synchronized void ticked(TickTimes times) {
    SlowTick before = lastOfZones.remove(times.zone());
    if (times.lateMillis() <= budgetMillis) {
      return;
    }
    boolean follows = before != null && before.times.tick() == times.tick() - 1;
    SlowTick slow = explain(times, follows ? before : null);
    lastOfZones.put(times.zone(), slow);
    counts.merge(slow.cause, 1L, Long::sum);
    newest.addFirst(slow);
    if (newest.size() > KEPT) {
      newest.removeLast();
    }
  }

  private SlowTick explain(TickTimes times, @Nullable SlowTick before) {
    Cause own = cause(times, budgetMillis);
    if (own == null) {
      return before == null
          ? new SlowTick(times, Cause.TAKEOVER, 0, "")
          : new SlowTick(times, before.cause, before.source, before.sourceNode);
    }
    return own == Cause.SOURCE
        ? new SlowTick(times, own, times.awaited(), ownerOf(times.awaited()))
        : new SlowTick(times, own, 0, "");
  }

  /**
   * What kept a slow tick; null if nothing did, and only the tick before was late. Most of the time
   * that it took itself decides: a stall if the loop stood for half of it, else its longest part.
   */
  static @Nullable Cause cause(TickTimes times, double budgetMillis) {
    long own = times.ownMillis();
    if (own <= budgetMillis) {
      return null;
    }
    if (2 * times.stalledMillis() >= own) {
      return Cause.STALL;
    }
    Map<Cause, Long> parts = new EnumMap<>(Cause.class);
    parts.put(Cause.STALL, times.loopMillis());
    parts.put(times.awaited() == TickTimes.CLOCK ? Cause.CLOCK : Cause.SOURCE, times.waitMillis());
    parts.put(Cause.QUEUE, times.queueMillis());
    parts.put(Cause.KERNEL, times.kernelMillis());
    parts.put(Cause.COMMIT, times.commitMillis());
    Cause longest = Cause.STALL;
    for (Map.Entry<Cause, Long> part : parts.entrySet()) {
      longest = part.getValue() > parts.getOrDefault(longest, 0L) ? part.getKey() : longest;
    }
    boolean needsGrid = longest == Cause.QUEUE || longest == Cause.COMMIT;
    return needsGrid && 2 * times.exchangeMillis() >= own ? Cause.EXCHANGE : longest;
  }

  private String ownerOf(long zone) {
    ControlRecord control = access.control();
    Zone found = control == null ? null : control.find(zone);
    return found == null ? "" : access.ownership().owner(found.slot());
  }

  @Override
  public synchronized void controlled(ControlRecord record) {
    lastOfZones.keySet().retainAll(record.zones());
  }

  /** The slow ticks that are kept, the newest first. */
  public synchronized List<SlowTick> newest() {
    return new ArrayList<>(newest);
  }

  /** How many ticks a cause has made slow, since this node has begun. */
  public synchronized long count(Cause cause) {
    return counts.getOrDefault(cause, 0L);
  }
}
