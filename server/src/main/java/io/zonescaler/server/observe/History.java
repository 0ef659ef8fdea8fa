package io.zonescaler.server.observe;

import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.NodeListener;
import io.zonescaler.cluster.Ownership;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.frame.FrameCodec;
import io.zonescaler.frame.FrameException;
import io.zonescaler.frame.FrameHeader;
import io.zonescaler.game.World;
import io.zonescaler.state.ZoneState;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last ticks of the whole world, each complete and without a gap: as frames, and every now and
 * then as states, so that any of them can be told again. What a node is not told of, as it may be
 * when an owner dies, is read from the store.
 *
 * <p>The node's loop hands over states; all else is for one thread.
 */
final class History implements NodeListener {
  /** A kept tick of which the states are kept too, so that few frames have to be read. */
  private static final int WHOLE_EVERY = 64;

  /** The newest ticks are kept as states. */
  private static final int RECENT = 8;

  /** States that may wait for the thread; what does not fit is read from the store. */
  private static final int MOST_WAITING = 100_000;

  private static final long READ_AGAIN_MILLIS = 500;
  private static final long PATIENCE_MILLIS = 300;

  /**
   * The store has fewer ticks of a zone: what is missing when others are so far ahead was made, and
   * is there no more. A zone that stands still holds up the others long before that.
   */
  private static final long LOST_TICKS = 256;

  /** The first tick that is kept waits so long for the store to say what was before. */
  private static final long BEGIN_MILLIS = 3000;

  private static final Logger LOG = LoggerFactory.getLogger(History.class);

  /** A safe state, and the frame that it was told by. */
  private record Told(ZoneState state, byte[] frame) {}

  /**
   * A tick that is complete.
   *
   * @param step its frames
   * @param whole all states, of some ticks; else null
   */
  private record Kept(Step step, @Nullable WorldTick whole) {}

  /**
   * What leads from a tick to the next one.
   *
   * @param tick the next one
   * @param map the zone map in force then
   * @param owners by zone, the node that owned it when this node was told; empty if none did
   * @param frames by zone
   */
  record Step(long tick, ZoneMap map, Map<Long, String> owners, Map<Long, byte[]> frames) {}

  /**
   * What tells one tick.
   *
   * @param whole where to begin; null for the tick that the asker knows
   * @param steps what leads from there to the tick
   * @param map the zone map in force at the tick
   * @param owners by zone, the node that owned it
   */
  record Excerpt(
      @Nullable WorldTick whole, List<Step> steps, ZoneMap map, Map<Long, String> owners) {
    /**
     * The zones' states at the tick.
     *
     * @param known the states at the tick that the asker knows, if it knows one
     */
    Map<Long, ZoneState> read(FrameCodec codec, @Nullable Map<Long, ZoneState> known) {
      Map<Long, ZoneState> states = whole == null ? Objects.requireNonNull(known) : whole.zones();
      for (Step step : steps) {
        Map<Long, ZoneState> before = states;
        Map<Long, ZoneState> next = new HashMap<>();
        step.frames()
            .forEach((zone, frame) -> next.put(zone, codec.decode(before.get(zone), frame)));
        states = next;
      }
      return states;
    }
  }

  /**
   * Ticks in a row.
   *
   * @param whole the first of them
   * @param steps all of them; the first step's frames are of no use
   */
  record Chapter(WorldTick whole, List<Step> steps) {}

  private final WorldAccess access;
  private final World world;
  private final FrameCodec codec;
  private final LongSupplier clockMillis;
  private final long most;
  private final ConcurrentLinkedQueue<Told> told = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicReference<@Nullable ControlRecord> latest = new AtomicReference<>();

  private final TreeMap<Long, ZoneMap> maps = new TreeMap<>();
  private final TreeMap<Long, Map<Long, Told>> pending = new TreeMap<>();
  private final TreeMap<Long, Kept> kept = new TreeMap<>();
  private final TreeMap<Long, WorldTick> recent = new TreeMap<>();
  private final Map<Long, Long> askedMillis = new HashMap<>();

  /** What the store has, until it is known to be safe; the newest first. */
  private final TreeMap<Long, Map<Long, Told>> stored = new TreeMap<>(Comparator.reverseOrder());

  private final ConcurrentLinkedQueue<List<byte[]>> read = new ConcurrentLinkedQueue<>();
  private long beginMillis = -1;
  private int unread;
  private long stalledMillis = -1;
  private volatile long newest = -1;

  /**
   * Keeps nothing yet.
   *
   * @param seconds how much of the world's history is kept
   */
  History(WorldAccess access, int seconds, LongSupplier clockMillis) {
    this.access = access;
    this.clockMillis = clockMillis;
    world = access.world();
    codec = new FrameCodec(world.schema(), world.space(), world.checksum());
    most = Math.max(2L, (long) seconds * world.settings().tickRate());
  }

  /** Begins to listen. */
  void start() {
    access.listen(this);
    latest.compareAndSet(null, access.control());
  }

  // ---- on the node's loop

  @Override
  public void released(ZoneState state, byte[] frame, boolean own) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
    } else {
      told.add(new Told(state, frame));
    }
  }

  @Override
  public void controlled(ControlRecord record) {
    latest.set(record);
  }

  // ---- on the observers' thread

  /** Takes in what is new; call often. */
  void update() {
    ControlRecord record = latest.getAndSet(null);
    if (record != null) {
      // A map that was announced may have been withdrawn.
      maps.tailMap(record.maps().get(0).firstTick(), true).clear();
      record.maps().forEach(m -> maps.put(m.firstTick(), m.map()));
      access.interest(this, record.zones());
    }
    for (Told one = told.poll(); one != null; one = told.poll()) {
      waiting.decrementAndGet();
      put(one);
    }
    for (List<byte[]> values = read.poll(); values != null; values = read.poll()) {
      unread--;
      decode(values);
    }
    takeStored();
    while (complete()) {
      stalledMillis = -1;
    }
    if (!pending.isEmpty()) {
      fill();
    }
  }

  private void put(Told one) {
    if (one.state().tick() > newest()) {
      pending
          .computeIfAbsent(one.state().tick(), t -> new HashMap<>())
          .putIfAbsent(one.state().zone(), one);
    }
  }

  /** The newest tick that is complete; -1 before the first. From any thread. */
  long newest() {
    return newest;
  }

  /** The oldest tick that is kept; -1 before the first. */
  long oldest() {
    return kept.isEmpty() ? -1 : kept.firstKey();
  }

  private @Nullable ZoneMap mapAt(long tick) {
    Map.Entry<Long, ZoneMap> entry = maps.floorEntry(tick);
    return entry == null ? null : entry.getValue();
  }

  /** Completes the next tick, or the first one, if all its zones are there. */
  private boolean complete() {
    if (kept.isEmpty() && !hasBegun()) {
      return false;
    }
    Collection<Long> candidates =
        kept.isEmpty() ? List.copyOf(pending.keySet()) : List.of(newest() + 1);
    for (long tick : candidates) {
      Map<Long, Told> there = pending.get(tick);
      ZoneMap map = mapAt(tick);
      if (there != null
          && map != null
          && map.zones().stream().allMatch(zone -> there.containsKey(zone.id()))) {
        keep(tick, map, there);
        return true;
      }
    }
    return false;
  }

  /** The first tick should be the oldest that can be had: an observer may need it. */
  private boolean hasBegun() {
    long now = clockMillis.getAsLong();
    if (pending.isEmpty()) {
      return false;
    }
    if (beginMillis < 0) {
      beginMillis = now;
      ZoneMap map = mapAt(pending.firstKey());
      if (map != null) {
        map.zones().forEach(this::ask);
      }
    }
    return unread <= 0 || now - beginMillis > BEGIN_MILLIS;
  }

  private void ask(Zone zone) {
    unread++;
    access.history(zone, read::add);
  }

  private void keep(long tick, ZoneMap map, Map<Long, Told> there) {
    WorldTick last = recent.get(tick - 1);
    Map<Long, ZoneState> states = new HashMap<>();
    Map<Long, byte[]> frames = new HashMap<>();
    for (Zone zone : map.zones()) {
      Told one = Objects.requireNonNull(there.get(zone.id()));
      ZoneState before = last == null ? null : last.zones().get(zone.id());
      states.put(zone.id(), one.state());
      frames.put(zone.id(), readable(before, one));
    }
    WorldTick whole = new WorldTick(tick, states);
    boolean isBase = kept.isEmpty() || tick % WHOLE_EVERY == 0;
    Step step = new Step(tick, map, owners(map, tick - 1), frames);
    newest = tick;
    kept.put(tick, new Kept(step, isBase ? whole : null));
    recent.put(tick, whole);
    pending.headMap(tick, true).clear();
    askedMillis.clear();
    if (recent.size() > RECENT) {
      recent.pollFirstEntry();
    }
    forget();
    Long inForce = maps.floorKey(oldest());
    if (inForce != null) {
      maps.headMap(inForce).clear();
    }
  }

  /** Who owns the zones now, as it is told with a tick; mostly the same as the tick before. */
  private Map<Long, String> owners(ZoneMap map, long before) {
    Ownership ownership = access.ownership();
    Map<Long, String> owners = new HashMap<>();
    map.zones().forEach(zone -> owners.put(zone.id(), ownership.owner(zone.slot())));
    Kept last = kept.get(before);
    return last != null && last.step().owners().equals(owners) ? last.step().owners() : owners;
  }

  /** A frame that gives the state, if the one before is known. */
  private byte[] readable(@Nullable ZoneState before, Told one) {
    FrameHeader header = FrameCodec.header(one.frame());
    boolean chains =
        !header.full() && before != null && before.digest() == one.state().previousDigest();
    return chains ? one.frame() : codec.encodeSnapshot(one.state());
  }

  /** Drops the oldest ticks, up to one that can be told without those before it. */
  private void forget() {
    while (kept.size() > most + WHOLE_EVERY) {
      Long next = null;
      for (Map.Entry<Long, Kept> entry : kept.tailMap(oldest(), false).entrySet()) {
        if (entry.getValue().whole() != null) {
          next = entry.getKey();
          break;
        }
      }
      if (next == null || newest() - next < most) {
        return;
      }
      kept.headMap(next).clear();
    }
  }

  /** Reads what is missing of the next tick from the store. */
  private void fill() {
    if (kept.isEmpty()) {
      return;
    }
    long now = clockMillis.getAsLong();
    if (stalledMillis < 0) {
      stalledMillis = now;
    }
    long tick = newest() + 1;
    boolean isLate = now - stalledMillis > PATIENCE_MILLIS && pending.lastKey() > tick;
    ZoneMap map = mapAt(tick);
    if (!isLate || map == null) {
      return;
    }
    if (pending.lastKey() > tick + LOST_TICKS) {
      LOG.atWarn()
          .addKeyValue("tick", tick)
          .log("The history has a gap: tick {} is lost, and it begins again after that", tick);
      forgetAll();
      return;
    }
    // A world that stands still for long is not asked all the time.
    long pause = Math.max(READ_AGAIN_MILLIS, (now - stalledMillis) / 4);
    Map<Long, Told> there = pending.getOrDefault(tick, Map.of());
    for (Zone zone : map.zones()) {
      long asked = askedMillis.getOrDefault(zone.id(), Long.MIN_VALUE / 2);
      if (!there.containsKey(zone.id()) && now - asked > pause) {
        askedMillis.put(zone.id(), now);
        ask(zone);
      }
    }
  }

  private void forgetAll() {
    pending.headMap(newest() + LOST_TICKS, true).clear();
    stored.clear();
    stalledMillis = -1;
    beginMillis = -1;
    newest = -1;
    kept.clear();
    recent.clear();
  }

  /** Reads what the store has of a zone: snapshots, and frames that follow them. */
  private void decode(List<byte[]> values) {
    TreeMap<Long, byte[]> bases = new TreeMap<>();
    TreeMap<Long, byte[]> frames = new TreeMap<>();
    for (byte[] value : values) {
      try {
        FrameHeader header = FrameCodec.header(value);
        (header.full() ? bases : frames).putIfAbsent(header.tick(), value);
      } catch (FrameException e) {
        LOG.debug("A stored value is of no use: {}", e.toString());
      }
    }
    long reached = -1;
    for (Map.Entry<Long, byte[]> base : bases.entrySet()) {
      if (base.getKey() <= reached) {
        // The frames after an older base have led to it, and on.
        continue;
      }
      try {
        byte[] frame = base.getValue();
        ZoneState state = null;
        while (frame != null) {
          state = codec.decode(state, frame);
          reached = state.tick();
          if (state.tick() > newest()) {
            stored
                .computeIfAbsent(state.tick(), t -> new HashMap<>())
                .put(state.zone(), new Told(state, frame));
          }
          frame = frames.get(state.tick() + 1);
        }
      } catch (FrameException e) {
        LOG.debug("A stored zone is of no use from there on: {}", e.toString());
      }
    }
  }

  /**
   * Takes from the store what is safe for sure: a tick whose successor, in the same zone or one
   * that sees it, is safe, as nobody makes a tick from what is not. So from the newest to the
   * oldest.
   */
  private void takeStored() {
    if (stored.isEmpty()) {
      return;
    }
    stored.tailMap(newest(), true).clear();
    stored.forEach(
        (tick, zones) ->
            zones
                .values()
                .removeIf(
                    one -> {
                      boolean safe = isSafe(one.state());
                      if (safe) {
                        put(one);
                      }
                      return safe;
                    }));
    stored.values().removeIf(Map::isEmpty);
  }

  private boolean isSafe(ZoneState state) {
    long tick = state.tick();
    ZoneMap map = mapAt(tick);
    ZoneMap mapAfter = mapAt(tick + 1);
    Zone zone = map == null ? null : map.find(state.zone());
    if (zone == null || mapAfter == null) {
      return false;
    }
    Map<Long, Told> next = pending.getOrDefault(tick + 1, Map.of());
    Told successor = next.get(zone.id());
    return successor == null
        ? mapAfter.within(zone.box(), world.space().halo()).stream()
            .anyMatch(other -> next.containsKey(other.id()))
        : successor.state().previousDigest() == state.digest();
  }

  // ---- telling

  /**
   * A tick as it was.
   *
   * @param before the tick before it, if it is at hand: one frame per zone is read then
   * @throws IllegalArgumentException if the tick is not kept
   */
  WorldTick at(long tick, @Nullable WorldTick before) {
    WorldTick known = recent.get(tick);
    if (known != null) {
      return known;
    }
    Excerpt excerpt = excerpt(tick, before == null ? Long.MAX_VALUE : before.tick());
    return new WorldTick(tick, excerpt.read(codec, before == null ? null : before.zones()));
  }

  /**
   * What tells a tick.
   *
   * @param known a tick that the asker knows, so that it need not be read again
   * @throws IllegalArgumentException if the tick is not kept
   */
  Excerpt excerpt(long tick, long known) {
    Kept last = kept.get(tick);
    if (last == null) {
      throw new IllegalArgumentException(
          "tick " + tick + " is not kept; ticks " + oldest() + " to " + newest() + " are");
    }
    WorldTick whole = recent.get(tick);
    ArrayDeque<Step> steps = new ArrayDeque<>();
    for (long at = tick; whole == null && at != known; at--) {
      Kept there = Objects.requireNonNull(kept.get(at), "the oldest kept tick is whole");
      whole = there.whole();
      if (whole == null) {
        steps.addFirst(there.step());
      }
    }
    return new Excerpt(whole, List.copyOf(steps), last.step().map(), last.step().owners());
  }

  /** All that is kept, oldest first. */
  List<Chapter> chapters() {
    List<Chapter> chapters = new ArrayList<>();
    for (Kept tick : kept.values()) {
      if (tick.whole() != null) {
        chapters.add(new Chapter(tick.whole(), new ArrayList<>()));
      }
      chapters.get(chapters.size() - 1).steps().add(tick.step());
    }
    return chapters;
  }
}
