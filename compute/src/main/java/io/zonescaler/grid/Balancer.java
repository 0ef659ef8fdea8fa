package io.zonescaler.grid;

import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.Coordinator;
import io.zonescaler.cluster.Decision;
import io.zonescaler.cluster.Decisions;
import io.zonescaler.cluster.Forecasts;
import io.zonescaler.cluster.Loads;
import io.zonescaler.cluster.Reshaping;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.placement.LoadPlan;
import io.zonescaler.placement.LoadPlanner;
import io.zonescaler.placement.LoadPlanner.Limits;
import io.zonescaler.placement.LoadSnapshot;
import io.zonescaler.placement.PlacementPlan;
import io.zonescaler.placement.ZonePolicy;
import io.zonescaler.placement.ZonePolicy.Change;
import io.zonescaler.placement.ZonePolicy.ZoneLoad;
import io.zonescaler.zone.MapChange;
import io.zonescaler.zone.Zone;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets zones follow the load while this node coordinates: has them cut and joined, and says what
 * plan there should be. Notes each decision, of operators too, and later what has come of it.
 * Belongs to the node's loop.
 */
final class Balancer {
  private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);

  /** Loads are looked at so often. */
  private static final long LOOK_MILLIS = 1000;

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
  private final Supplier<@Nullable LoadSnapshot> snapshot;
  private final Coordinator coordinator;
  private final Reshaping reshaping;
  private final Decisions decisions;
  private final Consumer<Decision> tell;
  private final LongSupplier clock;

  /** Changes that are being made, of which no operator knows. */
  private final Map<MapChange, Purpose> own = new HashMap<>();

  /** Zones that cannot be cut, as was said. */
  private final Set<Long> dense = new HashSet<>();

  private ZonePolicy policy = new ZonePolicy(ZonePolicy.Limits.of(0, 1));

  /** Nodes that know all decisions. */
  private Set<String> told = Set.of();

  private long lookedMillis;
  private long newestId;

  /**
   * Knows of no decision.
   *
   * @param snapshot the present loads with all owners; null while they are not known
   * @param decisions those that this node has heard of
   * @param tell sends a decision to all nodes, this one too
   * @param clock milliseconds since 1970
   */
  Balancer(
      WorldAccess access,
      Loads loads,
      Forecasts forecasts,
      Supplier<@Nullable LoadSnapshot> snapshot,
      Coordinator coordinator,
      Decisions decisions,
      Consumer<Decision> tell,
      LongSupplier clock) {
    this.access = access;
    this.loads = loads;
    this.forecasts = forecasts;
    this.snapshot = snapshot;
    this.coordinator = coordinator;
    this.reshaping = new Reshaping(access);
    this.decisions = decisions;
    this.tell = tell;
    this.clock = clock;
    coordinator.tellMapChanges(this::changed);
  }

  /** From now on cuts and joins zones within these limits. */
  void limit(ZonePolicy.Limits zones) {
    policy = new ZonePolicy(zones);
  }

  /** Time has passed on the node that coordinates. */
  void timer() {
    long now = clock.getAsLong();
    if (now - lookedMillis < LOOK_MILLIS) {
      return;
    }
    lookedMillis = now;
    noteEffects(now);
    tellNewcomers(now);
    ControlRecord record = allowed();
    if (record == null) {
      policy.reset();
      return;
    }
    if (record.maps().size() > 1) {
      return;
    }
    dense.retainAll(record.zones());
    List<ZoneLoad> zones = new ArrayList<>();
    for (Zone zone : record.newestMap().zones()) {
      long sibling = record.newestMap().sibling(zone.id()).map(Zone::id).orElse(-1L);
      zones.add(
          new ZoneLoad(
              zone.id(),
              loads.cost(zone.id()),
              forecasts.growth(zone.box()),
              sibling,
              !reshaping.pinOf(zone).isEmpty()));
    }
    for (Change change : policy.look(zones, access.standing().present().size())) {
      ask(record, change);
    }
  }

  /** The record, while zones may follow the load; null while they may not. */
  private @Nullable ControlRecord allowed() {
    ControlRecord record = access.control();
    return record != null
            && record.directives().balancing()
            && !record.populating()
            && record.pauseAt() == Long.MAX_VALUE
            && access.hasMajority()
            && access.trouble().isEmpty()
            && !access.standing().present().isEmpty()
        ? record
        : null;
  }

  private void ask(ControlRecord record, Change change) {
    try {
      MapChange wanted =
          change.isSplit()
              ? reshaping.split(change.zone(), -1, null)
              : reshaping.merge(change.zone(), change.with());
      double before = fullest();
      Zone zone = record.newestMap().zone(change.zone());
      double predicted = change.isSplit() ? fullestAfterSplit(zone) : before;
      own.put(wanted, new Purpose(change.reason(), before, predicted));
      coordinator.reshape(wanted);
    } catch (IllegalArgumentException e) {
      if (dense.add(change.zone())) {
        LOG.info(
            "Zone {} is not cut, though {}: {}; its ticks take more cores instead",
            change.zone(),
            change.reason(),
            e.getMessage());
      }
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
    } else {
      decided(purpose != null, Decision.refusal(change.toString()), why, Double.NaN, Double.NaN);
    }
  }

  /** Something that an operator has asked for is not done. */
  void refused(String what, String why) {
    decided(false, Decision.refusal(what), why, Double.NaN, Double.NaN);
  }

  /** A plan was published. */
  void published(PlacementPlan plan, @Nullable LoadPlan forLoad) {
    decided(
        forLoad != null,
        "plan " + plan.number() + ": " + plan.moves() + " slots get another owner",
        plan.reason(),
        forLoad == null ? fullest() : forLoad.before(),
        forLoad == null ? Double.NaN : forLoad.after());
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
    tell.accept(decision);
  }

  /** Nodes that have come know what was decided before. */
  private void tellNewcomers(long now) {
    Set<String> there =
        access.standing().present().stream()
            .filter(node -> now - access.view().heardMillis(node) < LISTENS_MILLIS)
            .collect(Collectors.toSet());
    if (!told.containsAll(there)) {
      decisions.all().forEach(tell);
    }
    told = there;
  }

  private void noteEffects(long now) {
    for (Decision decision : decisions.all()) {
      if (!decision.isRefusal()
          && Double.isNaN(decision.achieved())
          && now - decision.millis() > EFFECT_MILLIS) {
        double achieved = fullest();
        if (!Double.isNaN(achieved)) {
          tell.accept(decision.withAchieved(achieved));
        }
      }
    }
  }

  /** The plan for the load; null while there is to be none. */
  @Nullable LoadPlan plan(Limits within) {
    LoadSnapshot now = allowed() == null ? null : snapshot.get();
    return now == null ? null : LoadPlanner.plan(now, within);
  }

  /** Load of the fullest node as a part of what it has; NaN if not known. */
  private double fullest() {
    LoadSnapshot now = snapshot.get();
    return now == null ? Double.NaN : now.fullest(now.loads());
  }

  /** The same if half of a zone went to the node that has least to do. */
  private double fullestAfterSplit(Zone zone) {
    LoadSnapshot now = snapshot.get();
    if (now == null) {
      return Double.NaN;
    }
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
