package io.zonescaler.server.gateway;

import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.ControlRecord.MapInForce;
import io.zonescaler.world.Box;
import io.zonescaler.world.Space;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.HashSet;
import java.util.Set;

/**
 * The zones that a session wants to hear of. They are asked for before the avatar can see them and
 * dropped well after, so that nothing has to be waited for at a border. Not thread-safe.
 */
final class Area {
  /** How many of the largest steps ahead a zone is asked for; following one takes some ticks. */
  private static final int AHEAD = 16;

  private static final int KEEP = 8;

  private final Space space;
  private Set<Long> zones = Set.of();
  private long mapVersion = -1;
  private int x;
  private int y;
  private int z;

  Area(Space space) {
    this.space = space;
  }

  Set<Long> zones() {
    return zones;
  }

  /** Adds one zone, at once. */
  boolean add(long zone) {
    Set<Long> more = new HashSet<>(zones);
    boolean added = more.add(zone);
    zones = more;
    return added;
  }

  /** The avatar is here now; whether the zones have changed. */
  boolean update(ControlRecord control, int nx, int ny, int nz, int radius) {
    int slack = 2 * space.step();
    boolean near =
        Math.abs(nx - x) <= slack && Math.abs(ny - y) <= slack && Math.abs(nz - z) <= slack;
    long version = control.newestMap().version();
    if (near && version == mapVersion) {
      return false;
    }
    x = nx;
    y = ny;
    z = nz;
    mapVersion = version;
    Box here = new Box(x, y, z, x + 1, y + 1, z + 1);
    int ahead = radius + AHEAD * space.step();
    Set<Long> wanted = new HashSet<>();
    for (MapInForce m : control.maps()) {
      ZoneMap map = m.map();
      for (Zone zone : map.within(here, ahead)) {
        wanted.add(zone.id());
      }
      for (Zone zone : map.within(here, ahead + KEEP * space.step())) {
        if (zones.contains(zone.id())) {
          wanted.add(zone.id());
        }
      }
    }
    boolean changed = !wanted.equals(zones);
    zones = wanted;
    return changed;
  }
}
