package io.zonescaler.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.cluster.ControlRecord.MapInForce;
import io.zonescaler.cluster.NodeReport.Wish;
import io.zonescaler.cluster.NodeReport.Work;
import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.game.World;
import io.zonescaler.verify.Drifters;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators ask of the world's clock. */
class CoordinatorTest {
  private static final int RATE = 20;
  private static final long ZONE = 1;

  private final Map<StoreKey, FrameStore.Write> stored = new HashMap<>();
  private final List<ControlRecord> broadcast = new ArrayList<>();
  private long now = 1_000_000;
  private Coordinator coordinator;

  private final class Memory implements FrameStore {
    @Override
    public void write(List<Write> batch, Consumer<BatchOutcome> done) {
      batch.forEach(w -> stored.put(w.key(), w));
      done.accept(
          new BatchOutcome(batch.stream().map(w -> new Outcome(Result.STORED, -1)).toList(), true));
    }

    @Override
    public void read(List<StoreKey> keys, Consumer<List<byte[]>> done) {
      List<byte[]> values = new ArrayList<>();
      keys.forEach(k -> values.add(stored.containsKey(k) ? stored.get(k).bytes() : null));
      done.accept(values);
    }
  }

  private final class Wire implements Link {
    @Override
    public void send(String node, NodeMessage message) {}

    @Override
    public void broadcast(NodeMessage message) {
      if (message instanceof NodeMessage.Control control) {
        broadcast.add(control.record());
      }
    }

    @Override
    public void probeMajority(Consumer<Boolean> done) {
      done.accept(true);
    }
  }

  @BeforeEach
  void runToTick100() {
    ZoneMap map = ZoneMap.uniform(World.of(new Drifters()).space(), 1, 1);
    assertThat(map.zones().get(0).id()).isEqualTo(ZONE);
    coordinator =
        new Coordinator(new Memory(), new Wire(), () -> now, RATE, new MapInForce(0, map));
    coordinator.start();
    run(0);
    run(100);
  }

  @Test
  void aWorldThatBeginsLateIsNotMadeBeforeItsZonesAre() {
    stored.clear();
    broadcast.clear();
    ZoneMap map = ZoneMap.uniform(World.of(new Drifters()).space(), 1, 1);
    coordinator =
        new Coordinator(new Memory(), new Wire(), () -> now, RATE, new MapInForce(1000, map));
    coordinator.start();
    reported(999);
    assertThat(control().populating()).isTrue();
    reported(1000);
    assertThat(control().populating()).isFalse();
  }

  private void reported(long tick) {
    ZoneReport zone = new ZoneReport(ZONE, tick, false, 1, 0, 0, 1, 1);
    coordinator.reported(
        new NodeReport("n1", 1, Wish.OWNER, List.of(zone), List.of(), Work.none()));
    coordinator.timer();
    coordinator.timer();
  }

  /** The world makes ticks up to one, as far as the record lets it. */
  private void run(long to) {
    for (long tick = Math.min(to, control().limit()); tick <= to; tick += 5) {
      long made = Math.min(tick, control().limit());
      now = Math.max(now, (long) control().dueMillis(made, RATE));
      reported(made);
    }
  }

  private ControlRecord control() {
    return broadcast.get(broadcast.size() - 1);
  }

  @Test
  void aPauseCutsLongStepsShort() {
    coordinator.pause();
    coordinator.timer();
    long paused = control().pauseAt();
    assertThat(paused).isBetween(100L, 110L);
    run(paused);
    coordinator.step(100_000);
    coordinator.timer();
    assertThat(control().pauseAt()).isEqualTo(paused + 100_000);
    run(paused + 50);
    coordinator.pause();
    coordinator.timer();
    assertThat(control().pauseAt()).isBetween(paused + 50, paused + 60);
  }

  @Test
  void stepsAddUpAndKeepTheHorizonNear() {
    coordinator.pause();
    coordinator.timer();
    long paused = control().pauseAt();
    run(paused);
    coordinator.step(3);
    coordinator.step(100_000);
    coordinator.timer();
    assertThat(control().pauseAt()).isEqualTo(paused + 100_003);
    assertThat(control().horizon()).isLessThan(paused + 60L * RATE);
  }
}
