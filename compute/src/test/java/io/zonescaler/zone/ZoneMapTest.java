package io.zonescaler.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonescaler.world.Box;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldSettings;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZoneMapTest {
  private static final Space FLAT = new Space(WorldSettings.flat(100, 50).quantum(1).build());
  private static final Space DEEP = new Space(WorldSettings.deep(40, 60, 30).quantum(1).build());

  @Test
  void uniformNumbersZonesFromOneAndSlotsFromZero() {
    ZoneMap map = ZoneMap.uniform(FLAT, 4, 16);
    assertThat(map.version()).isEqualTo(1);
    assertThat(map.nextZoneId()).isEqualTo(5);
    assertThat(map.zones()).extracting(Zone::id).containsExactly(1L, 2L, 3L, 4L);
    assertThat(map.zones()).extracting(Zone::slot).containsExactly(0, 1, 2, 3);
    assertThat(map.zone(1).box()).isEqualTo(new Box(0, 0, 0, 25, 50, 1));
    assertThat(map.freeSlots()).hasSize(12).startsWith(4, 5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 16, 48, 64})
  void uniformZonesDifferLittleInSize(int zones) {
    for (Space space : List.of(FLAT, DEEP)) {
      ZoneMap map = ZoneMap.uniform(space, zones, 64);
      double mean = (double) volume(space.bounds()) / zones;
      assertThat(map.zones())
          .hasSize(zones)
          .allSatisfy(zone -> assertThat(volume(zone.box()) / mean).isBetween(0.7, 1.3));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void everyPointHasExactlyOneZoneThroughRandomChanges(long seed) {
    Random random = new Random(seed);
    Space space = random.nextBoolean() ? FLAT : DEEP;
    ZoneMap map = ZoneMap.random(space, 1 + random.nextInt(40), 64, random);
    Set<Long> everUsed = new HashSet<>();
    map.zones().forEach(zone -> everUsed.add(zone.id()));
    for (int change = 0; change < 60; change++) {
      check(map, space, random);
      ZoneMap next = randomChange(map, random);
      assertThat(next.version()).isEqualTo(map.version() + 1);
      for (Zone zone : next.zones()) {
        if (map.find(zone.id()) == null) {
          assertThat(everUsed.add(zone.id())).as("id %d is new, seed %d", zone.id(), seed).isTrue();
        } else {
          assertThat(zone).as("seed %d", seed).isEqualTo(map.zone(zone.id()));
        }
      }
      map = next;
    }
  }

  private static void check(ZoneMap map, Space space, Random random) {
    assertThat(map.zones().stream().mapToLong(zone -> volume(zone.box())).sum())
        .isEqualTo(volume(space.bounds()));
    assertThat(map.zones().stream().mapToInt(Zone::slot).distinct().count()).isEqualTo(map.size());
    for (int i = 0; i < 50; i++) {
      int x = random.nextInt(space.bounds().maxX());
      int y = random.nextInt(space.bounds().maxY());
      int z = random.nextInt(space.bounds().maxZ());
      List<Zone> holders =
          map.zones().stream().filter(zone -> zone.box().contains(x, y, z)).toList();
      assertThat(holders).containsExactly(map.locate(x, y, z));
    }
    Box box = map.zones().get(random.nextInt(map.size())).box();
    int distance = random.nextInt(20);
    assertThat(map.within(box, distance))
        .isEqualTo(
            map.zones().stream().filter(zone -> box.isWithin(zone.box(), distance)).toList());
    assertThat(ZoneMap.fromBytes(map.toBytes())).isEqualTo(map).hasSameHashCodeAs(map);
  }

  private static ZoneMap randomChange(ZoneMap map, Random random) {
    while (true) {
      Zone zone = map.zones().get(random.nextInt(map.size()));
      int axis = random.nextInt(3);
      List<Integer> free = map.freeSlots();
      var sibling = map.sibling(zone.id());
      int kind = random.nextInt(4);
      if (kind == 3 && !free.isEmpty()) {
        ZoneMap moved = map.move(zone.id(), free.get(random.nextInt(free.size())));
        assertThat(moved.zone(map.nextZoneId()).box()).isEqualTo(zone.box());
        return moved;
      }
      if (kind == 0 && !free.isEmpty() && zone.box().size(axis) > 1) {
        int at = zone.box().min(axis) + 1 + random.nextInt(zone.box().size(axis) - 1);
        return map.split(zone.id(), axis, at, free.get(random.nextInt(free.size())));
      }
      if (kind == 1 && sibling.isPresent()) {
        return map.merge(zone.id(), sibling.get().id(), zone.slot());
      }
      if (kind == 2 && sibling.isPresent()) {
        ZoneMap merged = map.merge(zone.id(), sibling.get().id(), zone.slot());
        Box both = merged.zone(map.nextZoneId()).box();
        if (both.size(axis) > 1) {
          int at = both.min(axis) + 1 + random.nextInt(both.size(axis) - 1);
          return map.recut(zone.id(), sibling.get().id(), axis, at);
        }
      }
    }
  }

  private static long volume(Box box) {
    return (long) box.size(0) * box.size(1) * box.size(2);
  }

  @Test
  void randomIsRepeatable() {
    assertThat(ZoneMap.random(DEEP, 20, 32, new Random(7)))
        .isEqualTo(ZoneMap.random(DEEP, 20, 32, new Random(7)))
        .isNotEqualTo(ZoneMap.random(DEEP, 20, 32, new Random(8)));
  }

  @Test
  void splitKeepsTheLowerHalfInItsSlot() {
    ZoneMap map = ZoneMap.uniform(FLAT, 1, 4).split(1, 0, 30, 3);
    assertThat(map.zones())
        .containsExactly(
            new Zone(2, 0, new Box(0, 0, 0, 30, 50, 1)),
            new Zone(3, 3, new Box(30, 0, 0, 100, 50, 1)));
    assertThat(map.find(1)).isNull();
  }

  @Test
  void refusedChangesSayWhatToDo() {
    ZoneMap map = ZoneMap.uniform(FLAT, 4, 4);
    assertThatThrownBy(() -> map.split(1, 0, 25, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty half")
        .hasMessageContaining("[1, 24]");
    assertThatThrownBy(() -> map.split(1, 2, 1, 3)).hasMessageContaining("empty half");
    assertThatThrownBy(() -> map.split(1, 0, 10, 3))
        .hasMessageContaining("slot 3")
        .hasMessageContaining("free");
    assertThatThrownBy(() -> map.split(1, 0, 10, 4)).hasMessageContaining("world.slots = 4");
    assertThatThrownBy(() -> map.split(9, 0, 10, 3)).hasMessageContaining("no zone 9");
    assertThatThrownBy(() -> map.merge(2, 3, 1)).hasMessageContaining("sibling is zone 1");
    assertThatThrownBy(() -> map.merge(2, 2, 1)).hasMessageContaining("cannot merge");
    assertThatThrownBy(() -> map.move(2, map.zone(1).slot())).hasMessageContaining("not free");
    assertThatThrownBy(() -> map.locate(100, 0, 0)).hasMessageContaining("outside the world");
    assertThatThrownBy(() -> ZoneMap.uniform(FLAT, 5, 4))
        .hasMessageContaining("1 to world.slots (4)");
    assertThatThrownBy(() -> ZoneMap.uniform(FLAT, 4096 * 2, 4096 * 2))
        .hasMessageContaining("too small");
  }

  @Test
  void damagedBytesAreRefused() {
    byte[] bytes = ZoneMap.random(DEEP, 20, 32, new Random(1)).toBytes();
    for (int i = 0; i < bytes.length; i++) {
      byte[] flipped = bytes.clone();
      flipped[i] ^= 4;
      assertThatThrownBy(() -> ZoneMap.fromBytes(flipped))
          .isInstanceOf(IllegalArgumentException.class);
      byte[] cut = Arrays.copyOf(bytes, i);
      assertThatThrownBy(() -> ZoneMap.fromBytes(cut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("zone map");
    }
    byte[] newer = bytes.clone();
    newer[5] = 9;
    assertThatThrownBy(() -> ZoneMap.fromBytes(newer)).hasMessageContaining("format 9");
  }
}
