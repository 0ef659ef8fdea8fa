package io.zonescaler.frame;

import io.zonescaler.frame.FrameException.Reason;
import io.zonescaler.state.Totals;

/**
 * What a frame says about itself, for those who carry frames without decoding them. Little-endian
 * fields: magic, version, flags, length, world, zone, tick, map version, previous digest; in a
 * snapshot or reference the digest it stands for; then the totals as varints. The content follows,
 * and the last 8 bytes are the {@linkplain Digest64 digest} of everything before them.
 *
 * @param world checksum of the world's settings and schema
 * @param zone id of the zone
 * @param tick the tick that the frame defines
 * @param mapVersion version of the zone map in force at that tick
 * @param previousDigest chain digest of the zone's frame at the tick before; 0 for a zone's first
 * @param chainDigest what the next frame's {@code previousDigest} must be: this frame's own digest,
 *     or, in a snapshot or a reference, that of the frame it stands for
 * @param full whether the frame can be decoded without the state before
 * @param snapshot whether the frame is a full copy that stands for a delta frame
 * @param part whether the frame is a snapshot of some cells only
 * @param reference whether the frame has no content, and stands for a full one that its reader has
 * @param idle whether the zone was idle in this tick
 * @param length bytes of the whole frame
 * @param totals sums over what the frame writes; do not modify
 */
public record FrameHeader(
    long world,
    long zone,
    long tick,
    long mapVersion,
    long previousDigest,
    long chainDigest,
    boolean full,
    boolean snapshot,
    boolean part,
    boolean reference,
    boolean idle,
    int length,
    Totals totals) {
  static final int MAGIC = 'Z' | 'S' << 8 | 'F' << 16 | 'R' << 24;
  static final int FULL = 1;
  static final int IDLE = 2;
  static final int SNAPSHOT = 4;
  static final int PART = 8;
  static final int REFERENCE = 16;

  /** Where the length stands. */
  static final int LENGTH_AT = 8;

  private static final int LEAST = 52 + Long.BYTES;

  /** Writes everything before the content; the length is filled in later. */
  static void write(FrameWriter out, FrameHeader header) {
    out.fixed32(MAGIC);
    int flags =
        (header.full ? FULL : 0)
            | (header.idle ? IDLE : 0)
            | (header.snapshot ? SNAPSHOT : 0)
            | (header.part ? PART : 0)
            | (header.reference ? REFERENCE : 0);
    out.fixed32(FrameCodec.VERSION | flags << 16);
    out.fixed32(0);
    out.fixed64(header.world);
    out.fixed64(header.zone);
    out.fixed64(header.tick);
    out.fixed64(header.mapVersion);
    out.fixed64(header.previousDigest);
    if (header.snapshot || header.reference) {
      out.fixed64(header.chainDigest);
    }
    long[] totals = header.totals.toArray();
    out.varint(totals.length);
    for (long total : totals) {
      out.zigzag(total);
    }
  }

  /**
   * Checks that the bytes can be a whole frame of this codec's version; the digest is not checked.
   *
   * @throws FrameException if they cannot
   */
  static FrameReader open(byte[] frame) {
    if (frame.length < LEAST) {
      throw new FrameException(
          Reason.TRUNCATED,
          "the frame is truncated: it has "
              + frame.length
              + " bytes, no frame has less than "
              + LEAST);
    }
    FrameReader in = new FrameReader(frame, 0);
    if (in.fixed32() != MAGIC) {
      throw FrameException.damaged("it does not begin like a frame");
    }
    int version = in.fixed32() & 0xffff;
    if (version != FrameCodec.VERSION) {
      throw new FrameException(
          Reason.OTHER_VERSION,
          "the frame was written by version "
              + version
              + " of the codec, this is version "
              + FrameCodec.VERSION);
    }
    int length = in.fixed32();
    if (length > frame.length) {
      throw new FrameException(
          Reason.TRUNCATED,
          "the frame is truncated: it has " + frame.length + " bytes of " + length);
    }
    if (length < frame.length) {
      throw FrameException.damaged(
          "it has " + frame.length + " bytes, but says that it has " + length);
    }
    return in;
  }

  /** Reads on where {@link #open(byte[])} stopped, up to the content. */
  static FrameHeader read(FrameReader in, byte[] frame) {
    int flags = (frame[6] & 0xff) | (frame[7] & 0xff) << 8;
    boolean full = (flags & FULL) != 0;
    boolean snapshot = (flags & SNAPSHOT) != 0;
    boolean part = (flags & PART) != 0;
    boolean reference = (flags & REFERENCE) != 0;
    if (flags > (FULL | IDLE | SNAPSHOT | PART | REFERENCE)
        || (snapshot && !full)
        || (part && !snapshot)
        || (reference && (!full || snapshot))) {
      throw FrameException.damaged("its flags are " + flags);
    }
    long world = in.fixed64();
    long zone = in.fixed64();
    long tick = in.fixed64();
    long mapVersion = in.fixed64();
    long previousDigest = in.fixed64();
    long chainDigest = snapshot || reference ? in.fixed64() : FrameCodec.digest(frame);
    int count = in.count(1, "the number of totals");
    if (count < Totals.FIXED || (count - Totals.FIXED) % 3 != 0) {
      throw FrameException.damaged("it has " + count + " totals");
    }
    long[] totals = new long[count];
    for (int i = 0; i < count; i++) {
      totals[i] = in.zigzag();
    }
    return new FrameHeader(
        world,
        zone,
        tick,
        mapVersion,
        previousDigest,
        chainDigest,
        full,
        snapshot,
        part,
        reference,
        (flags & IDLE) != 0,
        frame.length,
        Totals.ofArray(totals));
  }

  /** The header of a reference to the frame that has this one. */
  FrameHeader asReference() {
    return new FrameHeader(
        world,
        zone,
        tick,
        mapVersion,
        previousDigest,
        chainDigest,
        full,
        snapshot,
        part,
        true,
        idle,
        0,
        totals);
  }
}
