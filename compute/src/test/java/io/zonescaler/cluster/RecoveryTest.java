package io.zonescaler.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.cluster.ControlRecord.MapInForce;
import io.zonescaler.cluster.NodeReport.Wish;
import io.zonescaler.cluster.NodeReport.Work;
import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.frame.CellFilter;
import io.zonescaler.game.World;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.Totals;
import io.zonescaler.state.VariableValues;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.tick.StartPopulation;
import io.zonescaler.tick.ZoneTick;
import io.zonescaler.verify.Drifters;
import io.zonescaler.world.Box;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What an owner does when less is stored of its zone than others have seen. */
class RecoveryTest {
  private static final long ZONE = 1;
  private static final int RATE = 20;

  private final World world = World.of(new Drifters());
  private final ZoneMap map = ZoneMap.uniform(world.space(), 1, 1);
  private final Map<StoreKey, FrameStore.Write> stored = new HashMap<>();
  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final List<String> notices = new ArrayList<>();
  private final List<ZoneState> states = new ArrayList<>();
  private long now = 1_000_000;
  private ZoneReport reported = ZoneReport.unknown(ZONE);

  private final class Memory implements FrameStore {
    @Override
    public void write(List<Write> batch, Consumer<BatchOutcome> done) {
      batch.forEach(w -> stored.put(w.key(), w));
      List<Outcome> outcomes = batch.stream().map(w -> new Outcome(Result.STORED, -1)).toList();
      loop.add(() -> done.accept(new BatchOutcome(outcomes, true)));
    }

    @Override
    public void read(List<StoreKey> keys, Consumer<List<byte[]>> done) {
      List<byte[]> values = new ArrayList<>();
      keys.forEach(k -> values.add(stored.containsKey(k) ? stored.get(k).bytes() : null));
      loop.add(() -> done.accept(values));
    }
  }

  private final class Wire implements Link {
    @Override
    public void send(String node, NodeMessage message) {}

    @Override
    public void broadcast(NodeMessage message) {
      if (message instanceof NodeMessage.Report report && !report.report().zones().isEmpty()) {
        reported = report.report().zones().get(0);
      }
    }

    @Override
    public void probeMajority(Consumer<Boolean> done) {
      loop.add(() -> done.accept(true));
    }
  }

  private final class Inline implements Jobs {
    @Override
    public <T> void run(int slot, Supplier<T> work, Consumer<T> done, Consumer<Throwable> failed) {
      T made = work.get();
      loop.add(() -> done.accept(made));
    }
  }

  private NodeCore node() {
    NodeListener listener =
        new NodeListener() {
          @Override
          public void released(ZoneState state, byte[] frame, boolean own) {
            states.add(state);
          }

          @Override
          public void noticed(long zone, long tick, String sentence) {
            notices.add(sentence);
          }
        };
    return new NodeCore(
        world,
        new StartPopulation(world),
        "n1",
        new Memory(),
        new Wire(),
        new Inline(),
        () -> now,
        () -> new ZoneTick(world, RangeRunner.single(), (zone, tick, kind, id, failure) -> {}),
        listener,
        CoreSettings.defaults());
  }

  private void begin(NodeCore node, long version, boolean populating, long limit) {
    node.ownership(new Ownership(1, List.of("n1"), List.of(List.of()), Set.of()));
    node.control(record(version, populating, limit));
    run(node, limit);
  }

  private ControlRecord record(long version, boolean populating, long limit) {
    return new ControlRecord(
        version,
        1,
        populating,
        limit,
        Long.MAX_VALUE,
        0,
        1_000_000,
        List.of(new MapInForce(0, map)));
  }

  private void run(NodeCore node, long ticks) {
    long end = now + (ticks + 2) * 1000 / RATE + 1000;
    while (now < end) {
      for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
        task.run();
      }
      now += 10;
      node.timer();
    }
  }

  @Test
  void aZoneDoesNotGoBackInTimeWhenItsNewestCopiesAreLost() {
    NodeCore first = node();
    begin(first, 1, true, 10);
    assertThat(reported.tick()).isEqualTo(10);
    Map<StoreKey, FrameStore.Write> old = new HashMap<>(stored);
    begin(first, 2, false, 20);
    assertThat(reported.tick()).isEqualTo(20);
    Map<StoreKey, FrameStore.Write> whole = new HashMap<>(stored);

    stored.clear();
    stored.putAll(old);
    NodeCore second = node();
    ZoneReport seen = new ZoneReport(ZONE, 20, false, 1, 0, 0, 1, 1, -1, new CutPlaces(0, 0, 0));
    second.message(
        "n2",
        new NodeMessage.Report(
            new NodeReport(
                "n2",
                2,
                Wish.OWNER,
                List.of(seen),
                List.of(),
                Work.none(),
                1,
                GatewayReport.NONE)));
    begin(second, 3, false, 30);
    assertThat(reported.halted()).isTrue();
    assertThat(notices)
        .containsExactly(
            "zone 1 halts after tick -1: what is stored of it ends at tick 10, and tick 20 has been seen: it waits for a node that has the rest");

    stored.putAll(whole);
    run(second, 30);
    assertThat(reported.halted()).isFalse();
    assertThat(reported.tick()).isEqualTo(30);
  }

  /**
   * A node that believed too early to own a zone knows its neighbours as far as its other zones see
   * them, and they have moved on: without another look at the store it would wait for ever.
   */
  @Test
  void aZoneWhoseSourcesAreKnownInPartOnlyIsReadAgainWhenTheyHaveMovedOn() {
    ZoneMap halves = ZoneMap.uniform(world.space(), 2, 4);
    NodeContext context =
        new NodeContext(
            world,
            new StartPopulation(world),
            "n1",
            new Memory(),
            new Wire(),
            new Inline(),
            () -> now,
            () -> {
              throw new IllegalStateException("no tick is made here");
            },
            new NodeListener() {},
            CoreSettings.defaults());
    context.control =
        new ControlRecord(
            1, 1, false, 100, Long.MAX_VALUE, 0, 0, List.of(new MapInForce(0, halves)));
    Box own = halves.zone(1).box();
    CellFilter sees = CellFilter.around(world.space(), own, world.space().halo());
    OwnedZone zone = new OwnedZone(halves.zone(1), sees);
    zone.tick = 5;
    Recovery recovery = new Recovery(context, new Owner(context));
    CellFilter elsewhere = CellFilter.around(world.space(), halves.zone(2).box(), 0);
    context.states.put(state(1, 5), new byte[0], null);
    context.states.put(state(2, 5), new byte[0], elsewhere);
    assertThat(recovery.isOvertaken(zone)).as("it may still come").isFalse();
    context.states.put(state(2, 6), new byte[0], sees);
    assertThat(recovery.isOvertaken(zone)).isTrue();
    context.states.put(state(2, 5), new byte[0], sees);
    assertThat(recovery.isOvertaken(zone)).isFalse();
    int cut = halves.zone(2).box().minY() + world.space().halo();
    context.control =
        new ControlRecord(
            2,
            1,
            false,
            100,
            Long.MAX_VALUE,
            0,
            0,
            List.of(new MapInForce(6, halves.split(2, 1, cut, 3))));
    assertThat(recovery.isOvertaken(zone)).as("the map of tick 5 is over").isTrue();
  }

  /** It may not be known yet who is in the zone: the tick that comes next finds out. */
  @Test
  void aQuarantineThatIsAskedDuringATakeoverReachesTheZone() {
    begin(node(), 1, true, 10);
    EntityTable table = states.get(states.size() - 1).tables().get(0);
    NodeCore second = node();
    second.ownership(new Ownership(1, List.of("n1"), List.of(List.of()), Set.of()));
    second.control(record(2, false, 30));
    second.message("n2", new NodeMessage.Quarantine(table.id[0], false));
    assertThat(loop).as("it is being read").isNotEmpty();
    run(second, 20);
    assertThat(reported.tick()).isEqualTo(30);
    assertThat(reported.quarantined()).isEqualTo(1);
  }

  /** Its parents may still be there, but others have built on what it was. */
  @Test
  void aZoneThatAMapMadeDoesNotBeginASecondTimeWhenItsNeighboursHaveSeenIt() {
    ZoneMap halves = ZoneMap.uniform(world.space(), 2, 4);
    int cut = halves.zone(2).box().minY() + world.space().halo();
    ZoneMap cutAgain = halves.split(2, 1, cut, 3);
    long made = cutAgain.zones().stream().filter(z -> z.slot() == 3).findFirst().orElseThrow().id();
    for (long neighbour = 6; neighbour <= 7; neighbour++) {
      notices.clear();
      NodeCore node = node();
      node.ownership(
          new Ownership(
              1,
              List.of("n2", "n2", "n2", "n1"),
              List.of(List.of(), List.of(), List.of(), List.of()),
              Set.of()));
      ZoneReport seen =
          new ZoneReport(1, neighbour, false, 1, 0, 0, 1, 1, -1, new CutPlaces(0, 0, 0));
      node.message(
          "n2",
          new NodeMessage.Report(
              new NodeReport(
                  "n2",
                  1,
                  Wish.OWNER,
                  List.of(seen),
                  List.of(),
                  Work.none(),
                  1,
                  GatewayReport.NONE)));
      node.control(
          new ControlRecord(
              1,
              1,
              false,
              100,
              Long.MAX_VALUE,
              0,
              now,
              List.of(new MapInForce(0, halves), new MapInForce(6, cutAgain))));
      run(node, 1);
      if (neighbour == 6) {
        assertThat(notices).as("tick 6 of zone 1 does not need its tick 6").isEmpty();
      } else {
        assertThat(notices)
            .singleElement()
            .asString()
            .startsWith("zone " + made + " halts after tick -1: nothing of it is stored");
      }
    }
  }

  private static ZoneState state(long zone, long tick) {
    return new ZoneState(
        zone,
        tick,
        1,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        VariableValues.NONE,
        null,
        new Totals(0),
        0,
        0);
  }
}
