package io.zonescaler.cluster;

import io.zonescaler.cluster.NodeReport.Wish;
import io.zonescaler.placement.LoadPlan;
import io.zonescaler.placement.LoadPlanner;
import io.zonescaler.placement.LoadPlanner.Limits;
import io.zonescaler.placement.LoadSnapshot;
import io.zonescaler.placement.LoadSnapshot.SlotLoad;
import io.zonescaler.placement.PlacementPlan;
import io.zonescaler.placement.ZonePolicy;
import io.zonescaler.placement.ZonePolicy.Change;
import io.zonescaler.placement.ZonePolicy.ZoneLoad;
import io.zonescaler.world.Box;
import io.zonescaler.zone.MapChange;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets zones follow the load while this node coordinates: has them cut, joined and moved, all by
 * changes of the zone map, which no player notices. Notes each decision, of operators too, and
 * later what has come of it. Belongs to the node's loop.
 */
public final class Balancer {
  private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);

  /** Loads are looked at so often. */
  private static final long LOOK_MILLIS = 1000;

  /** Looks in a row at which moves must be worth it before they are made. */
  private static final int LOOKS = 3;

  /** Moves that are planned at once: in a large cluster, more take long to find. */
  private static final int MOST_AT_ONCE = 64;

  private static final long MINUTE_MILLIS = 60_000;

  /** What has come of a decision is seen so long after it: a new map takes some 10 s to begin. */
  private static final long EFFECT_MILLIS = 40_000;

  /** A node that has reported since listens. */
  private static final long LISTENS_MILLIS = 2000;

  /** Tells decisions of one millisecond apart. */
  private static final long IDS_PER_MILLI = 1000;

  /** What a decision is for, as far as it is known when it is made. */
  private record Purpose(String reason, double before, double predicted) {}

  private final WorldAccess access;
  private final Loads loads;
  private final Forecasts forecasts;
  private final int copies;
  private final Coordinator coordinator;
  private final Reshaping reshaping;
  private final Decisions decisions;
  private final Link link;
  private final LongSupplier clock;

  /** Changes that are being made, of which no operator knows. */
  private final Map<MapChange, Purpose> own = new HashMap<>();

  /** Zones with which something was not possible, as was said. */
  private final Set<Long> impossible = new HashSet<>();

  /** When zones were moved in the last minute. */
  private final Deque<Long> movedMillis = new ArrayDeque<>();

  private ZonePolicy policy = new ZonePolicy(ZonePolicy.Limits.of(0, 1));
  private Limits moves = Limits.of(0);

  /** How often in a row moves were worth it. */
  private int unbalanced;

  /** Nodes that know all decisions. */
  private final Set<String> told = new HashSet<>();

  private long lookedMillis;
  private long newestId;

  /**
   * Knows of no decision.
   *
   * @param copies wanted owners per slot
   * @param decisions those that this node has heard of
   * @param link way to all nodes
   * @param clock milliseconds since 1970
   */
  public Balancer(
      WorldAccess access,
      Loads loads,
      Forecasts forecasts,
      int copies,
      Coordinator coordinator,
      Decisions decisions,
      Link link,
      LongSupplier clock) {
    this.access = access;
    this.loads = loads;
    this.forecasts = forecasts;
    this.copies = copies;
    this.coordinator = coordinator;
    this.reshaping = new Reshaping(access);
    this.decisions = decisions;
    this.link = link;
    this.clock = clock;
    coordinator.tellMapChanges(this::changed);
    coordinator.chooseSlots(
        new SlotChooser(access, loads, forecasts, reshaping, this::members, copies, clock));
  }

  /**
   * From now on keeps within these limits.
   *
   * @param newMoves most moves per minute, and when they are worth it
   */
  public void limit(Limits newMoves, ZonePolicy.Limits zones) {
    moves = newMoves;
    policy = new ZonePolicy(zones);
  }

  /** Time has passed on the node that coordinates. */
  public void timer() {
    long now = clock.getAsLong();
    if (now - lookedMillis < LOOK_MILLIS) {
      return;
    }
    lookedMillis = now;
    noteEffects(now);
    tellNewcomers(now);
    ControlRecord record = steady();
    if (record != null && record.maps().size() == 1 && own.isEmpty()) {
      bringPinnedHome(record);
    }
    if (record == null || !record.directives().balancing()) {
      policy.reset();
      unbalanced = 0;
      return;
    }
    impossible.retainAll(record.zones());
    List<ZoneLoad> zones = new ArrayList<>();
    ZoneMap running = record.oldestMap();
    for (Zone zone : running.zones()) {
      long sibling = running.sibling(zone.id()).map(Zone::id).orElse(-1L);
      zones.add(
          new ZoneLoad(
              zone.id(),
              loads.cost(zone.id()),
              loads.cost(zone.id())
                  + Math.max(forecasts.moreSoon(zone.box()), forecasts.moreLater(zone.box())),
              sibling,
              !isCuttable(zone.box()),
              !reshaping.pinOf(zone).isEmpty()));
    }
    LoadSnapshot present = now();
    LoadSnapshot expected = sketch(running, this::expectedCost);
    if (present == null || expected == null) {
      return;
    }
    boolean uneven = isUneven(present) && isUneven(expected);
    unbalanced = uneven ? unbalanced + 1 : 0;
    List<Change> changes = policy.look(zones, present.nodes().size(), uneven);
    if (record.maps().size() == 1 && own.isEmpty()) {
      // First what moves: the halves of what is cut then go where there is room.
      move(record, changes, now);
      changes.forEach(change -> ask(record, present, change));
    }
  }

  /** Whether the fullest node has so much more to do than the others that it is worth a change. */
  private boolean isUneven(LoadSnapshot snapshot) {
    return moves.isUneven(snapshot.fullest(), snapshot.mean());
  }

  /** Moves zones when the imbalance has lasted, unless they are cut or joined anyway. */
  private void move(ControlRecord record, List<Change> changes, long now) {
    while (!movedMillis.isEmpty() && now - movedMillis.getFirst() > MINUTE_MILLIS) {
      movedMillis.removeFirst();
    }
    int left = Math.min(MOST_AT_ONCE, moves.moves() - movedMillis.size());
    LoadSnapshot expected = left > 0 && unbalanced >= LOOKS ? expected() : null;
    if (expected == null) {
      return;
    }
    Map<Integer, Zone> bySlot = new HashMap<>();
    record.newestMap().zones().forEach(zone -> bySlot.put(zone.slot(), zone));
    Set<Long> changed = new HashSet<>();
    changes.forEach(change -> changed.addAll(List.of(change.zone(), change.with())));
    if (bySlot.values().stream().anyMatch(zone -> !isOwnedBy(expected, zone))) {
      // Others are about to take over, by a plan.
      return;
    }
    LoadPlan plan = LoadPlanner.plan(staying(expected, bySlot, changed), moves.most(left));
    for (LoadPlan.Decision decision : plan.decisions()) {
      Zone zone = bySlot.get(decision.slot());
      Purpose purpose = new Purpose(decision.reason(), plan.before(), plan.after());
      if (zone == null
          || ask(zone.id(), purpose, () -> reshaping.move(zone.id(), decision.to())) == null) {
        // The rest may be in exchange for it.
        return;
      }
      movedMillis.add(now);
    }
  }

  private boolean isOwnedBy(LoadSnapshot members, Zone zone) {
    String owner = access.ownership().owner(zone.slot());
    return members.nodes().stream().anyMatch(node -> node.name().equals(owner));
  }

  /** The same loads with zones that are cut or joined anyway where they are. */
  private static LoadSnapshot staying(
      LoadSnapshot loads, Map<Integer, Zone> bySlot, Set<Long> changed) {
    List<SlotLoad> slots = new ArrayList<>();
    for (int slot = 0; slot < loads.slots().size(); slot++) {
      SlotLoad load = loads.slots().get(slot);
      Zone zone = bySlot.get(slot);
      slots.add(zone != null && changed.contains(zone.id()) ? load.staying() : load);
    }
    return new LoadSnapshot(loads.nodes(), slots, loads.copies());
  }

  /** The loads as they will be when a change that is asked for now is made; null if not known. */
  public @Nullable LoadSnapshot expected() {
    ControlRecord record = access.control();
    return record == null
        ? null
        : loads.snapshot(record.oldestMap(), this::expectedCost, members(), copies);
  }

  private @Nullable LoadSnapshot now() {
    return loads.sketch(members(), copies);
  }

  private @Nullable LoadSnapshot sketch(ZoneMap map, ToDoubleFunction<Zone> cost) {
    return loads.sketch(map, cost, members(), copies);
  }

  private double expectedCost(Zone zone) {
    return cost(zone, forecasts::moreSoon);
  }

  private double cost(Zone zone, ToDoubleFunction<Box> more) {
    return Math.max(0, loads.cost(zone.id()) + more.applyAsDouble(zone.box()));
  }

  /** The record, while zones may change; null while they may not. */
  private @Nullable ControlRecord steady() {
    ControlRecord record = access.control();
    return record != null
            && !record.populating()
            && record.pauseAt() == Long.MAX_VALUE
            && access.hasMajority()
            && access.trouble().isEmpty()
            && !members().isEmpty()
        ? record
        : null;
  }

  private void ask(ControlRecord record, LoadSnapshot present, Change change) {
    double before = present.fullest();
    if (!change.isSplit()) {
      Purpose purpose = new Purpose(change.reason(), before, before);
      ask(change.zone(), purpose, () -> reshaping.merge(change.zone(), change.with()));
      return;
    }
    Zone zone = record.newestMap().zone(change.zone());
    Box box = zone.box();
    Purpose purpose = new Purpose(change.reason(), before, fullestAfterSplit(present, zone));
    boolean grows = forecasts.most(box) > 2 * loads.cost(zone.id());
    MapChange.Split made =
        ask(zone.id(), purpose, () -> grows ? halved(zone) : reshaping.split(zone.id(), -1, null));
    if (made != null) {
      cutAgain(box.below(made.axis(), made.at()), change.allowed(), purpose);
      cutAgain(box.above(made.axis(), made.at()), change.allowed(), purpose);
    }
  }

  /** A cut in the middle: who is in the zone now says little of those who come. */
  private MapChange.Split halved(Zone zone) {
    int axis = zone.box().longestAxis();
    return reshaping.split(zone.id(), axis, zone.box().middle(axis));
  }

  private boolean isCuttable(Box box) {
    return box.size(box.longestAxis()) >= 2 * access.world().space().halo();
  }

  /** Cuts a half that a change is only going to make, if it will be too heavy itself. */
  private void cutAgain(Box half, double allowed, Purpose purpose) {
    if (forecasts.most(half) > allowed && isCuttable(half)) {
      int axis = half.longestAxis();
      ask(new MapChange.SplitBox(half, axis, half.middle(axis)), purpose);
    }
  }

  private void ask(MapChange change, Purpose purpose) {
    own.put(change, purpose);
    coordinator.reshape(change);
  }

  /** Asks for a change if it is possible; says once of each zone if it is not. */
  private <T extends MapChange> @Nullable T ask(long zone, Purpose purpose, Supplier<T> wanted) {
    try {
      T change = wanted.get();
      ask(change, purpose);
      return change;
    } catch (IllegalArgumentException e) {
      if (impossible.add(zone)) {
        LOG.atInfo()
            .addKeyValue("zone", zone)
            .log("Zone {}: {}; but {}", zone, purpose.reason(), e.getMessage());
      }
      return null;
    }
  }

  /** Nodes that are to own zones: those that are there and do not leave. */
  private Set<String> members() {
    Set<String> members = new HashSet<>(access.present());
    for (NodeReport report : access.view().reports()) {
      if (report.wish() == Wish.LEAVER) {
        members.remove(report.node());
      }
    }
    return members;
  }

  /** A node that a zone is pinned to may have been away, or the move may have been lost. */
  private void bringPinnedHome(ControlRecord record) {
    Set<String> members = members();
    for (Zone zone : record.newestMap().zones()) {
      String node = reshaping.pinOf(zone);
      if (members.contains(node) && !impossible.contains(zone.id())) {
        bring(zone, node);
      }
    }
  }

  /** An operator wants a node to own the zone in a slot; any node if its name is empty. */
  public void pinned(int slot, String node) {
    ControlRecord record = access.control();
    if (record != null && !node.isEmpty()) {
      record.newestMap().zones().stream()
          .filter(zone -> zone.slot() == slot)
          .forEach(zone -> bring(zone, node));
    }
  }

  private void bring(Zone zone, String node) {
    if (!access.ownership().isOwner(node, zone.slot())) {
      coordinator.reshape(new MapChange.Move(zone.id(), node, MapChange.ANY_SLOT));
    }
  }

  /** A change of the zone map was made, or refused. */
  private void changed(MapChange change, String why) {
    Purpose purpose = own.remove(change);
    if (why.isEmpty()) {
      decided(
          purpose != null,
          change.toString(),
          purpose == null ? "as asked" : purpose.reason(),
          purpose == null ? fullest() : purpose.before(),
          purpose == null ? Double.NaN : purpose.predicted());
    } else if (purpose == null) {
      if (change instanceof MapChange.Move move) {
        impossible.add(move.zone());
      }
      decided(false, Decision.refusal(change.toString()), why, Double.NaN, Double.NaN);
    }
  }

  /** A plan was published. */
  public void published(PlacementPlan plan) {
    decided(
        false,
        "plan " + plan.number() + ": " + plan.moves() + " slots get another owner",
        plan.reason(),
        fullest(),
        Double.NaN);
  }

  private void decided(
      boolean automatic, String what, String reason, double before, double predicted) {
    long now = clock.getAsLong();
    newestId = Math.max(newestId + 1, now * IDS_PER_MILLI);
    Decision decision =
        new Decision(
            newestId,
            now,
            access.view().audit().tick(),
            automatic,
            what,
            reason,
            before,
            predicted,
            Double.NaN);
    link.broadcast(new NodeMessage.Decided(decision));
  }

  /** Nodes that have come know what was decided before. */
  private void tellNewcomers(long now) {
    Set<String> present = access.present();
    told.retainAll(present);
    for (String node : present) {
      if (now - access.view().heardMillis(node) < LISTENS_MILLIS && told.add(node)) {
        decisions.all().forEach(decision -> link.send(node, new NodeMessage.Decided(decision)));
      }
    }
  }

  private void noteEffects(long now) {
    List<Decision> due =
        decisions.all().stream()
            .filter(d -> !d.isRefusal() && Double.isNaN(d.achieved()))
            .filter(d -> now - d.millis() > EFFECT_MILLIS)
            .toList();
    double achieved = due.isEmpty() ? Double.NaN : fullest();
    if (!Double.isNaN(achieved)) {
      due.forEach(d -> link.broadcast(new NodeMessage.Decided(d.withAchieved(achieved))));
    }
  }

  /** Load of the fullest node as a part of what it has; NaN if not known. */
  private double fullest() {
    LoadSnapshot now = now();
    return now == null ? Double.NaN : now.fullest();
  }

  /** The same if half of a zone went to the node that has least to do. */
  private double fullestAfterSplit(LoadSnapshot now, Zone zone) {
    Map<String, Double> then = now.loads();
    String emptiest =
        Collections.min(
            then.keySet(), Comparator.comparingDouble(node -> then.getOrDefault(node, 0.0)));
    double half = loads.cost(zone.id()) / 2;
    then.merge(access.ownership().owner(zone.slot()), -half, Double::sum);
    then.merge(emptiest, half, Double::sum);
    return now.fullest(then);
  }
}
