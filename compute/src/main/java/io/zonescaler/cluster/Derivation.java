package io.zonescaler.cluster;

import io.zonescaler.cluster.NodeReport.TickTotals;
import io.zonescaler.frame.FrameCodec;
import io.zonescaler.frame.FrameException;
import io.zonescaler.frame.FrameHeader;
import io.zonescaler.state.ZoneState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Derives a zone's newest stored state: the newest complete snapshot plus the frames after it
 * (invariant I7). Recovery, a takeover, a late follower and a move are all this.
 *
 * @param state the newest state that the stored values define, or null if they define none
 * @param frame its stored frame, or null if the state is a snapshot whose own frame is not stored
 *     any more
 * @param predecessor the state one tick before, which neighbours may still need; null only if
 *     nothing defines it
 * @param predecessorFrame the predecessor's frame, if known
 * @param snapshotTick tick of the newest stored snapshot; -1 if there is none
 * @param totals totals of the states on the way, oldest first
 */
public record Derivation(
    @Nullable ZoneState state,
    byte @Nullable [] frame,
    @Nullable ZoneState predecessor,
    byte @Nullable [] predecessorFrame,
    long snapshotTick,
    List<TickTotals> totals) {

  /** A state that was derived elsewhere. */
  static Derivation of(ZoneState state, byte[] frame) {
    return new Derivation(state, frame, null, null, -1, List.of(totals(state)));
  }

  /**
   * Derives from what the store gave for a zone's snapshots and ring of frames; damaged values are
   * as if absent.
   */
  public static Derivation of(
      FrameCodec codec, List<byte @Nullable []> snapshots, List<byte @Nullable []> frames) {
    TreeMap<Long, byte[]> framesByTick = byTick(frames);
    TreeMap<Long, byte[]> bases = byTick(snapshots);
    long snapshotTick = bases.isEmpty() ? -1 : bases.lastKey();
    framesByTick.forEach(
        (tick, frame) -> {
          if (FrameCodec.header(frame).full()) {
            bases.putIfAbsent(tick, frame);
          }
        });
    Derivation best = new Derivation(null, null, null, null, snapshotTick, List.of());
    for (byte[] bytes : bases.descendingMap().values()) {
      ZoneState base = fullOrNull(codec, bytes);
      if (base == null) {
        continue;
      }
      Derivation found = walk(codec, base, framesByTick, snapshotTick);
      ZoneState newest = found.state;
      ZoneState known = best.state;
      if (newest != null && (known == null || newest.tick() >= known.tick())) {
        best = found;
      }
      if (best.predecessor != null) {
        break;
      }
      // The newest snapshot is of the newest tick: the tick before is derived from an older one.
    }
    return best;
  }

  /**
   * Derives from a safe state that is known, and what the store gave for a zone's snapshots and the
   * frames after that state. Without a state if those do not follow it one after the other.
   */
  static Derivation from(
      FrameCodec codec,
      ZoneState known,
      byte[] knownFrame,
      List<byte @Nullable []> snapshots,
      List<byte @Nullable []> later) {
    TreeMap<Long, byte[]> bases = byTick(snapshots);
    TreeMap<Long, byte[]> frames = byTick(later);
    frames.put(known.tick(), knownFrame);
    long snapshotTick = bases.isEmpty() ? -1 : bases.lastKey();
    Derivation found = walk(codec, known, frames, snapshotTick);
    ZoneState newest = found.state;
    return newest != null && frames.lastKey() == newest.tick()
        ? found
        : new Derivation(null, null, null, null, snapshotTick, List.of());
  }

  private static Derivation walk(
      FrameCodec codec, ZoneState base, TreeMap<Long, byte[]> frames, long snapshotTick) {
    List<TickTotals> totals = new ArrayList<>();
    totals.add(totals(base));
    ZoneState state = base;
    byte[] frame = frames.get(base.tick());
    ZoneState predecessor = null;
    byte[] predecessorFrame = null;
    byte[] next = frames.get(base.tick() + 1);
    while (next != null) {
      ZoneState after;
      try {
        after = codec.decode(state, next);
      } catch (FrameException broken) {
        break;
      }
      predecessor = state;
      predecessorFrame = frame;
      state = after;
      frame = next;
      totals.add(totals(state));
      next = frames.get(state.tick() + 1);
    }
    return new Derivation(state, frame, predecessor, predecessorFrame, snapshotTick, totals);
  }

  static TickTotals totals(ZoneState state) {
    return new TickTotals(state.tick(), state.zone(), state.totals());
  }

  private static TreeMap<Long, byte[]> byTick(Collection<byte @Nullable []> values) {
    TreeMap<Long, byte[]> sorted = new TreeMap<>();
    for (byte[] value : values) {
      FrameHeader header = value == null ? null : headerOrNull(value);
      if (value != null && header != null) {
        sorted.put(header.tick(), value);
      }
    }
    return sorted;
  }

  private static @Nullable ZoneState fullOrNull(FrameCodec codec, byte[] bytes) {
    try {
      return codec.decode(null, bytes);
    } catch (FrameException damaged) {
      return null;
    }
  }

  private static @Nullable FrameHeader headerOrNull(byte[] frame) {
    try {
      return FrameCodec.header(frame);
    } catch (FrameException damaged) {
      return null;
    }
  }
}
