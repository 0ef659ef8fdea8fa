package io.zonescaler.web;

import io.zonescaler.game.World;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Box;
import io.zonescaler.world.Kind;
import io.zonescaler.zone.Zone;
import it.unimi.dsi.fastutil.longs.LongArrays;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes the whole world at one tick for the browser: little-endian columns that it reads in place
 * as typed arrays ({@code console/frame.js} is the reader). Not thread-safe.
 *
 * <pre>
 * u32 magic, u32 entities n, f64 tick, f64 map version, u32 zones k, u32 events e, f64 millis now
 * u32 bytes b of the owners' names
 * k x {u32 id low, i32 id high, i32 min x y z, i32 max x y z}    zones by id, boxes in quanta
 * n x {u32 id low, i32 id high}                                  entities by id, signed
 * n x i32 x, n x i32 y, n x i32 z                                quanta
 * n x u16 zone, padding to 4                                     place in the zones above
 * n x u8 kind, padding to 4                                      index in the schema
 * e x i32 x, e x i32 y, e x u8 kind, padding to 4
 * k x u8 ticks behind the most advanced zone, 255 at most, padding to 4
 * b x u8                                                        each zone's owner, UTF-8, a line each
 * </pre>
 *
 * <p>An entity's zone is the one that contains it (invariant I4), which is not the one that wrote
 * it when it has just crossed a border.
 */
final class MapFrame {
  static final int MAGIC = 0x324d535a;
  static final int HEADER = 44;
  private static final int ZONE = 32;
  private static final int MOST_BEHIND = 255;
  private static final int MOST_EVENTS = 512;

  private long[] ids = new long[0];
  private int[] order = new int[0];
  private int[] xs = new int[0];
  private int[] ys = new int[0];
  private int[] zs = new int[0];
  private int[] zones = new int[0];
  private byte[] kinds = new byte[0];
  private int count;

  /**
   * What is said of a zone.
   *
   * @param owner the node that owns it; empty if none does
   * @param behind how many ticks it is behind the most advanced zone, so how old its neighbours see
   *     it
   */
  record ZoneNote(String owner, int behind) {}

  /** Whether a dashboard shows entities of that kind. */
  static boolean shown(Kind kind) {
    return kind.role() == Kind.Role.ENTITY || kind.role() == Kind.Role.AVATAR;
  }

  /**
   * Writes one frame.
   *
   * @param world the world
   * @param now all zones at a tick
   * @param notes what is said of each zone
   * @param skipped states of ticks that were not shown, for their events
   * @param millis the time, in milliseconds since 1970
   */
  ByteBuffer write(
      World world,
      WorldTick now,
      Function<Zone, ZoneNote> notes,
      List<ZoneState> skipped,
      long millis) {
    collect(now);
    LongArrays.quickSortIndirect(order, ids, 0, count);
    List<EmittedEvent> events = new ArrayList<>();
    skipped.forEach(s -> addEvents(events, s));
    now.states().forEach(s -> addEvents(events, s));
    List<Zone> all = now.map().zones();
    List<ZoneNote> said = all.stream().map(notes).toList();
    byte[] names =
        said.stream()
            .map(ZoneNote::owner)
            .collect(Collectors.joining("\n"))
            .getBytes(StandardCharsets.UTF_8);
    int size =
        HEADER
            + all.size() * ZONE
            + count * 20
            + padded(count * 2)
            + padded(count)
            + events.size() * 8
            + padded(events.size())
            + padded(all.size())
            + names.length;
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).putInt(count).putDouble(now.tick()).putDouble(now.map().version());
    out.putInt(all.size()).putInt(events.size()).putDouble(millis).putInt(names.length);
    for (Zone zone : all) {
      Box box = zone.box();
      out.putLong(zone.id());
      out.putInt(box.minX()).putInt(box.minY()).putInt(box.minZ());
      out.putInt(box.maxX()).putInt(box.maxY()).putInt(box.maxZ());
    }
    putEntities(out);
    events.forEach(e -> out.putInt(e.x()));
    events.forEach(e -> out.putInt(e.y()));
    events.forEach(e -> out.put((byte) e.kind()));
    out.position(size - names.length - padded(all.size()));
    said.forEach(note -> out.put((byte) Math.min(MOST_BEHIND, note.behind())));
    out.position(size - names.length);
    out.put(names);
    return out.flip();
  }

  private void putEntities(ByteBuffer out) {
    for (int i = 0; i < count; i++) {
      out.putLong(ids[order[i]]);
    }
    for (int[] lane : List.of(xs, ys, zs)) {
      for (int i = 0; i < count; i++) {
        out.putInt(lane[order[i]]);
      }
    }
    for (int i = 0; i < count; i++) {
      out.putShort((short) zones[order[i]]);
    }
    out.position(out.position() + padded(count * 2) - count * 2);
    for (int i = 0; i < count; i++) {
      out.put(kinds[order[i]]);
    }
    out.position(out.position() + padded(count) - count);
  }

  private static int padded(int bytes) {
    return (bytes + 3) & ~3;
  }

  private static void addEvents(List<EmittedEvent> events, ZoneState state) {
    for (EmittedEvent event : state.events()) {
      if (events.size() < MOST_EVENTS) {
        events.add(event);
      }
    }
  }

  private void collect(WorldTick now) {
    int rows = 0;
    for (ZoneState state : now.states()) {
      for (EntityTable table : state.tables()) {
        rows += shown(table.kind) ? table.size : 0;
      }
    }
    reserve(rows);
    count = 0;
    List<Zone> all = now.map().zones();
    Map<Long, Integer> places = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      places.put(all.get(i).id(), i);
    }
    for (int i = 0; i < all.size(); i++) {
      Box box = all.get(i).box();
      for (EntityTable table : now.states().get(i).tables()) {
        if (shown(table.kind)) {
          for (int row = 0; row < table.size; row++) {
            int x = table.x[row];
            int y = table.y[row];
            int z = table.z[row];
            int zone =
                box.contains(x, y, z) ? i : places.getOrDefault(now.map().locate(x, y, z).id(), i);
            add(table, row, zone);
          }
        }
      }
    }
  }

  private void add(EntityTable table, int row, int zone) {
    int at = count++;
    order[at] = at;
    ids[at] = table.id[row];
    xs[at] = table.x[row];
    ys[at] = table.y[row];
    zs[at] = table.z[row];
    zones[at] = zone;
    kinds[at] = (byte) table.kind.index();
  }

  private void reserve(int rows) {
    if (ids.length < rows) {
      int capacity = rows + rows / 4 + 64;
      ids = new long[capacity];
      order = new int[capacity];
      xs = new int[capacity];
      ys = new int[capacity];
      zs = new int[capacity];
      zones = new int[capacity];
      kinds = new byte[capacity];
    }
  }
}
