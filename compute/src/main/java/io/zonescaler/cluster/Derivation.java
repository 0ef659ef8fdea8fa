package io.zonescaler.cluster;

import io.zonescaler.frame.FrameCodec;
import io.zonescaler.frame.FrameException;
import io.zonescaler.frame.FrameHeader;
import io.zonescaler.state.ZoneState;
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
 * @param predecessor the state one tick before, or null if the state was taken from a snapshot
 * @param predecessorFrame the predecessor's frame, if known
 */
record Derivation(
    @Nullable ZoneState state,
    byte @Nullable [] frame,
    @Nullable ZoneState predecessor,
    byte @Nullable [] predecessorFrame) {

  /**
   * Derives from what the store gave for a zone's snapshots and ring of frames; damaged values are
   * as if absent.
   */
  static Derivation of(
      FrameCodec codec, List<byte @Nullable []> snapshots, List<byte @Nullable []> frames) {
    ZoneState state = null;
    for (byte[] bytes : snapshots) {
      ZoneState candidate = bytes == null ? null : snapshotOrNull(codec, bytes);
      if (candidate != null && (state == null || candidate.tick() > state.tick())) {
        state = candidate;
      }
    }
    TreeMap<Long, byte[]> byTick = new TreeMap<>();
    for (byte[] frame : frames) {
      FrameHeader header = frame == null ? null : headerOrNull(frame);
      if (frame != null && header != null) {
        byTick.put(header.tick(), frame);
        if (header.full() && (state == null || header.tick() > state.tick())) {
          ZoneState first = snapshotOrNull(codec, frame);
          state = first != null ? first : state;
        }
      }
    }
    if (state == null) {
      return new Derivation(null, null, null, null);
    }
    byte[] frame = byTick.get(state.tick());
    ZoneState predecessor = null;
    byte[] predecessorFrame = null;
    byte[] next = byTick.get(state.tick() + 1);
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
      next = byTick.get(state.tick() + 1);
    }
    return new Derivation(state, frame, predecessor, predecessorFrame);
  }

  private static @Nullable ZoneState snapshotOrNull(FrameCodec codec, byte[] bytes) {
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
