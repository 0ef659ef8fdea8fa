package io.zonescaler.server.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.zonescaler.client.WorldObserver;
import io.zonescaler.cluster.NodeListener;
import io.zonescaler.game.World;
import io.zonescaler.server.GrpcListener;
import io.zonescaler.server.fixture.RaftGame;
import io.zonescaler.server.fixture.SingleNodeWorld;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.ZoneState;
import io.zonescaler.v1.proto.Box;
import io.zonescaler.v1.proto.Entity;
import io.zonescaler.v1.proto.ObserveRequest;
import io.zonescaler.v1.proto.Observed;
import io.zonescaler.v1.proto.ObservedEvent;
import io.zonescaler.v1.proto.ObserverServiceGrpc;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.zone.MapChange;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Observers are told every tick of a world once, whatever the node that tells them missed. */
class ObserversTest {
  private static final int SECONDS = 4;

  private final World rafts = World.of(new RaftGame());
  private final Everything everything = new Everything();
  private SingleNodeWorld world;
  private Observers observers;
  private GrpcListener listener;
  private ManagedChannel channel;

  @BeforeEach
  void start() {
    world = new SingleNodeWorld(rafts, ZoneMap.uniform(rafts.space(), 4, 32));
    world.listen(everything);
    open(SECONDS);
  }

  private void open(int seconds) {
    observers = new Observers(world, seconds, false, System::currentTimeMillis);
    observers.start();
    listener =
        GrpcListener.open(
            "127.0.0.1",
            0,
            io.grpc.InsecureServerCredentials.create(),
            1 << 16,
            List.of(observers.service().bindService()));
    channel = NettyChannelBuilder.forTarget(listener.address()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    close();
    world.close();
  }

  private void close() {
    channel.shutdownNow();
    observers.close();
    listener.close();
  }

  /** All that the world was, as the node itself was told. */
  private final class Everything implements NodeListener {
    final Map<Long, Map<Long, ZoneState>> byTick = new ConcurrentHashMap<>();

    @Override
    public void released(ZoneState state, byte[] frame, boolean own) {
      byTick.computeIfAbsent(state.tick(), t -> new ConcurrentHashMap<>()).put(state.zone(), state);
    }

    Map<Long, String> at(long tick) {
      Map<Long, String> all = new TreeMap<>();
      for (ZoneState state : byTick.get(tick).values()) {
        for (Kind kind : rafts.schema().kinds().subList(0, rafts.schema().gameKinds())) {
          EntityTable table = state.tables().get(kind.index());
          for (int row = 0; row < table.size; row++) {
            all.put(table.id[row], text(table, row));
          }
        }
      }
      return all;
    }

    List<String> events(long tick) {
      List<EmittedEvent> all = new ArrayList<>();
      byTick.get(tick).values().forEach(state -> all.addAll(state.events()));
      all.sort(
          Comparator.comparingLong(EmittedEvent::entity).thenComparingInt(EmittedEvent::ordinal));
      return all.stream()
          .map(event -> event.entity() + " " + event.kind() + " " + event.a())
          .toList();
    }
  }

  private String text(EntityTable table, int row) {
    StringBuilder text = new StringBuilder();
    text.append(table.kind.index());
    text.append(' ').append(rafts.space().toUnits(0, table.x[row]));
    text.append(' ').append(rafts.space().toUnits(1, table.y[row]));
    for (Column column : table.kind.columns()) {
      if (column.visible()) {
        text.append(' ');
        switch (column.type()) {
          case I32, I64 -> text.append(table.integer(column, row));
          case FIXED, F32, F64 -> text.append(table.real(column, row));
          case BYTES -> text.append(Arrays.toString(table.bytes[column.lane()][row]));
        }
      }
    }
    return text.toString();
  }

  private static String text(Entity entity) {
    StringBuilder text = new StringBuilder();
    text.append(entity.getKind());
    entity.getPositionList().forEach(at -> text.append(' ').append(at));
    for (var value : entity.getValuesList()) {
      text.append(' ');
      switch (value.getValueCase()) {
        case INTEGER -> text.append(value.getInteger());
        case REAL -> text.append(value.getReal());
        case BYTES -> text.append(Arrays.toString(value.getBytes().toByteArray()));
        case VALUE_NOT_SET -> throw new AssertionError("a value of nothing");
      }
    }
    return text.toString();
  }

  /** What an observer keeps. */
  private static final class Copy {
    final Map<Long, String> entities = new TreeMap<>();
    final Map<Long, List<String>> events = new TreeMap<>();
    long tick = -1;
    long world;

    void take(Observed part) {
      if (part.getAnew() && tick != part.getTick()) {
        entities.clear();
      } else if (tick >= 0 && !part.getAnew()) {
        assertThat(part.getTick()).isEqualTo(tick + 1);
      }
      part.getChangedList().forEach(entity -> entities.put(entity.getId(), text(entity)));
      for (long id : part.getGoneList()) {
        assertThat(entities.remove(id)).as("who is gone was there").isNotNull();
      }
      for (ObservedEvent event : part.getEventsList()) {
        events
            .computeIfAbsent(part.getTick(), t -> new ArrayList<>())
            .add(event.getEntity() + " " + event.getKind() + " " + event.getArguments(0));
      }
      world = part.getWorld();
      if (part.getLastPart()) {
        tick = part.getTick();
      }
    }
  }

  private ObserveRequest.Builder goOn(Copy copy) {
    return ObserveRequest.newBuilder().setFromTick(copy.tick + 1).setWorld(copy.world);
  }

  /** Reads so many ticks, comparing each. */
  private void read(ObserveRequest.Builder request, int ticks, Copy copy) {
    long until = ticks;
    try (Context.CancellableContext context = Context.current().withCancellation()) {
      context.run(
          () -> {
            Iterator<Observed> told = stub().observe(request.build());
            long read = 0;
            while (read < until) {
              Observed part = told.next();
              copy.take(part);
              if (part.getLastPart()) {
                read++;
                compare(copy);
              }
            }
          });
    }
  }

  private ObserverServiceGrpc.ObserverServiceBlockingStub stub() {
    return ObserverServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, java.util.concurrent.TimeUnit.SECONDS);
  }

  private void compare(Copy copy) {
    assertThat(copy.entities).as("tick " + copy.tick).isEqualTo(everything.at(copy.tick));
    assertThat(copy.events.getOrDefault(copy.tick, List.of()))
        .containsExactlyElementsOf(everything.events(copy.tick));
  }

  private Status refused(ObserveRequest.Builder request) {
    try {
      stub().observe(request.build()).next();
      throw new AssertionError("not refused");
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  private void awaitTick(long tick) {
    await("tick " + tick)
        .atMost(Duration.ofSeconds(30))
        .until(() -> everything.byTick.keySet().stream().anyMatch(t -> t >= tick));
  }

  private long newest() {
    return everything.byTick.keySet().stream().mapToLong(t -> t).max().orElse(0);
  }

  /** Puts players in, who sail over borders and splash. */
  private void play(int players) {
    for (long player = 1; player <= players; player++) {
      send(new PlayerInput(player, PlayerInput.Type.JOIN, 1, 0, new byte[0]));
    }
    awaitTick(newest() + 3);
    for (long player = 1; player <= players; player++) {
      send(new PlayerInput(player, PlayerInput.Type.COMMAND, 1, 1, new byte[] {1, 60, 45}));
      send(new PlayerInput(player, PlayerInput.Type.COMMAND, 1, 2, new byte[] {3, 7}));
    }
  }

  private void send(PlayerInput input) {
    for (Zone zone : world.control().newestMap().zones()) {
      world.submit(zone.id(), List.of(input));
    }
  }

  @Test
  void everyTickIsToldOnceAlsoByAnotherStream() {
    Copy copy = new Copy();
    read(ObserveRequest.newBuilder(), 5, copy);
    play(10);
    read(goOn(copy), 40, copy);
    awaitTick(copy.tick + 100);
    read(goOn(copy), 120, copy);
    assertThat(copy.events.values().stream().mapToInt(List::size).sum()).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void whatANodeMissesIsReadFromTheStore(int missing) {
    Copy copy = new Copy();
    read(ObserveRequest.newBuilder(), 5, copy);
    play(10);
    List<Long> zones =
        world.control().newestMap().zones().stream().map(Zone::id).toList().subList(0, missing);
    // They are not told of for a while, as when their owner dies.
    long from = newest() + 2;
    world.late =
        state -> state.tick() > from && state.tick() < from + 30 && zones.contains(state.zone());
    awaitTick(from + 60);
    assertThat(everything.byTick.getOrDefault(from + 10, Map.of())).hasSize(4 - missing);
    await("the gap is closed")
        .atMost(Duration.ofSeconds(10))
        .until(() -> observers.newestTick() > from + 40);
    world.deliverLate();
    await("the held back").until(() -> everything.byTick.get(from + 29).size() == 4);
    read(goOn(copy), (int) (from + 35 - copy.tick), copy);
    assertThat(copy.events.values().stream().mapToInt(List::size).sum()).isEqualTo(10);
  }

  @Test
  void thePastIsAsItWas() throws InterruptedException {
    close();
    // Nothing is forgotten while it is compared.
    open(60);
    read(ObserveRequest.newBuilder(), 5, new Copy());
    play(10);
    split(world.control().newestMap().zones().get(0));
    await("the split")
        .atMost(Duration.ofSeconds(20))
        .until(() -> world.control().newestMap().size() == 5);
    awaitTick(world.control().maps().get(world.control().maps().size() - 1).firstTick() + 150);

    Past past = observers.past();
    Past.Range range = past.range();
    assertThat(range.newest() - range.oldest()).isGreaterThan(180);
    List<Long> ticks =
        new ArrayList<>(LongStream.rangeClosed(range.oldest(), range.newest()).boxed().toList());
    Collections.shuffle(ticks, new Random(7));
    Map<Long, Map<Long, Long>> zones = new HashMap<>();
    for (long tick : ticks) {
      Past.Moment moment = past.at(tick);
      Map<Long, ZoneState> then = everything.byTick.get(tick);
      assertThat(moment.map().zones().stream().map(Zone::id)).hasSameElementsAs(then.keySet());
      then.forEach(
          (zone, state) -> assertThat(moment.zones().get(zone).digest()).isEqualTo(state.digest()));
      assertThat(moment.owners().values()).containsOnly(world.node());
      zones.put(tick, zoneOfEach(moment.map(), then.values()));
    }

    Map<Integer, Long> byStays = new TreeMap<>();
    for (long entity : everything.at(range.newest()).keySet()) {
      Past.Journey journey = past.journey(entity);
      byStays.merge(journey.stays().size(), 1L, Long::sum);
      long last = -1;
      for (Past.Stay stay : journey.stays()) {
        assertThat(stay.owner()).isEqualTo(world.node());
        assertThat(last < 0 || stay.fromTick() == last + 1).as("no gap in %s", journey).isTrue();
        for (long tick = stay.fromTick(); tick <= stay.toTick(); tick++) {
          if (zones.containsKey(tick)) {
            assertThat(zones.get(tick)).as("tick " + tick).containsEntry(entity, stay.zone());
          }
        }
        last = stay.toTick();
      }
      assertThat(last).isGreaterThanOrEqualTo(range.newest());
      assertThat(journey.trail()).hasSizeGreaterThan(5);
    }
    assertThat(byStays.keySet()).as("some have crossed borders").anyMatch(stays -> stays > 1);
    assertThat(past.journey(77)).isEqualTo(new Past.Journey(List.of(), List.of()));
    assertThatThrownBy(() -> past.at(range.newest() + 100_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not kept; ticks ");
  }

  /** By entity, the zone in which it was, whoever wrote it. */
  private static Map<Long, Long> zoneOfEach(ZoneMap map, Collection<ZoneState> states) {
    Map<Long, Long> zones = new HashMap<>();
    for (ZoneState state : states) {
      for (EntityTable table : state.tables()) {
        for (int row = 0; row < table.size; row++) {
          long zone = map.locate(table.x[row], table.y[row], table.z[row]).id();
          zones.put(table.id[row], zone);
        }
      }
    }
    return zones;
  }

  @Test
  void aZoneThatEndedIsReadToItsEnd() {
    Copy copy = new Copy();
    read(ObserveRequest.newBuilder(), 5, copy);
    play(10);
    Zone first = world.control().newestMap().zones().get(0);
    split(first);
    await("the announcement")
        .atMost(Duration.ofSeconds(20))
        .until(() -> world.control().maps().size() == 2);
    long end = world.control().maps().get(1).firstTick();
    world.late = state -> state.zone() == first.id() && state.tick() > end - 4;
    await("the split")
        .atMost(Duration.ofSeconds(20))
        .until(() -> world.control().maps().size() == 1);
    await("the gap is closed")
        .atMost(Duration.ofSeconds(10))
        .until(() -> observers.newestTick() > end + 5);
    world.deliverLate();
    await("the held back").until(() -> everything.byTick.get(end - 1).size() == 4);
    read(goOn(copy), (int) (end + 5 - copy.tick), copy);
  }

  @Test
  void aHistoryBeginsWithWhatTheStoreHas() {
    Copy copy = new Copy();
    read(ObserveRequest.newBuilder(), 5, copy);
    play(10);
    close();
    awaitTick(newest() + 20);
    open(SECONDS);
    read(goOn(copy), 40, copy);
    assertThat(copy.events.values().stream().mapToInt(List::size).sum()).isEqualTo(10);
  }

  @Test
  void theJavaClientGoesOnAtWhicheverNodeKeepsIt() throws InterruptedException {
    GrpcListener without =
        GrpcListener.open(
            "127.0.0.1",
            0,
            io.grpc.InsecureServerCredentials.create(),
            1 << 16,
            List.of(
                new Observers(world, 0, false, System::currentTimeMillis).service().bindService()));
    WorldObserver.Position position;
    try (WorldObserver observer =
        WorldObserver.at("127.0.0.1:1", without.address(), listener.address()).open()) {
      WorldObserver.Tick first = observer.next();
      assertThat(first.anew()).isTrue();
      assertThat(first.changed()).hasSize(everything.at(first.position().tick()).size());
      for (int i = 1; i < 10; i++) {
        assertThat(observer.next().position().tick()).isEqualTo(first.position().tick() + i);
      }
      position = observer.position();
    }
    try (WorldObserver observer =
        WorldObserver.at(listener.address()).from(position).kinds("raft").events().open()) {
      WorldObserver.Tick next = observer.next();
      assertThat(next.anew()).isFalse();
      assertThat(next.position().tick()).isEqualTo(position.tick() + 1);
    }
    try (WorldObserver observer = WorldObserver.at(without.address()).from(position).open()) {
      assertThatThrownBy(observer::next)
          .isInstanceOf(WorldObserver.GapException.class)
          .hasMessageContaining("set gateway.historySeconds");
    }
    try (WorldObserver observer = WorldObserver.at(listener.address()).kinds("whale").open()) {
      assertThatThrownBy(observer::next)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("there is no kind 'whale'");
    }
    without.close();
  }

  @Test
  void splitsLeaveNoTrace() {
    Copy copy = new Copy();
    read(ObserveRequest.newBuilder(), 5, copy);
    play(10);
    split(world.control().newestMap().zones().get(0));
    await("the split")
        .atMost(Duration.ofSeconds(20))
        .until(() -> world.control().maps().get(0).map().size() == 5);
    read(goOn(copy), (int) (newest() - copy.tick + 20), copy);
  }

  private void split(Zone zone) {
    int middle = (zone.box().minX() + zone.box().maxX()) / 2;
    world.reshape(new MapChange.Split(zone.id(), 0, middle, MapChange.ANY_SLOT));
  }

  @Test
  void onlyWhatIsWantedIsTold() {
    play(10);
    Copy copy = new Copy();
    Box box = Box.newBuilder().addMin(10).addMin(20).addMax(50).addMax(60).build();
    try (Context.CancellableContext context = Context.current().withCancellation()) {
      context.run(
          () -> {
            Iterator<Observed> told =
                stub()
                    .observe(
                        ObserveRequest.newBuilder()
                            .addKinds("raft")
                            .setNoEvents(true)
                            .setBox(box)
                            .build());
            for (int read = 0; read < 60; ) {
              Observed part = told.next();
              assertThat(part.getEventsCount()).isZero();
              copy.take(part);
              if (part.getLastPart()) {
                read++;
                Map<Long, String> inside = everything.at(copy.tick);
                inside
                    .values()
                    .removeIf(
                        text -> {
                          String[] parts = text.split(" ");
                          double x = Double.parseDouble(parts[1]);
                          double y = Double.parseDouble(parts[2]);
                          return !parts[0].equals("0") || x < 10 || x >= 50 || y < 20 || y >= 60;
                        });
                assertThat(copy.entities).isEqualTo(inside);
              }
            }
          });
    }
  }

  @Test
  void whatCannotBeToldIsRefusedWithAReason() {
    close();
    open(1);
    Copy copy = new Copy();
    read(ObserveRequest.newBuilder(), 3, copy);
    assertThat(refused(ObserveRequest.newBuilder().addKinds("whale")).getDescription())
        .isEqualTo("there is no kind 'whale', only [raft, buoy]");
    assertThat(refused(ObserveRequest.newBuilder().addEvents("boom")).getDescription())
        .isEqualTo("there is no event 'boom', only [splash]");
    assertThat(refused(ObserveRequest.newBuilder().setBox(Box.newBuilder())).getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused(ObserveRequest.newBuilder().setFromTick(-1)).getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    Status other = refused(goOn(copy).setWorld(copy.world + 2));
    assertThat(other.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(other.getDescription()).contains("another world", "begin anew");
    Status future = refused(goOn(copy).setFromTick(copy.tick + 100_000));
    assertThat(future.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(future.getDescription()).contains("far ahead of the history");
    // A second, and as many ticks as may go before those that can be told without them.
    awaitTick(copy.tick + 40 + 2 * 64 + 10);
    Status old = refused(goOn(copy));
    assertThat(old.getCode()).isEqualTo(Status.Code.OUT_OF_RANGE);
    assertThat(old.getDescription()).contains("is not kept any more, they are from", "begin anew");
    close();
    open(0);
    assertThat(refused(ObserveRequest.newBuilder()).getDescription())
        .contains("set gateway.historySeconds");
  }
}
