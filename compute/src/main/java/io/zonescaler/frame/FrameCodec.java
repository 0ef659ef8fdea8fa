package io.zonescaler.frame;

import io.zonescaler.frame.FrameException.Reason;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Schema;
import io.zonescaler.world.Space;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Turns state(z,T) into frame(z,T), given state(z,T-1), and back, bit for bit. A <i>delta</i> frame
 * has what changed, a <i>full</i> frame everything. The content is the idle box if there is one,
 * the {@linkplain TableEncoder table} of each kind, then messages, events and inputs.
 *
 * <p>Frames are the same bytes for the same states on every machine. A decoder trusts nothing: it
 * either gives the state that was encoded or throws a {@link FrameException}; a frame with a forged
 * digest can at most give a wrong state, never another failure, and makes it allocate at most in
 * proportion to the frame and the previous state.
 *
 * <p>Thread-safe. The working arrays of a call are kept for later calls, as many sets as there were
 * calls at once.
 */
public final class FrameCodec {
  /** Version of the format; frames of another version are refused. */
  public static final int VERSION = 1;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MOST_KEPT_BYTES = 1 << 24;

  private final Schema schema;
  private final Space space;
  private final long world;
  private final ConcurrentLinkedQueue<FrameBody> bodies = new ConcurrentLinkedQueue<>();

  /** A codec for the frames of one world; {@code worldChecksum} covers its settings. */
  public FrameCodec(Schema schema, Space space, long worldChecksum) {
    this.schema = schema;
    this.space = space;
    world = Digest64.mix(schema.checksum() + Digest64.mix(worldChecksum));
  }

  // ---- for those who only carry frames

  /**
   * The digest that the frame ends with, unchecked.
   *
   * @throws FrameException if there are not even 8 bytes
   */
  public static long digest(byte[] frame) {
    if (frame.length < Long.BYTES) {
      throw new FrameException(
          Reason.TRUNCATED, "the frame is truncated: it has " + frame.length + " bytes");
    }
    return (long) LONG.get(frame, frame.length - Long.BYTES);
  }

  /**
   * What the frame says about itself. The digest is not checked, {@link #verify(byte[])} does that.
   *
   * @throws FrameException if the bytes are no whole frame of this version
   */
  public static FrameHeader header(byte[] frame) {
    return FrameHeader.read(FrameHeader.open(frame), frame);
  }

  /**
   * Checks that the bytes are a whole, undamaged frame of this version, of whatever world.
   *
   * @throws FrameException if they are not
   */
  public static void verify(byte[] frame) {
    openVerified(frame);
  }

  private static FrameReader openVerified(byte[] frame) {
    FrameReader in = FrameHeader.open(frame);
    long expected = digest(frame);
    long found = Digest64.of(frame, 0, frame.length - Long.BYTES);
    if (found != expected) {
      throw FrameException.damaged(
          "its digest is "
              + Long.toHexString(found)
              + " and should be "
              + Long.toHexString(expected));
    }
    return in;
  }

  // ---- writing

  /**
   * The frame of {@code next}: a delta to the zone's state at the tick before, or a full frame if
   * that is null. The digest of {@code next} is ignored; {@link #digest(byte[])} of the result is
   * the one to fill in.
   *
   * @throws IllegalArgumentException if {@code next} is not the successor of {@code previous} or
   *     not in canonical order
   */
  public byte[] encode(@Nullable ZoneState previous, ZoneState next) {
    if (previous != null) {
      String broken = brokenLink(previous, next.zone(), next.tick(), next.previousDigest());
      if (broken != null) {
        throw new IllegalArgumentException("the state to encode " + broken);
      }
    }
    return encode(previous, next, false, null);
  }

  /**
   * A full copy of a committed state that stands for its frame: decoded, it has the digest of
   * {@code state}, so that the frames after it chain.
   *
   * @throws IllegalArgumentException if the state is not in canonical order
   */
  public byte[] encodeSnapshot(ZoneState state) {
    return encode(null, state, true, null);
  }

  /**
   * A snapshot of a committed state for those who want some cells only. It says which: nobody can
   * take it for more.
   *
   * @throws IllegalArgumentException if the state is not in canonical order
   */
  public byte[] encodePart(ZoneState state, CellFilter cells) {
    return encode(null, cells.apply(state), true, cells);
  }

  /**
   * What stands for a full frame where the reader has that already, among other frames and in their
   * order: a header without content.
   *
   * @param full header of a frame that is neither a delta nor a snapshot
   */
  public byte[] encodeReference(FrameHeader full) {
    FrameBody body = take();
    try {
      FrameWriter out = body.writer;
      out.reset();
      FrameHeader.write(out, full.asReference());
      out.fixed32At(FrameHeader.LENGTH_AT, out.position() + Long.BYTES);
      return out.sealed();
    } finally {
      give(body);
    }
  }

  private byte[] encode(
      @Nullable ZoneState previous, ZoneState next, boolean snapshot, @Nullable CellFilter part) {
    FrameBody body = take();
    try {
      if (previous != null) {
        body.require(previous);
      }
      body.require(next);
      FrameWriter out = body.writer;
      out.reset();
      FrameHeader.write(
          out,
          new FrameHeader(
              world,
              next.zone(),
              next.tick(),
              next.mapVersion(),
              next.previousDigest(),
              next.digest(),
              previous == null,
              snapshot,
              part != null,
              false,
              next.idleBox() != null,
              0,
              next.totals()));
      if (part != null) {
        FrameBody.writeCells(part, out);
      }
      body.write(previous, next);
      out.fixed32At(FrameHeader.LENGTH_AT, out.position() + Long.BYTES);
      return out.sealed();
    } finally {
      give(body);
    }
  }

  // ---- reading

  /**
   * The state that a frame defines. A table in which nothing changed is the one of {@code
   * previous}.
   *
   * @param previous the zone's state at the tick before; not needed, and ignored, for a full frame
   * @throws FrameException if the frame is damaged, of another version or world, or does not chain
   *     to {@code previous}
   */
  public ZoneState decode(@Nullable ZoneState previous, byte[] frame) {
    return decodeWanted(previous, frame, null);
  }

  /**
   * The wanted cells' part of the state that a frame defines; messages, events, inputs and totals
   * are the whole zone's.
   *
   * @param previous the zone's state at the tick before, decoded with the same filter or
   *     {@linkplain CellFilter#apply(ZoneState) reduced} to it
   * @throws FrameException as {@link #decode(ZoneState, byte[])}, and if it is a part without all
   *     of the wanted cells
   */
  public ZoneState decode(@Nullable ZoneState previous, byte[] frame, CellFilter wanted) {
    return decodeWanted(previous, frame, wanted);
  }

  private ZoneState decodeWanted(
      @Nullable ZoneState previous, byte[] frame, @Nullable CellFilter wanted) {
    FrameReader in = openVerified(frame);
    FrameHeader header = FrameHeader.read(in, frame);
    if (header.world() != world) {
      throw new FrameException(
          Reason.FOREIGN_WORLD,
          "the frame is of another world: its settings and schema have the checksum "
              + Long.toHexString(header.world())
              + ", this world's have "
              + Long.toHexString(world));
    }
    if (header.reference()) {
      throw FrameException.damaged("it only stands for another one");
    }
    if (!header.full()) {
      String broken =
          previous == null
              ? "is a delta, and there is no state before it"
              : brokenLink(previous, header.zone(), header.tick(), header.previousDigest());
      if (broken != null) {
        throw new FrameException(Reason.DOES_NOT_CHAIN, "the frame does not chain: it " + broken);
      }
    }
    if (header.part()) {
      CellFilter there = FrameBody.readCells(space, in);
      if (wanted == null || !there.covers(wanted)) {
        throw new FrameException(
            Reason.PART_ONLY, "the frame has some cells only, and not all that are wanted");
      }
    }
    FrameBody body = take();
    try {
      if (previous != null && !header.full()) {
        body.require(previous);
      }
      return body.read(header.full() ? null : previous, header, in, wanted);
    } finally {
      give(body);
    }
  }

  private static @Nullable String brokenLink(
      ZoneState previous, long zone, long tick, long previousDigest) {
    if (zone == previous.zone()
        && tick == previous.tick() + 1
        && previousDigest == previous.digest()) {
      return null;
    }
    return "is of zone "
        + zone
        + " at tick "
        + tick
        + " and follows digest "
        + Long.toHexString(previousDigest)
        + ", the state before it is of zone "
        + previous.zone()
        + " at tick "
        + previous.tick()
        + " with digest "
        + Long.toHexString(previous.digest());
  }

  private FrameBody take() {
    FrameBody kept = bodies.poll();
    return kept != null ? kept : new FrameBody(schema, space);
  }

  private void give(FrameBody body) {
    if (body.writer.capacity() <= MOST_KEPT_BYTES) {
      bodies.add(body);
    }
  }
}
