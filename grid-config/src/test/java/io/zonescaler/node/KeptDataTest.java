package io.zonescaler.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.ControlRecord.MapInForce;
import io.zonescaler.demo.DemoGame;
import io.zonescaler.game.World;
import io.zonescaler.zone.ZoneMap;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory has a part of a world from the time the whole world has been made. */
class KeptDataTest {
  @TempDir Path directory;

  @Test
  void aDirectoryIsMarkedWhenTheWorldHasBeenMade() {
    String data = directory.toString();
    KeptData kept = new KeptData(data);
    ZoneMap map = ZoneMap.uniform(World.of(new DemoGame()).space(), 4, 64);
    ControlRecord made =
        new ControlRecord(1, 1, true, 0, Long.MAX_VALUE, 0, 0, List.of(new MapInForce(0, map)));
    kept.controlled(made);
    assertThat(KeptData.isIn(data)).isFalse();
    kept.controlled(made.populated().next());
    assertThat(KeptData.isIn(data)).isTrue();
    assertThat(KeptData.isIn("")).as("a node that keeps nothing on disk").isFalse();
  }
}
