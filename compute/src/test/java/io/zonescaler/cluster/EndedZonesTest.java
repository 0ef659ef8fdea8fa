package io.zonescaler.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.cluster.ControlRecord.MapInForce;
import io.zonescaler.game.World;
import io.zonescaler.verify.Drifters;
import io.zonescaler.zone.ZoneMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which stored zones can be removed. */
class EndedZonesTest {
  private static final long KEEP = 100;

  private final EndedZones ended = new EndedZones(KEEP);

  @Test
  void aZoneThatIsSplitIsRemovedAfterAWhileAndNothingElseIs() {
    ZoneMap before = ZoneMap.uniform(World.of(new Drifters()).space(), 2, 4);
    int at = before.zone(1).box().minY() + 5;
    ZoneMap after = before.split(1, 1, at, 3);
    Set<Long> stored = Set.of(0L, 1L, 2L, 3L, 4L, 77L);
    ControlRecord pending = record(new MapInForce(0, before), new MapInForce(50, after));
    assertThat(ended.look(pending, stored, 0)).isEmpty();
    assertThat(ended.look(pending, stored, 10 * KEEP)).isEmpty();
    ControlRecord over = record(new MapInForce(50, after));
    assertThat(ended.look(over, stored, 11 * KEEP)).isEmpty();
    assertThat(ended.look(over, stored, 12 * KEEP - 1)).isEmpty();
    assertThat(ended.look(over, stored, 12 * KEEP)).containsExactly(1L);
    assertThat(ended.look(null, stored, 13 * KEEP)).isEmpty();
  }

  @Test
  void aRecordThatIsBehindRemovesNothingThatItDoesNotKnow() {
    ZoneMap before = ZoneMap.uniform(World.of(new Drifters()).space(), 2, 4);
    ControlRecord old = record(new MapInForce(0, before));
    assertThat(ended.look(old, Set.of(1L, 2L, 3L, 4L), 0)).isEmpty();
    assertThat(ended.look(old, Set.of(1L, 2L, 3L, 4L), 10 * KEEP)).isEmpty();
  }

  private static ControlRecord record(MapInForce... maps) {
    return new ControlRecord(1, 1, false, 100, Long.MAX_VALUE, 0, 0, List.of(maps));
  }
}
