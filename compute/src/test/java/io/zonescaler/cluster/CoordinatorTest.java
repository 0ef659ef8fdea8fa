package io.zonescaler.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.cluster.ControlRecord.MapInForce;
import io.zonescaler.cluster.NodeReport.Wish;
import io.zonescaler.cluster.NodeReport.Work;
import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.game.World;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.VariableValues;
import io.zonescaler.verify.Drifters;
import io.zonescaler.zone.MapChange;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators ask of the world's clock and of its zones. */
class CoordinatorTest {
  private static final int RATE = 20;
  private static final long ZONE = 1;

  private final Map<StoreKey, FrameStore.Write> stored = new HashMap<>();
  private final List<ControlRecord> broadcast = new ArrayList<>();
  private long now = 1_000_000;
  private Coordinator coordinator;
  private ZoneMap map;
  private boolean rivalIsFaster;
  private boolean holdsAnswers;
  private final List<Runnable> answers = new ArrayList<>();

  private final class Memory implements FrameStore {
    @Override
    public void write(List<Write> batch, Consumer<BatchOutcome> done) {
      if (rivalIsFaster) {
        rivalIsFaster = false;
        done.accept(new BatchOutcome(List.of(new Outcome(Result.KEPT, batch.get(0).tick())), true));
        return;
      }
      batch.forEach(w -> stored.put(w.key(), w));
      BatchOutcome outcome =
          new BatchOutcome(batch.stream().map(w -> new Outcome(Result.STORED, -1)).toList(), true);
      if (holdsAnswers) {
        answers.add(() -> done.accept(outcome));
      } else {
        done.accept(outcome);
      }
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
    map = ZoneMap.uniform(World.of(new Drifters()).space(), 1, 4);
    assertThat(map.zones().get(0).id()).isEqualTo(ZONE);
    coordinator =
        new Coordinator(
            new Memory(),
            new Wire(),
            () -> now,
            RATE,
            ControlRecord.first(0, map, VariableValues.NONE, Secret.NONE));
    coordinator.start();
    run(0);
    run(100);
  }

  @Test
  void aWorldThatBeginsLateIsNotMadeBeforeItsZonesAre() {
    stored.clear();
    broadcast.clear();
    coordinator =
        new Coordinator(
            new Memory(),
            new Wire(),
            () -> now,
            RATE,
            ControlRecord.first(1000, map, VariableValues.NONE, Secret.NONE));
    coordinator.start();
    reported(999);
    assertThat(control().populating()).isTrue();
    reported(1000);
    assertThat(control().populating()).isFalse();
  }

  @Test
  void aWorldWithoutASecretGetsOneAndKeepsIt() {
    assertThat(control().secret().isNone()).isTrue();
    Secret given = restarted().secret();
    assertThat(given.isNone()).isFalse();
    assertThat(given.bytes()).hasSize(32);
    assertThat(given).hasToString("a secret");
    assertThat(restarted().secret()).isEqualTo(given);
  }

  /** What another coordinator, which must not create a world, makes of it. */
  private ControlRecord restarted() {
    coordinator = new Coordinator(new Memory(), new Wire(), () -> now, RATE, null);
    coordinator.start();
    coordinator.timer();
    return control();
  }

  private void reported(long tick) {
    reported(ZONE, tick, -1);
  }

  private void reported(long zone, long tick, long snapshotTick) {
    ZoneReport report =
        new ZoneReport(zone, tick, false, 1, 0, 0, 1, 1, snapshotTick, new CutPlaces(0, 0, 0));
    coordinator.reported(
        new NodeReport(
            "n1", 1, Wish.OWNER, List.of(report), List.of(), Work.none(), 1, GatewayReport.NONE));
    coordinator.timer();
    coordinator.timer();
  }

  private int middle() {
    return (map.bounds().minX() + map.bounds().maxX()) / 2;
  }

  @Test
  void aSplitIsAnnouncedBeyondTheHorizonAndOverWhenTheNewZonesAreKept() {
    long horizon = control().horizon();
    coordinator.reshape(new MapChange.Split(ZONE, 0, middle(), 3));
    coordinator.timer();
    assertThat(control().maps()).hasSize(2);
    assertThat(control().horizon()).isEqualTo(horizon);
    long first = control().maps().get(1).firstTick();
    assertThat(first).isGreaterThan(horizon);
    List<Long> made = control().newestMap().zones().stream().map(Zone::id).toList();
    assertThat(made).hasSize(2).doesNotContain(ZONE);
    run(first - 1);
    // The zone that was split has made its last tick; the new ones hold the world up now.
    assertThat(control().horizon()).isGreaterThan(first);
    made.forEach(zone -> reported(zone, first, -1));
    made.forEach(zone -> reported(zone, first + 20, -1));
    assertThat(control().maps()).as("their states are only in frames").hasSize(2);
    reported(made.get(0), first + 20, first);
    assertThat(control().maps()).hasSize(2);
    reported(made.get(1), first + 20, first + 5);
    assertThat(control().maps()).containsExactly(new MapInForce(first, control().newestMap()));
  }

  @ParameterizedTest(name = "format {0}, {1} bytes less")
  @CsvSource({"1, 13", "2, 8", "3, 4"})
  void aWorldOfAnEarlierReleaseGoesOn(int format, int less) {
    FrameStore.Write write = stored.get(Places.control());
    ByteBuffer old = ByteBuffer.wrap(Arrays.copyOf(write.bytes(), write.bytes().length - less));
    old.putInt(0, format);
    ControlRecord before = control();
    stored.put(
        Places.control(),
        new FrameStore.Write(Places.control(), write.tick(), write.digest(), old.array()));
    coordinator = new Coordinator(new Memory(), new Wire(), () -> now, RATE, null);
    coordinator.start();
    Secret given = control().secret();
    assertThat(given.isNone()).isFalse();
    assertThat(control()).isEqualTo(before.withEpoch(before.epoch() + 1).withSecret(given).next());
  }

  @Test
  void aRecordThatCannotBeReadIsTroubleUntilItCan() {
    FrameStore.Write good = stored.get(Places.control());
    byte[] later = good.bytes().clone();
    ByteBuffer.wrap(later).putInt(0, 99);
    stored.put(
        Places.control(),
        new FrameStore.Write(Places.control(), good.tick(), good.digest(), later));
    coordinator = new Coordinator(new Memory(), new Wire(), () -> now, RATE, null);
    broadcast.clear();
    coordinator.start();
    assertThat(broadcast).isEmpty();
    assertThat(coordinator.unreadable())
        .isEqualTo(
            "a control record of format 99, this node reads formats up to 4 only: run the same"
                + " release on all nodes");
    stored.put(Places.control(), good);
    now += 3000;
    coordinator.timer();
    assertThat(coordinator.unreadable()).isEmpty();
    assertThat(broadcast).isNotEmpty();
  }

  @Test
  void aVariableIsSetBeyondTheHorizonAndKeptUntilItIsSetAgain() {
    long first = control().horizon() + 1;
    coordinator.set(0, 5);
    coordinator.timer();
    coordinator.set(1, 7);
    coordinator.set(0, 6);
    coordinator.timer();
    assertThat(control().horizon()).isEqualTo(first - 1);
    assertThat(control().inputsAt(first))
        .containsExactly(PlayerInput.ofVariable(0, 6), PlayerInput.ofVariable(1, 7));
    assertThat(control().inputsAt(first - 1)).isEmpty();
    run(first + 1);
    long second = control().horizon() + 1;
    coordinator.set(0, 8);
    coordinator.timer();
    assertThat(control().directives().changes())
        .containsExactly(
            new VariableChange(first, 0, 6),
            new VariableChange(first, 1, 7),
            new VariableChange(second, 0, 8));
    run(second + 150);
    assertThat(control().directives().changes())
        .as("what another value has replaced for every zone is not kept")
        .containsExactly(new VariableChange(first, 1, 7), new VariableChange(second, 0, 8));
    assertThat(control().directives().inForce(0, second - 1)).isNull();
    assertThat(control().directives().inForce(0, second))
        .isEqualTo(new VariableChange(second, 0, 8));
  }

  @Test
  void valuesThatAreSetAllTheTimeHoldUpNothing() {
    coordinator.reshape(new MapChange.Split(ZONE, 0, middle(), 3));
    long value = 0;
    for (long tick = 101; tick < 1000 && control().maps().size() == 1; tick++) {
      coordinator.set(0, ++value);
      run(tick);
    }
    long first = control().maps().get(1).firstTick();
    assertThat(first).isLessThan(1000);
    for (long tick = 101; tick < first; tick++) {
      coordinator.set(0, ++value);
      run(tick);
    }
    assertThat(control().horizon()).as("the world goes on").isGreaterThan(first);
    coordinator.set(0, ++value);
    coordinator.pause();
    coordinator.timer();
    assertThat(control().pauseAt()).isLessThan(Long.MAX_VALUE);
  }

  @Test
  void whatIsReplacedIsForgottenThoughTheWorldLags() {
    for (int second = 0; second < 200; second++) {
      coordinator.set(0, second);
      long tick = 100 + second * 16L;
      now += 1000;
      reported(tick);
      coordinator.timer();
    }
    assertThat(control().directives().changes()).hasSizeLessThan(16);
  }

  @Test
  void whatIsAskedForWhileARecordIsBeingStoredIsInTheNext() {
    holdsAnswers = true;
    coordinator.set(0, 5);
    coordinator.timer();
    coordinator.set(0, 6);
    coordinator.set(1, 7);
    coordinator.pause();
    coordinator.timer();
    holdsAnswers = false;
    answers.forEach(Runnable::run);
    assertThat(control().directives().changes())
        .extracting(VariableChange::bits)
        .containsExactly(5L);
    coordinator.timer();
    assertThat(control().directives().changes())
        .extracting(VariableChange::bits)
        .containsExactly(6L, 7L);
    assertThat(control().pauseAt()).isLessThan(Long.MAX_VALUE);
    long version = control().version();
    coordinator.timer();
    assertThat(control().version()).as("nothing is asked for twice").isEqualTo(version);
  }

  @Test
  void aPauseWhoseRecordAnotherCoordinatorForestalledIsMadeAfterAll() {
    coordinator.pause();
    rivalIsFaster = true;
    coordinator.timer();
    assertThat(control().pauseAt()).isEqualTo(Long.MAX_VALUE);
    coordinator.timer();
    assertThat(control().pauseAt()).isLessThan(Long.MAX_VALUE);
  }

  @Test
  void aPinIsOverWithTheZoneInItsSlot() {
    coordinator.pin(0, "n1");
    coordinator.pin(2, "n2");
    coordinator.timer();
    assertThat(control().directives().pins())
        .as("slot 2 is empty")
        .containsExactly(Map.entry(0, "n1"));
    coordinator.reshape(new MapChange.Split(ZONE, 0, middle(), 3));
    coordinator.timer();
    coordinator.timer();
    coordinator.pin(3, "n2");
    coordinator.timer();
    assertThat(control().directives().pins()).containsOnlyKeys(0, 3);
    over(control().maps().get(1).firstTick());
    coordinator.reshape(new MapChange.Merge(2, 3, 0));
    coordinator.timer();
    coordinator.timer();
    over(control().maps().get(1).firstTick());
    assertThat(control().directives().pins()).containsExactly(Map.entry(0, "n1"));
  }

  @Test
  void aZoneThatMovesKeepsItsBoxAndItsPin() {
    coordinator.chooseSlots((zones, node, box) -> node.equals("n2") ? 2 : 1);
    coordinator.pin(0, "n2");
    coordinator.timer();
    coordinator.reshape(new MapChange.Move(ZONE, "n2", MapChange.ANY_SLOT));
    coordinator.timer();
    coordinator.timer();
    assertThat(control().newestMap().zones())
        .containsExactly(new Zone(ZONE + 1, 2, map.zone(ZONE).box()));
    assertThat(control().directives().pins()).isEqualTo(Map.of(2, "n2"));
    over(control().maps().get(1).firstTick());
    assertThat(control().directives().pins()).isEqualTo(Map.of(2, "n2"));
  }

  /** All zones of the map before are done, and those of the newest one have begun and are kept. */
  private void over(long first) {
    for (Zone zone : control().maps().get(0).map().zones()) {
      reported(zone.id(), first - 1, -1);
    }
    for (Zone zone : control().newestMap().zones()) {
      reported(zone.id(), first + 20, first + 5);
    }
    assertThat(control().maps()).hasSize(1);
  }

  @Test
  void twoSplitsAtOnceGetTwoSlots() {
    int quarter = (map.bounds().minX() + middle()) / 2;
    coordinator.chooseSlots((map, node, box) -> map.freeSlots().get(map.freeSlots().size() - 1));
    coordinator.reshape(new MapChange.Split(ZONE, 0, middle(), MapChange.ANY_SLOT));
    coordinator.reshape(new MapChange.Split(ZONE + 1, 0, quarter, MapChange.ANY_SLOT));
    coordinator.timer();
    assertThat(control().newestMap().zones()).extracting(Zone::slot).containsExactly(3, 0, 2);
  }

  @Test
  void aChangeWhoseRecordAnotherCoordinatorForestalledIsMadeAfterAll() {
    coordinator.reshape(new MapChange.Split(ZONE, 0, middle(), 3));
    rivalIsFaster = true;
    coordinator.timer();
    assertThat(control().maps()).hasSize(1);
    coordinator.timer();
    assertThat(control().newestMap().zones()).hasSize(2);
  }

  @Test
  void aChangeThatHasWaitedTooLongIsNotMade() {
    coordinator.reshape(new MapChange.Split(ZONE, 0, middle(), 3));
    coordinator.timer();
    long first = control().maps().get(1).firstTick();
    coordinator.reshape(new MapChange.Merge(2, 3, 0));
    now += 31_000;
    run(first - 1);
    reported(2, first + 1, first);
    reported(3, first + 1, first);
    coordinator.timer();
    assertThat(control().maps()).hasSize(1);
    assertThat(control().newestMap().zones()).hasSize(2);
  }

  @Test
  void oneChangeIsPendingAtATimeAndWhatIsNotPossibleIsLeftOut() {
    coordinator.reshape(new MapChange.Split(ZONE, 0, middle(), 3));
    coordinator.timer();
    ZoneMap pending = control().newestMap();
    coordinator.reshape(new MapChange.Split(ZONE, 1, 1, 2));
    coordinator.reshape(new MapChange.Merge(2, 3, 0));
    long first = control().maps().get(1).firstTick();
    run(first - 1);
    assertThat(control().newestMap()).isEqualTo(pending);
    reported(2, first + 1, first);
    reported(3, first + 1, first);
    coordinator.timer();
    assertThat(control().maps()).hasSize(2);
    assertThat(control().newestMap().version()).isEqualTo(3);
    assertThat(control().newestMap().zones()).extracting(Zone::id).containsExactly(4L);
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
