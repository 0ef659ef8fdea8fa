package io.zonescaler.cluster;

import io.zonescaler.cluster.ControlRecord.MapInForce;
import io.zonescaler.cluster.FrameStore.Result;
import io.zonescaler.cluster.FrameStore.Write;
import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.world.Box;
import io.zonescaler.zone.MapChange;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Steers the world through the control record (invariant I6): extends the horizon, moves the clock
 * when the world lags, pauses, changes the zone map. Never in the data path: without it the world
 * runs on up to the horizon. At most one acts at a time, but two do no harm: the record changes by
 * compare-and-set only.
 */
public final class Coordinator {
  /**
   * How far ahead of the slowest zone the horizon is set, in seconds; well over twice a
   * coordinator's fail-over.
   */
  public static final int HORIZON_SECONDS = 10;

  /** The clock is moved when even the zone that is furthest is later than this. */
  private static final int LAG_MILLIS = 500;

  private static final long VERSIONS_AFTER_LOSS = 1000;

  private static final long REBROADCAST_MILLIS = 500;

  /** A read without an answer for that long is repeated. */
  private static final long READ_TIMEOUT_MILLIS = 2000;

  /** Chooses where new zones go. */
  public interface SlotChoice {
    /**
     * A free slot of a map.
     *
     * @param node name of the node that is to own it; empty for whichever is best
     * @param box box of the zone that is to go there
     * @throws IllegalArgumentException if there is none
     */
    int freeSlot(ZoneMap map, String node, Box box);
  }

  private final FrameStore store;
  private final SafeWriter writer;
  private final Link link;
  private final LongSupplier clock;
  private final int tickRate;
  private final @Nullable ControlRecord first;
  private final ControlCodec codec = new ControlCodec();
  private final Map<Long, ZoneReport> zones = new HashMap<>();
  private final MapChanges mapChanges = new MapChanges();
  private final int horizonTicks;
  private @Nullable ControlRecord record;
  private @Nullable ControlRecord known;
  private long knownMillis;
  private boolean busy;
  private boolean reading;
  private long readMillis;
  private long attempt;
  private long broadcastMillis;
  private String unreadable = "";

  /** What operators ask for, by what a later request replaces; the oldest first. */
  private final Map<Object, Request> requests = new LinkedHashMap<>();

  /** Those of them that the record being stored has. */
  private Map<Object, Request> included = Map.of();

  /** Something that an operator asks for. */
  private interface Request {
    /** The record with it, or the same record if it changes nothing. */
    ControlRecord in(ControlRecord r, Moment moment);
  }

  /** How far the world has come. */
  private record Moment(long slowest, long fastest, long millis) {}

  /**
   * A coordinator that begins with what the store has.
   *
   * @param store the world's store
   * @param link way to the nodes
   * @param clockMillis milliseconds since 1970
   * @param tickRate the world's ticks per second
   * @param first the first record of a new world, for an explicit bootstrap; null if this node must
   *     not create one (invariant I9)
   */
  public Coordinator(
      FrameStore store,
      Link link,
      LongSupplier clockMillis,
      int tickRate,
      @Nullable ControlRecord first) {
    this(store, link, clockMillis, tickRate, HORIZON_SECONDS * tickRate, first);
  }

  /**
   * A coordinator that looks less far ahead.
   *
   * @param horizonTicks how far ahead of the slowest zone the horizon is set, 2 or more; other
   *     parameters as above
   */
  public Coordinator(
      FrameStore store,
      Link link,
      LongSupplier clockMillis,
      int tickRate,
      int horizonTicks,
      @Nullable ControlRecord first) {
    this.horizonTicks = horizonTicks;
    this.store = store;
    this.writer = new SafeWriter(store, link);
    this.link = link;
    this.clock = clockMillis;
    this.tickRate = tickRate;
    this.first = first;
  }

  /** Reads the record and raises the epoch, or creates the world's first record. */
  public void start() {
    busy = true;
    included = Map.of();
    reading = true;
    readMillis = clock.getAsLong();
    long now = ++attempt;
    store.read(
        List.of(Places.control()),
        values -> {
          if (now != attempt) {
            return;
          }
          reading = false;
          byte[] bytes = values.get(0);
          if (bytes != null) {
            ControlRecord stored = decode(bytes);
            if (stored != null) {
              put(withSecret(stored.withEpoch(stored.epoch() + 1)).next());
            }
          } else if (known != null) {
            // Its slot has lost all copies, but what was broadcast was safe: it goes on from there,
            // past anything that others may have stored since.
            put(withSecret(known.withEpoch(known.epoch() + 1)).later(VERSIONS_AFTER_LOSS));
          } else if (first != null) {
            put(first.withAnchor(first.anchorTick(), clock.getAsLong()));
          } else {
            busy = false;
          }
        });
  }

  /** A world of an earlier release, which has no secret, gets one. */
  private static ControlRecord withSecret(ControlRecord stored) {
    return stored.secret().isNone() ? stored.withSecret(Secret.random()) : stored;
  }

  /** The record, or null if it cannot be read, until another look at it. */
  private @Nullable ControlRecord decode(byte[] bytes) {
    try {
      unreadable = "";
      return codec.decode(bytes);
    } catch (IllegalArgumentException e) {
      unreadable = String.valueOf(e.getMessage());
      busy = false;
      record = null;
      return null;
    }
  }

  /** Why the record that is stored cannot be read; empty if it can. */
  public String unreadable() {
    return unreadable;
  }

  private void put(ControlRecord next) {
    busy = true;
    byte[] bytes = codec.encode(next);
    writer.write(
        List.of(new Write(Places.control(), next.version(), codec.digest(bytes), bytes)),
        outcomes -> {
          busy = false;
          if (outcomes.get(0).result() == Result.STORED) {
            record = next;
            included.forEach(requests::remove);
            included = Map.of();
            broadcast();
          } else {
            // Another coordinator was faster: begin again from its record.
            start();
          }
        });
  }

  private void broadcast() {
    ControlRecord r = record;
    if (r != null) {
      broadcastMillis = clock.getAsLong();
      link.broadcast(new NodeMessage.Control(r));
    }
  }

  /** A record was broadcast, by whichever coordinator: the world exists. */
  public void known(ControlRecord broadcast) {
    known = broadcast;
    zones.keySet().retainAll(broadcast.zones());
    knownMillis = clock.getAsLong();
  }

  /**
   * Whether another coordinator took over from this one some time ago. If that was a mistake, and
   * it is gone again, nobody acts on the newest record until this one reads it.
   */
  private boolean isSuperseded(ControlRecord mine) {
    return known != null
        && known.epoch() > mine.epoch()
        && clock.getAsLong() - knownMillis > READ_TIMEOUT_MILLIS;
  }

  /** A node reported. */
  public void reported(NodeReport report) {
    for (ZoneReport zone : report.zones()) {
      ZoneReport known = zones.get(zone.zone());
      if (known == null || zone.tick() >= known.tick()) {
        zones.put(zone.zone(), zone);
      }
    }
  }

  /** Does what an operator asks for; {@code argument} is the number of ticks to step. */
  public void steer(NodeMessage.Steering steering, long argument) {
    switch (steering) {
      case PAUSE -> pause();
      case RESUME -> resume();
      case STEP -> step(argument);
      case BALANCE -> direct(steering, directives -> directives.withBalancing(argument == 1));
    }
  }

  /**
   * Lets somebody choose the slots of zones that splits and moves make.
   *
   * @param slots gives a free slot of a map, and of a node if one is named; throws
   *     IllegalArgumentException if there is none
   */
  public void chooseSlots(SlotChoice slots) {
    mapChanges.chooseSlots(slots);
  }

  /** Tells of each change of the zone map that it was made, with an empty string, or why not. */
  public void tellMapChanges(BiConsumer<MapChange, String> outcomes) {
    mapChanges.tell(outcomes);
  }

  /** Asks for another zone map; made as soon as the change before is over. */
  public void reshape(MapChange change) {
    mapChanges.ask(change, clock.getAsLong());
  }

  /** Lets a node own a slot whatever the load; any if its name is empty. */
  public void pin(int slot, String node) {
    direct(List.of("pin", slot), directives -> directives.withPin(slot, node));
  }

  private void direct(Object replaces, UnaryOperator<Directives> change) {
    ask(replaces, (r, moment) -> directed(r, change.apply(r.directives())));
  }

  /**
   * Gives a world variable another value, from the first tick on that nobody may have begun
   * (invariant I6).
   *
   * @param variable place in the schema
   * @param bits the value
   */
  public void set(int variable, long bits) {
    ask(
        List.of("set", variable),
        (r, moment) -> {
          VariableChange change = new VariableChange(r.horizon() + 1, variable, bits);
          return directed(r, r.directives().withChange(change));
        });
  }

  private void ask(Object replaces, Request request) {
    requests.remove(replaces);
    requests.put(replaces, request);
  }

  private static ControlRecord directed(ControlRecord r, Directives now) {
    return now.equals(r.directives()) ? r : r.withDirectives(now);
  }

  /** Stops the world's clock as soon as possible. */
  public void pause() {
    ask(
        NodeMessage.Steering.PAUSE,
        // A pause also cuts short the steps that were asked for before.
        (r, moment) -> pausedAt(Math.min(r.pauseAt(), soon(r, moment)), r, moment));
  }

  /** Lets a paused world make some ticks. */
  public void step(long ticks) {
    ask(
        new Object(),
        (r, moment) -> {
          boolean paused = r.pauseAt() != Long.MAX_VALUE;
          return pausedAt((paused ? r.pauseAt() : moment.fastest) + Math.max(1, ticks), r, moment);
        });
  }

  /** Lets a paused world go on. */
  public void resume() {
    ask(
        NodeMessage.Steering.RESUME,
        (r, moment) -> r.pauseAt() == Long.MAX_VALUE ? r : pausedAt(Long.MAX_VALUE, r, moment));
  }

  private ControlRecord pausedAt(long tick, ControlRecord r, Moment moment) {
    return r.withPauseAt(tick)
        .withAnchor(moment.slowest + 1, moment.millis)
        .withHorizon(Math.max(r.horizon(), horizon(Math.min(tick, moment.slowest))));
  }

  /** Time has passed; call about ten times a second. */
  public void timer() {
    ControlRecord r = record;
    boolean unread = reading || (!busy && r == null);
    if (unread && attempt > 0 && clock.getAsLong() - readMillis > READ_TIMEOUT_MILLIS) {
      start();
    }
    if (busy || r == null) {
      return;
    }
    if (isSuperseded(r)) {
      start();
      return;
    }
    ControlRecord next = change(r);
    if (next != null) {
      put(next.next());
    } else if (clock.getAsLong() - broadcastMillis > REBROADCAST_MILLIS) {
      broadcast();
    }
  }

  private @Nullable ControlRecord change(ControlRecord r) {
    long slowest = slowest(r);
    long fastest = zones.values().stream().mapToLong(ZoneReport::tick).max().orElse(-1);
    if (r.populating()) {
      return slowest < r.maps().get(0).firstTick() ? null : r.populated();
    }
    if (slowest < 0) {
      return null;
    }
    Moment moment = new Moment(slowest, fastest, clock.getAsLong());
    ControlRecord next = r;
    for (Request request : requests.values()) {
      next = request.in(next, moment);
    }
    next = goneOn(next, moment);
    if (next.equals(r)) {
      requests.clear();
      return null;
    }
    included = new LinkedHashMap<>(requests);
    return next.withDirectives(next.directives().withoutChangesOver(slowest));
  }

  /** The record that lets the world go on, or the same one if it does. */
  private ControlRecord goneOn(ControlRecord r, Moment moment) {
    long slowest = moment.slowest;
    if (r.pauseAt() <= slowest) {
      return r;
    }
    // Only when all lag: a zone that stands still holds up others through its neighbours, one tick
    // later each, and not through the clock (I5).
    if (moment.millis - r.dueMillis(moment.fastest + 1, tickRate) > LAG_MILLIS) {
      return r.withAnchor(moment.fastest + 1, moment.millis)
          .withHorizon(Math.max(r.horizon(), horizon(slowest)));
    }
    if (r.horizon() - slowest < horizonTicks / 2) {
      return r.withHorizon(horizon(slowest));
    }
    ControlRecord reshaped = mapChanges.step(r, zones, slowest, moment.millis);
    return reshaped == null ? r : reshaped;
  }

  /** A tick that no zone has begun when the record with it arrives, unless that takes long. */
  private long soon(ControlRecord r, Moment moment) {
    long due =
        r.anchorTick() + (long) Math.ceil((moment.millis - r.anchorMillis()) * tickRate / 1000.0);
    return Math.max(moment.fastest, Math.min(due, r.horizon())) + 2 + tickRate / 4;
  }

  private long horizon(long tick) {
    return tick + horizonTicks;
  }

  /**
   * The oldest newest tick of all zones that have to make the next one; -1 while one of them has
   * none. Zones that a later map makes have not begun, and those that it ends may be done.
   */
  private long slowest(ControlRecord r) {
    long slowest = Long.MAX_VALUE;
    for (MapInForce m : r.maps()) {
      for (Zone zone : m.map().zones()) {
        ZoneReport report = zones.get(zone.id());
        long tick = report == null ? -1 : report.tick();
        if (r.firstTick(zone.id()) > r.maps().get(0).firstTick()) {
          tick = Math.max(tick, r.firstTick(zone.id()) - 1);
        }
        if (tick < r.lastTick(zone.id())) {
          slowest = Math.min(slowest, tick);
        }
      }
    }
    return slowest;
  }

  /** The record that this coordinator has made, or null before its first. */
  public @Nullable ControlRecord record() {
    return record;
  }
}
