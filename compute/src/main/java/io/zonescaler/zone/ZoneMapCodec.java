package io.zonescaler.zone;

import io.zonescaler.world.Box;
import io.zonescaler.zone.Node.Cut;
import io.zonescaler.zone.Node.Leaf;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The byte format of zone maps, big-endian: magic {@code ZMAP}, format (short), version, next zone
 * id (long), slots, bounds (int), then the tree in preorder (0, id, slot of a zone; 1 + axis, place
 * of a cut) and a CRC-32C of all before it. Boxes are not stored: they follow from the cuts.
 */
final class ZoneMapCodec {
  private static final int MAGIC = 0x5A4D4150;
  private static final short FORMAT = 1;
  private static final int HEADER_BYTES = 4 + 2 + 8 + 8 + 4 + 6 * 4;
  private static final int ZONE_BYTES = 1 + 8 + 4;
  private static final int CUT_BYTES = 1 + 4;

  private ZoneMapCodec() {}

  static byte[] encode(ZoneMap map) {
    int size = HEADER_BYTES + map.size() * ZONE_BYTES + (map.size() - 1) * CUT_BYTES + 4;
    ByteBuffer out = ByteBuffer.allocate(size);
    out.putInt(MAGIC)
        .putShort(FORMAT)
        .putLong(map.version())
        .putLong(map.nextZoneId())
        .putInt(map.slots());
    Box bounds = map.bounds();
    out.putInt(bounds.minX()).putInt(bounds.minY()).putInt(bounds.minZ());
    out.putInt(bounds.maxX()).putInt(bounds.maxY()).putInt(bounds.maxZ());
    write(map.root(), out);
    out.putInt(checksum(out.array(), out.position()));
    return out.array();
  }

  private static void write(Node node, ByteBuffer out) {
    if (node instanceof Cut cut) {
      out.put((byte) (1 + cut.axis())).putInt(cut.at());
      write(cut.below(), out);
      write(cut.above(), out);
    } else if (node instanceof Leaf leaf) {
      out.put((byte) 0).putLong(leaf.zone().id()).putInt(leaf.zone().slot());
    }
  }

  static ZoneMap decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      if (in.getInt() != MAGIC) {
        throw damaged("it does not begin with ZMAP", bytes);
      }
      short format = in.getShort();
      if (format != FORMAT) {
        throw new IllegalArgumentException(
            "zone map is in format "
                + format
                + ", this release reads format "
                + FORMAT
                + ": run the same release on all nodes");
      }
      if (bytes.length < HEADER_BYTES + 4
          || ByteBuffer.wrap(bytes).getInt(bytes.length - 4) != checksum(bytes, bytes.length - 4)) {
        throw damaged("its checksum does not match", bytes);
      }
      return decodeBody(in, bytes);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException(damaged("it ends too early", bytes).getMessage(), e);
    }
  }

  private static ZoneMap decodeBody(ByteBuffer in, byte[] bytes) {
    long version = in.getLong();
    long nextZoneId = in.getLong();
    int slots = in.getInt();
    Box bounds =
        new Box(in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getInt());
    if (version < 1
        || slots < 1
        || bounds.size(0) < 1
        || bounds.size(1) < 1
        || bounds.size(2) < 1) {
      throw damaged("its header is inconsistent", bytes);
    }
    Node root = read(in, bounds, slots, bytes);
    if (in.remaining() != 4) {
      throw damaged("it has " + (in.remaining() - 4) + " bytes too many", bytes);
    }
    return new ZoneMap(version, nextZoneId, slots, root);
  }

  /**
   * Reads a subtree; {@code depth} levels are left, as each level needs one more zone and so one
   * more slot.
   */
  private static Node read(ByteBuffer in, Box box, int depth, byte[] bytes) {
    byte tag = in.get();
    if (tag == 0) {
      return new Leaf(new Zone(in.getLong(), in.getInt(), box));
    }
    int axis = tag - 1;
    int at = in.getInt();
    if (axis < 0 || axis > 2 || at <= box.min(axis) || at >= box.max(axis) || depth <= 1) {
      throw damaged("it cuts " + box + " on axis " + axis + " at " + at, bytes);
    }
    Node below = read(in, box.below(axis, at), depth - 1, bytes);
    return new Cut(box, axis, at, below, read(in, box.above(axis, at), depth - 1, bytes));
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static IllegalArgumentException damaged(String how, byte[] bytes) {
    return new IllegalArgumentException(
        "zone map of "
            + bytes.length
            + " bytes is damaged: "
            + how
            + "; take the map of another copy");
  }
}
