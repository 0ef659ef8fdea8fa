package io.zonescaler.cluster;

import io.zonescaler.cluster.ControlRecord.MapInForce;
import io.zonescaler.math.StableHash;
import io.zonescaler.zone.ZoneMap;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The control record as bytes. */
public final class ControlCodec {
  private static final int VERSION = 4;

  /** A format without a secret. */
  private static final int VERSION_WITHOUT_SECRET = 3;

  /** A format without world variables. */
  private static final int VERSION_WITHOUT_VARIABLES = 2;

  /** A format without what operators have decided. */
  private static final int VERSION_WITHOUT_DIRECTIVES = 1;

  private static final int CHANGE_BYTES = 8 + 4 + 8;

  /** Writes a record. */
  public byte[] encode(ControlRecord r) {
    List<byte[]> maps = r.maps().stream().map(m -> m.map().toBytes()).toList();
    Map<Integer, byte[]> pins = new TreeMap<>();
    r.directives()
        .pins()
        .forEach((slot, node) -> pins.put(slot, node.getBytes(StandardCharsets.UTF_8)));
    byte[] secret = r.secret().bytes();
    int size =
        4
            + 7 * 8
            + 1
            + 4
            + maps.stream().mapToInt(m -> m.length + 12).sum()
            + 1
            + 4
            + pins.values().stream().mapToInt(node -> node.length + 8).sum()
            + 4
            + r.directives().changes().size() * CHANGE_BYTES
            + 4
            + secret.length;
    ByteBuffer out = ByteBuffer.allocate(size);
    out.putInt(VERSION)
        .putLong(r.version())
        .putLong(r.epoch())
        .put((byte) (r.populating() ? 1 : 0));
    out.putLong(r.horizon()).putLong(r.pauseAt()).putLong(r.anchorTick()).putLong(r.anchorMillis());
    out.putInt(maps.size());
    for (int i = 0; i < maps.size(); i++) {
      out.putLong(r.maps().get(i).firstTick()).putInt(maps.get(i).length).put(maps.get(i));
    }
    out.put((byte) (r.directives().balancing() ? 1 : 0)).putInt(pins.size());
    pins.forEach((slot, node) -> out.putInt(slot).putInt(node.length).put(node));
    out.putInt(r.directives().changes().size());
    for (VariableChange change : r.directives().changes()) {
      out.putLong(change.firstTick()).putInt(change.variable()).putLong(change.bits());
    }
    out.putInt(secret.length).put(secret);
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  /**
   * Reads a record, of an earlier release too.
   *
   * @throws IllegalArgumentException if the bytes are damaged or of another version
   */
  public ControlRecord decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      int version = in.getInt();
      if (version < VERSION_WITHOUT_DIRECTIVES || version > VERSION) {
        throw new IllegalArgumentException(
            "a control record of format "
                + version
                + ", this node reads formats up to "
                + VERSION
                + " only: run the same release on all nodes");
      }
      long recordVersion = in.getLong();
      long epoch = in.getLong();
      boolean populating = in.get() != 0;
      long horizon = in.getLong();
      long pauseAt = in.getLong();
      long anchorTick = in.getLong();
      long anchorMillis = in.getLong();
      int count = in.getInt();
      List<MapInForce> maps = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        long first = in.getLong();
        maps.add(new MapInForce(first, ZoneMap.fromBytes(bytes(in))));
      }
      Directives directives =
          version == VERSION_WITHOUT_DIRECTIVES ? Directives.NONE : directives(in, version);
      Secret secret = version <= VERSION_WITHOUT_SECRET ? Secret.NONE : Secret.of(bytes(in));
      return new ControlRecord(
          recordVersion,
          epoch,
          populating,
          horizon,
          pauseAt,
          anchorTick,
          anchorMillis,
          List.copyOf(maps),
          directives,
          secret);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException(
          "a damaged control record of " + bytes.length + " bytes", e);
    }
  }

  private static Directives directives(ByteBuffer in, int version) {
    boolean balancing = in.get() != 0;
    int pinned = in.getInt();
    SortedMap<Integer, String> pins = new TreeMap<>();
    for (int i = 0; i < pinned; i++) {
      pins.put(in.getInt(), new String(bytes(in), StandardCharsets.UTF_8));
    }
    int changed = version == VERSION_WITHOUT_VARIABLES ? 0 : in.getInt();
    List<VariableChange> changes = new ArrayList<>();
    for (int i = 0; i < changed; i++) {
      changes.add(new VariableChange(in.getLong(), in.getInt(), in.getLong()));
    }
    return new Directives(balancing, pins, changes);
  }

  private static byte[] bytes(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException(
          "a damaged control record: a part of " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  /** What distinguishes a record from another of the same version. */
  public long digest(byte[] bytes) {
    long h = bytes.length;
    for (byte b : bytes) {
      h = StableHash.mix64(h ^ b) + 1;
    }
    return h;
  }
}
