package io.zonescaler.web;

import io.zonescaler.world.Box;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A map frame, read as {@code console/frame.js} reads it. */
record DecodedFrame(
    long tick, long mapVersion, List<Long> zones, List<Box> boxes, List<Entity> entities) {
  record Entity(long id, int x, int y, int z, int zone, int kind) {}

  static DecodedFrame of(ByteBuffer in) {
    if (in.getInt(0) != MapFrame.MAGIC) {
      throw new IllegalArgumentException("no map frame");
    }
    int n = in.getInt(4);
    int zoneCount = in.getInt(24);
    List<Long> zones = new ArrayList<>();
    List<Box> boxes = new ArrayList<>();
    int at = MapFrame.HEADER;
    for (int i = 0; i < zoneCount; i++, at += 32) {
      zones.add(in.getLong(at));
      boxes.add(
          new Box(
              in.getInt(at + 8),
              in.getInt(at + 12),
              in.getInt(at + 16),
              in.getInt(at + 20),
              in.getInt(at + 24),
              in.getInt(at + 28)));
    }
    int xs = at + 8 * n;
    int zoneAt = xs + 12 * n;
    int kinds = zoneAt + (2 * n + 3) / 4 * 4;
    List<Entity> entities = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      entities.add(
          new Entity(
              in.getLong(at + 8 * i),
              in.getInt(xs + 4 * i),
              in.getInt(xs + 4 * (n + i)),
              in.getInt(xs + 4 * (2 * n + i)),
              in.getShort(zoneAt + 2 * i),
              in.get(kinds + i)));
    }
    return new DecodedFrame(
        (long) in.getDouble(8), (long) in.getDouble(16), zones, boxes, entities);
  }
}
