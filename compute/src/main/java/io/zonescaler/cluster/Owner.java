package io.zonescaler.cluster;

import io.zonescaler.cluster.FrameStore.Outcome;
import io.zonescaler.cluster.FrameStore.Result;
import io.zonescaler.cluster.NodeReport.TickTotals;
import io.zonescaler.cluster.OwnedZone.Made;
import io.zonescaler.cluster.OwnedZone.Phase;
import io.zonescaler.cluster.OwnedZone.Workspace;
import io.zonescaler.frame.CellFilter;
import io.zonescaler.frame.FrameCodec;
import io.zonescaler.frame.FrameHeader;
import io.zonescaler.game.LogicUnavailable;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.Ids;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.TickInput;
import io.zonescaler.world.Kind;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves the zones that this node owns from tick to tick: run, commit, release (invariants I1, I2,
 * I5). Knows nothing of who else might believe to own them: the store decides whose frame counts.
 */
final class Owner implements Committer.Committed {
  private static final int STUCK_RUNS_ALLOWED = 1;
  private static final int SMOOTHING_TICKS = 8;
  private static final long HALT_RETRY_MILLIS = 1000;
  private static final long NOTICE_MILLIS = 10_000;
  private static final long CUTS_MILLIS = 2000;

  private final NodeContext context;
  private final Map<Long, OwnedZone> zones = new TreeMap<>();
  private final Map<String, List<byte[]>> outgoing = new TreeMap<>();
  private final Recovery recovery;
  private final Committer committer;
  private final WorkMeter meter;
  private List<TickTotals> totals = new ArrayList<>();
  private List<TickTotals> reported = List.of();
  private int running;

  Owner(NodeContext context) {
    this.context = context;
    recovery = new Recovery(context, this);
    committer = new Committer(context, this);
    meter = new WorkMeter(context);
  }

  NodeReport.Work work() {
    return meter.work();
  }

  Map<Long, OwnedZone> zones() {
    return zones;
  }

  /** Totals of what has become safe since the last call but one: a report may get lost. */
  List<TickTotals> drainTotals() {
    List<TickTotals> twice = new ArrayList<>(reported);
    twice.addAll(totals);
    reported = totals;
    totals = new ArrayList<>();
    return twice;
  }

  /** Where a zone would be cut, as of a short while ago. */
  CutPlaces cuts(OwnedZone zone) {
    long now = context.clock.getAsLong();
    ZoneState state = context.states.newestWhole(zone.zone.id());
    if (state != null && now - zone.cutsMillis > CUTS_MILLIS) {
      zone.cutsMillis = now;
      zone.cuts = CutPlaces.of(state, zone.zone.box());
    }
    return zone.cuts;
  }

  /** Where the entities of all own zones are heading. */
  List<ZoneFlow> flows() {
    List<ZoneFlow> flows = new ArrayList<>();
    double ahead = Forecasts.SECONDS * context.world.settings().tickRate();
    for (OwnedZone zone : zones.values()) {
      ZoneState now = context.states.newestWhole(zone.zone.id());
      if (now != null) {
        ZoneState before = context.states.oldestWhole(zone.zone.id());
        boolean older = before != null && before.tick() < now.tick();
        flows.add(ZoneFlow.of(now, older ? before : null, context.grid, ahead));
      }
    }
    return flows;
  }

  void report(List<TickTotals> more) {
    totals.addAll(more);
  }

  /**
   * Begins with zones that are new here, and drops those that this node does not own any more.
   *
   * @return the zones that were dropped; their recent states are known with all cells
   */
  Set<Long> sync() {
    Map<Long, Zone> wanted = new TreeMap<>();
    ControlRecord control = context.control;
    if (control != null) {
      for (ControlRecord.MapInForce m : control.maps()) {
        for (Zone zone : m.map().zones()) {
          if (context.ownership.isOwner(context.name, zone.slot())) {
            wanted.put(zone.id(), zone);
          }
        }
      }
    }
    Set<Long> dropped = new HashSet<>(zones.keySet());
    dropped.removeAll(wanted.keySet());
    for (long id : dropped) {
      OwnedZone gone = zones.remove(id);
      if (gone != null && gone.phase == Phase.RUNNING) {
        running--;
      }
    }
    for (Zone zone : wanted.values()) {
      if (!zones.containsKey(zone.id())) {
        OwnedZone owned =
            new OwnedZone(
                zone,
                CellFilter.around(context.world.space(), zone.box(), context.world.space().halo()));
        zones.put(zone.id(), owned);
        recovery.takeOver(owned);
      }
    }
    return dropped;
  }

  boolean isCurrent(OwnedZone zone, long attempt) {
    return zones.get(zone.zone.id()) == zone && zone.attempt == attempt;
  }

  /** Starts every tick that can start; call after anything that may have made one ready. */
  void advanceAll() {
    for (OwnedZone zone : zones.values()) {
      advance(zone);
    }
    flush();
  }

  private void advance(OwnedZone zone) {
    ControlRecord control = context.control;
    if (zone.phase != Phase.WAITING || control == null) {
      return;
    }
    long tick = zone.tick + 1;
    long now = context.clock.getAsLong();
    if (now < control.dueMillis(tick, context.world.settings().tickRate())) {
      return;
    }
    zone.watch.looked(now);
    ZoneMap map = control.mapAt(tick);
    if (tick > control.limit() || map == null || map.find(zone.zone.id()) == null) {
      zone.watch.awaits(TickTimes.CLOCK);
      return;
    }
    if (control.isStart(tick)) {
      if (tick == context.start.tick()) {
        start(zone, workspace -> populate(zone.zone, map.version()));
      } else {
        recovery.halt(
            zone,
            "the world begins at tick "
                + tick
                + ", and this node knows a beginning at tick "
                + context.start.tick()
                + " only; let the nodes that founded it begin it");
      }
      return;
    }
    TickInput input = input(zone, tick, control, map, false);
    if (input != null) {
      zone.inputs.clear();
      zone.ranIdle = false;
      if (zone.stuckRuns >= STUCK_RUNS_ALLOWED) {
        runIdle(zone);
      } else {
        make(zone, input);
      }
    }
  }

  /** When the next tick is due, or finished ones have waited long enough for others. */
  long wakeMillis() {
    ControlRecord control = context.control;
    long wake = committer.flushMillis(running > 0);
    if (control == null) {
      return wake;
    }
    long now = context.clock.getAsLong();
    for (OwnedZone zone : zones.values()) {
      long tick = zone.tick + 1;
      if (zone.phase == Phase.WAITING && tick <= control.limit()) {
        double due = control.dueMillis(tick, context.world.settings().tickRate());
        // What is due already waits for its sources, not for time.
        wake = due > now ? Math.min(wake, (long) Math.ceil(due)) : wake;
      }
    }
    return wake;
  }

  /** All that a tick needs, or null while a source's state is missing. */
  private @Nullable TickInput input(
      OwnedZone zone, long tick, ControlRecord control, ZoneMap map, boolean idle) {
    List<ZoneState> sources = new ArrayList<>();
    List<Zone> from = context.sources(zone.zone.box(), tick);
    if (from.isEmpty()) {
      // No map of the tick before is known: nothing can be derived, least of all an empty zone.
      return null;
    }
    for (Zone source : from) {
      ZoneState state = context.states.covering(source.id(), tick - 1, zone.seen);
      if (state == null) {
        zone.watch.awaits(source.id());
        return null;
      }
      sources.add(state);
    }
    List<PlayerInput> inputs = new ArrayList<>(idle ? List.of() : zone.inputs);
    zone.seenRequests = List.copyOf(zone.requests);
    inputs.addAll(zone.seenRequests);
    inputs.addAll(control.inputsAt(tick));
    return new TickInput(
        zone.zone.id(),
        zone.zone.box(),
        map.version(),
        tick,
        sources,
        context.states.whole(zone.zone.id(), tick - 1),
        inputs,
        idle ? List.of(zone.zone.box()) : List.of(),
        idle);
  }

  private Made populate(Zone zone, long mapVersion) {
    ZoneState state = context.start.of(zone.id(), mapVersion, zone.box());
    FrameCodec codec = context.newCodec();
    byte[] frame = codec.encode(null, state);
    ZoneState made = state.withDigest(FrameCodec.digest(frame));
    return new Made(made, frame, true, null, 0);
  }

  private void make(OwnedZone zone, TickInput input) {
    boolean withSnapshot = zone.wantsSnapshot(input.tick());
    start(zone, workspace -> workspace.make(input, withSnapshot));
  }

  /** What a thread has made, and when. */
  private record Ran(Made made, long fromMillis, long toMillis) {}

  private interface Run {
    Made make(Workspace workspace);
  }

  private void start(OwnedZone zone, Run run) {
    Workspace workspace = zone.workspace;
    if (workspace == null) {
      workspace = new Workspace(context.ticks.get(), context.newCodec());
      zone.workspace = workspace;
    }
    zone.phase = Phase.RUNNING;
    zone.startedMillis = context.clock.getAsLong();
    ControlRecord control = context.control;
    if (control != null) {
      int rate = context.world.settings().tickRate();
      zone.watch.starts(zone.startedMillis, control.dueMillis(zone.tick + 1, rate));
    }
    long attempt = ++zone.attempt;
    running++;
    Workspace used = workspace;
    Supplier<Ran> work =
        () -> {
          long from = context.clock.getAsLong();
          Made made = run.make(used);
          return new Ran(made, from, context.clock.getAsLong());
        };
    Consumer<Ran> done = ran -> made(zone, attempt, ran);
    Consumer<Throwable> failed = failure -> failed(zone, attempt, failure);
    if (zone.ranIdle) {
      context.jobs.runAside(zone.zone.slot(), work, done, failed);
    } else {
      context.jobs.run(zone.zone.slot(), work, done, failed);
    }
  }

  private void made(OwnedZone zone, long attempt, Ran ran) {
    Made made = ran.made;
    meter.ran(made.micros());
    if (!isCurrent(zone, attempt)) {
      cameBackLate(zone);
      return;
    }
    running--;
    zone.watch.ran(ran.fromMillis, ran.toMillis);
    zone.phase = Phase.COMMITTING;
    zone.tickMicros +=
        (made.micros() - zone.tickMicros) / (zone.tickMicros == 0 ? 1 : SMOOTHING_TICKS);
    committer.finished(zone, made);
    flush();
  }

  private void failed(OwnedZone zone, long attempt, Throwable failure) {
    if (!isCurrent(zone, attempt)) {
      cameBackLate(zone);
      return;
    }
    running--;
    zone.workspace = null;
    if (failure instanceof Jobs.NotHere || zone.ranIdle || isStart(zone)) {
      recovery.halt(zone, "tick " + (zone.tick + 1) + " fails: " + failure);
    } else {
      noticeFailure(zone, failure);
      runIdle(zone);
    }
  }

  /** Logic that is not there for long would fill the log. */
  private void noticeFailure(OwnedZone zone, Throwable failure) {
    long now = context.clock.getAsLong();
    boolean isNews =
        !(failure instanceof LogicUnavailable) || now - zone.noticedMillis > NOTICE_MILLIS;
    if (isNews) {
      zone.noticedMillis = now;
      context.listener.noticed(
          zone.zone.id(),
          zone.tick + 1,
          "zone "
              + zone.zone.id()
              + " is idle in tick "
              + (zone.tick + 1)
              + ", its kernels failed: "
              + failure);
    }
  }

  private boolean isStart(OwnedZone zone) {
    ControlRecord control = context.control;
    return control != null && control.isStart(zone.tick + 1);
  }

  /** A run that was given up has ended after all. */
  private static void cameBackLate(OwnedZone zone) {
    zone.stuckRuns = Math.max(0, zone.stuckRuns - 1);
  }

  private void runIdle(OwnedZone zone) {
    long tick = zone.tick + 1;
    ControlRecord control = context.control;
    ZoneMap map = control == null ? null : control.mapAt(tick);
    TickInput input = control == null || map == null ? null : input(zone, tick, control, map, true);
    zone.phase = Phase.WAITING;
    if (input != null) {
      zone.ranIdle = true;
      make(zone, input);
    }
  }

  /**
   * Gives up kernels that run too long: their zones are idle for the tick (invariant I5). Repeats
   * reads that got no answer; reads zones again that have halted or that others have moved on.
   */
  void watch() {
    long now = context.clock.getAsLong();
    for (OwnedZone zone : zones.values()) {
      boolean late = now - zone.startedMillis > context.settings.stuckAfterMillis();
      boolean readAgain =
          switch (zone.phase) {
            case READING -> late;
            case WAITING -> late && recovery.isOvertaken(zone);
            case HALTED -> now - zone.startedMillis > HALT_RETRY_MILLIS;
            default -> false;
          };
      if (readAgain) {
        recovery.read(zone);
      } else if (late && zone.phase == Phase.RUNNING && !zone.ranIdle && !isStart(zone)) {
        zone.stuckRuns++;
        context.listener.noticed(
            zone.zone.id(),
            zone.tick + 1,
            "zone "
                + zone.zone.id()
                + " is idle in tick "
                + (zone.tick + 1)
                + ": its kernels have run for "
                + (now - zone.startedMillis)
                + " ms and are given up"
                + entity(zone)
                + context.jobs.whereabouts(zone.zone.slot()));
        running--;
        zone.workspace = null;
        runIdle(zone);
      }
    }
    flush();
  }

  private static String entity(OwnedZone zone) {
    String at = zone.workspace == null ? "" : zone.workspace.ticks.whereabouts();
    return at.isEmpty() ? "" : " at " + at + " (zonescaler quarantine ID keeps them off an entity)";
  }

  private void flush() {
    committer.flush(running > 0);
    sendOutgoing();
  }

  @Override
  public void committed(OwnedZone zone, Made made, Outcome outcome) {
    long tick = made.state().tick();
    if (zones.get(zone.zone.id()) != zone
        || zone.phase != Phase.COMMITTING
        || zone.tick + 1 != tick) {
      return;
    }
    if (outcome.result() == Result.STORED) {
      long now = context.clock.getAsLong();
      context.noteStall(now);
      TickTimes times =
          zone.watch.times(zone.zone.id(), tick, now, context.stalls, context.exchanges);
      boolean isStart = isStart(zone);
      release(zone, made.state(), made.frame());
      if (!isStart) {
        context.listener.ticked(times);
      }
      meter.released(zone.zone, made.state());
      totals.add(Derivation.totals(made.state()));
      committer.snapshot(zone, made);
    } else if (outcome.tick() == tick) {
      recovery.adopt(zone, tick);
    } else {
      recovery.read(zone);
    }
  }

  @Override
  public void batchCommitted() {
    advanceAll();
  }

  void release(OwnedZone zone, ZoneState state, byte[] frame) {
    context.states.put(state, frame, null);
    zone.learn(state, frame, context.world.schema());
    zone.free(context.clock.getAsLong());
    FrameHeader header = FrameCodec.header(frame);
    boolean isInStore = header.full() && !header.snapshot();
    byte[] forBackups = isInStore ? context.codec.encodeReference(header) : frame;
    zone.followers.forEach(
        (follower, wish) -> {
          boolean hasIt = isInStore && context.ownership.isBackup(follower, zone.zone.slot());
          byte[] sent =
              hasIt ? forBackups : header.full() ? full(frame, state, wish.cells()) : frame;
          outgoing.computeIfAbsent(follower, f -> new ArrayList<>()).add(sent);
        });
    context.tell(state, frame, true);
  }

  /** A full frame need have no more than the cells that are wanted; a delta says little anyway. */
  private byte[] full(byte[] frame, ZoneState whole, @Nullable CellFilter cells) {
    return cells == null ? frame : context.codec.encodePart(whole, cells);
  }

  private void sendOutgoing() {
    if (!outgoing.isEmpty()) {
      outgoing.forEach((node, frames) -> context.link.send(node, new NodeMessage.Frames(frames)));
      outgoing.clear();
    }
  }

  /**
   * Inputs for the next tick of a zone; dropped if it is not ours: the gateway sends them again.
   */
  void accept(long zone, List<PlayerInput> inputs) {
    OwnedZone owned = zones.get(zone);
    if (owned != null) {
      owned.inputs.addAll(inputs);
    }
  }

  /** Asks the tick that has the entity, if it is in an own zone, to keep its kernel off it. */
  void quarantine(long entity, boolean release) {
    PlayerInput.Type type = release ? PlayerInput.Type.RELEASE : PlayerInput.Type.QUARANTINE;
    PlayerInput.Type opposite = release ? PlayerInput.Type.QUARANTINE : PlayerInput.Type.RELEASE;
    long wanted = release ? Ids.quarantine(entity) : entity;
    for (OwnedZone owned : zones.values()) {
      List<ZoneState> known = newestStates(owned);
      if (known.isEmpty()
          || known.stream()
              .flatMap(state -> state.tables().stream())
              .anyMatch(table -> has(table, wanted, owned.zone))) {
        owned.requests.remove(PlayerInput.ofOperator(opposite, entity));
        owned.requests.add(PlayerInput.ofOperator(type, entity));
      }
    }
  }

  /**
   * What is known of an own zone, or of the zones that it will begin with: those may have made
   * their last tick. Nothing while it is being taken over from what is stored: its next tick knows.
   */
  private List<ZoneState> newestStates(OwnedZone owned) {
    ControlRecord control = context.control;
    long first = control == null ? 0 : control.firstTick(owned.zone.id());
    boolean begun = Math.max(owned.tick, context.states.newestTick(owned.zone.id())) >= first;
    List<Zone> from = begun ? List.of(owned.zone) : context.sources(owned.zone.box(), first);
    return from.stream()
        .map(zone -> context.states.at(zone.id(), context.states.newestTick(zone.id())))
        .filter(Objects::nonNull)
        .toList();
  }

  /** The own zone whose newest state has the player's avatar in its box, or 0. */
  long zoneOfAvatar(long player) {
    List<Kind> kinds = context.world.schema().avatars();
    long id = Ids.avatar(player);
    for (OwnedZone owned : zones.values()) {
      ZoneState state = context.states.newestWhole(owned.zone.id());
      if (state != null
          && kinds.stream()
              .anyMatch(kind -> has(state.tables().get(kind.index()), id, owned.zone))) {
        return owned.zone.id();
      }
    }
    return 0;
  }

  private static boolean has(EntityTable table, long id, Zone zone) {
    for (int row = 0; row < table.size; row++) {
      if (table.id[row] == id) {
        return zone.box().contains(table.x[row], table.y[row], table.z[row]);
      }
    }
    return false;
  }

  void follow(String follower, NodeMessage.Follow wish) {
    long zone = wish.zone();
    CellFilter cells = wish.cells();
    OwnedZone owned = zones.get(zone);
    if (owned == null) {
      return;
    }
    owned.followers.put(follower, wish);
    List<byte[]> missed = new ArrayList<>();
    long tick = owned.tick;
    for (; tick > wish.haveTick(); tick--) {
      byte[] frame = context.states.frame(zone, tick);
      ZoneState state = context.states.whole(zone, tick);
      if (frame == null || state == null) {
        break;
      }
      missed.add(0, FrameCodec.header(frame).full() ? full(frame, state, cells) : frame);
    }
    ZoneState first = context.states.whole(zone, tick + 1);
    if (tick > wish.haveTick() && missed.size() > 1 && first != null) {
      // Too old for frames alone. The newest state alone would not do: the one before may be
      // needed.
      missed.set(
          0,
          cells == null
              ? context.codec.encodeSnapshot(first)
              : context.codec.encodePart(first, cells));
    }
    if (!missed.isEmpty()) {
      context.link.send(follower, new NodeMessage.Frames(missed));
    }
  }

  void unfollow(String follower, long zone) {
    OwnedZone owned = zones.get(zone);
    if (owned != null) {
      owned.followers.remove(follower);
    }
  }
}
