package io.zonescaler.simulation;

import io.zonescaler.cluster.ClusterView.AuditCounters;
import io.zonescaler.cluster.ControlCodec;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.ControlRecord.MapInForce;
import io.zonescaler.cluster.FrameStore.Write;
import io.zonescaler.cluster.StoreKey;
import io.zonescaler.cluster.TickTimes;
import io.zonescaler.cluster.VariableChange;
import io.zonescaler.frame.FrameCodec;
import io.zonescaler.frame.FrameHeader;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Box;
import io.zonescaler.world.Kind;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds what has become visible of a world against the invariants, as it happens and at the end.
 */
final class SimulationCheck {
  /** A zone's tick that somebody was told of. */
  record Truth(ZoneState state, String firstNode) {}

  private final SimulatedCluster cluster;
  private final ControlCodec codec = new ControlCodec();

  /** Released states by tick, then zone. */
  private final List<Map<Long, Truth>> truths = new ArrayList<>();

  private final Map<Long, Map<Long, StoreKey>> frameKeys = new HashMap<>();
  private final Map<SimulatedNode, ControlRecord> controls = new HashMap<>();
  private final Map<SimulatedNode, Map<Long, Long>> told = new HashMap<>();
  private final Map<Long, List<ControlRecord>> storedControls = new HashMap<>();
  private final Coverage coverage = new Coverage();
  private final Map<Long, ControlRecord> inForce = new HashMap<>();
  private final TreeMap<Long, ZoneMap> maps = new TreeMap<>();
  private final Map<String, Long> variableChanges = new HashMap<>();
  private long safeHorizon;
  private long newestStored = -1;
  private long complete = -1;
  private @Nullable StoreKey controlKey;
  private @Nullable ControlRecord newestControl;

  SimulationCheck(SimulatedCluster cluster) {
    this.cluster = cluster;
    maps.put(0L, cluster.scenario.map());
  }

  void fail(String what) {
    throw new SimulationFailure(cluster.scenario.seed(), complete, what, null);
  }

  void fail(String what, Throwable cause) {
    throw new SimulationFailure(cluster.scenario.seed(), complete, what, cause);
  }

  private void require(boolean holds, String invariant, String what) {
    if (!holds) {
      fail(invariant + ": " + what);
    }
  }

  /** A value is at its primary for the first time. */
  void stored(String author, Write write) {
    if (write.key().zone() == 0) {
      controlKey = write.key();
      storedControls
          .computeIfAbsent(write.tick(), v -> new ArrayList<>())
          .add(codec.decode(write.bytes()));
      return;
    }
    FrameHeader header = FrameCodec.header(write.bytes());
    coverage.count("snapshots", header.snapshot() ? 1 : 0);
    if (!header.snapshot()) {
      cluster.events.note(
          () ->
              author
                  + " stores tick "
                  + header.tick()
                  + " of zone "
                  + header.zone()
                  + " "
                  + Long.toHexString(write.digest()));
      if (frameKeys
              .computeIfAbsent(header.zone(), z -> new HashMap<>())
              .put(header.tick(), write.key())
          != null) {
        coverage.count("frames stored again after a loss");
      }
      require(
          header.tick() <= safeHorizon,
          "I6",
          "tick " + header.tick() + " of zone " + header.zone() + " is beyond " + safeHorizon);
      newestStored = Math.max(newestStored, header.tick());
      ZoneMap map = mapAt(header.tick());
      require(
          map.find(header.zone()) != null && header.mapVersion() == map.version(),
          "I6",
          "tick "
              + header.tick()
              + " of zone "
              + header.zone()
              + " is made with map "
              + header.mapVersion()
              + ", and map "
              + map.version()
              + " is in force");
      coverage.count(
          "first ticks of new zones",
          header.tick() > 0 && mapAt(header.tick() - 1).find(header.zone()) == null ? 1 : 0);
      if (header.tick() > 0) {
        for (Zone source : sources(header.zone(), header.tick())) {
          // Whoever knows only a part of a source is not told of it, so nobody may have been yet.
          Truth truth = truth(source.id(), header.tick() - 1);
          String unsafe = truth != null ? "" : unsafe(source.id(), header.tick() - 1, null);
          require(
              unsafe.isEmpty(),
              "I5",
              "zone "
                  + header.zone()
                  + " has made tick "
                  + header.tick()
                  + " before the tick before it was safe: "
                  + unsafe);
        }
      }
    }
  }

  /** A node says how a tick went that it has released. */
  void ticked(TickTimes t) {
    long[] moments = {
      t.dueMillis(),
      t.freeMillis(),
      t.lookedMillis(),
      t.readyMillis(),
      t.ranMillis(),
      t.madeMillis(),
      t.writtenMillis(),
      t.safeMillis()
    };
    for (int i = 1; i < moments.length; i++) {
      require(moments[i - 1] <= moments[i], "moments of a tick are out of order", t.toString());
    }
    require(
        t.awaited() <= 0 || sources(t.zone(), t.tick()).contains(map(t).zone(t.awaited())),
        "a tick has waited for a zone that it does not need",
        t.toString());
    require(
        Math.max(t.stalledMillis(), t.exchangeMillis()) <= t.ownMillis(),
        "a tick was kept for longer than it took",
        t.toString());
    coverage.count("ticks that waited for another zone", t.awaited() > 0 ? 1 : 0);
    coverage.count("ticks in a stall", t.stalledMillis() > 0 ? 1 : 0);
  }

  private ZoneMap map(TickTimes t) {
    return mapAt(t.tick() - 1);
  }

  private List<Zone> sources(long zone, long tick) {
    return mapAt(tick - 1)
        .within(mapAt(tick).zone(zone).box(), cluster.scenario.world().space().halo());
  }

  /** The map in force at a tick, as far as any node knows. */
  ZoneMap mapAt(long tick) {
    return maps.floorEntry(Math.max(0, tick)).getValue();
  }

  ZoneMap newestMap() {
    return maps.lastEntry().getValue();
  }

  private void learnMaps(SimulatedNode node, ControlRecord record) {
    require(record.maps().size() <= 2, "I6", "more than one map is pending: " + record);
    for (MapInForce m : record.maps()) {
      ZoneMap known = maps.putIfAbsent(m.firstTick(), m.map());
      require(
          known == null || known.equals(m.map()),
          "I6",
          node.name + " has another map from tick " + m.firstTick() + " on than others");
      if (known == null) {
        require(
            m.firstTick() > safeHorizon && m.firstTick() > newestStored,
            "I6",
            "a map is announced from tick "
                + m.firstTick()
                + " on, and the horizon is "
                + safeHorizon
                + ", the newest tick "
                + newestStored);
        coverage.count("changes of the map");
      }
    }
  }

  /** Until the horizon reaches its tick, a later record may have another value; never after. */
  private void learnChanges(ControlRecord newer) {
    for (VariableChange change : newer.directives().changes()) {
      String key = change.variable() + "@" + change.firstTick();
      Long known = variableChanges.put(key, change.bits());
      if (change.firstTick() > 0 && (known == null || known != change.bits())) {
        require(
            change.firstTick() > safeHorizon && change.firstTick() > newestStored,
            "I6",
            change
                + " is announced, and the horizon is "
                + safeHorizon
                + ", the newest tick "
                + newestStored);
        coverage.count("changes of variables");
      }
    }
  }

  @Nullable Truth truth(long zone, long tick) {
    return tick < truths.size() ? truths.get((int) tick).get(zone) : null;
  }

  /** A node was told of a state. */
  void released(SimulatedNode node, ZoneState state) {
    Long before = told.computeIfAbsent(node, n -> new HashMap<>()).put(state.zone(), state.tick());
    require(
        before == null || before < state.tick(),
        "order",
        node.name
            + " is told tick "
            + state.tick()
            + " of zone "
            + state.zone()
            + " after "
            + before);
    while (truths.size() <= state.tick()) {
      truths.add(new HashMap<>());
    }
    Truth known =
        truths.get((int) state.tick()).putIfAbsent(state.zone(), new Truth(state, node.name));
    require(
        known == null || known.state.digest() == state.digest(),
        "I1",
        "tick "
            + state.tick()
            + " of zone "
            + state.zone()
            + " is one thing on "
            + (known == null ? "" : known.firstNode)
            + " and another on "
            + node.name);
    if (known == null) {
      requireSafe(node.name, state);
      cover(state);
      while (complete + 1 < truths.size()
          && truths.get((int) complete + 1).size() == mapAt(complete + 1).size()) {
        complete++;
      }
    }
  }

  private void cover(ZoneState state) {
    coverage.count("zone ticks");
    coverage.count("idle zone ticks", state.idleBox() != null ? 1 : 0);
    coverage.count("inputs consumed", state.inputs().size());
    coverage.count(
        "operators' inputs consumed",
        state.inputs().stream().filter(o -> o.input().type().isOperators()).count());
    coverage.count("messages", state.messages().size());
    Box box = mapAt(state.tick()).zone(state.zone()).box();
    for (EntityTable table : state.tables()) {
      coverage.count("entities carried", table.kind.role() == Kind.Role.CARRIED ? table.size : 0);
      for (int row = 0; row < table.size; row++) {
        if (!box.contains(table.x[row], table.y[row], table.z[row])) {
          coverage.count("border crossings");
        }
      }
    }
  }

  /** Backups were promoted: what anybody was told before must still be there. */
  void afterPromotion() {
    for (Zone zone : newestMap().zones()) {
      for (long tick = truths.size() - 1L; tick >= 0; tick--) {
        Truth truth = truth(zone.id(), tick);
        if (truth != null) {
          requireSafe("after a promotion somebody", truth.state);
          break;
        }
      }
    }
  }

  private void requireSafe(String who, ZoneState state) {
    String unsafe = unsafe(state.zone(), state.tick(), state.digest());
    require(unsafe.isEmpty(), "I2", who + " is told something that is not safe: " + unsafe);
  }

  /** Why a tick is not safe, or empty if all live copies have it or a later one. */
  private String unsafe(long zone, long tick, @Nullable Long digest) {
    String what = "tick " + tick + " of zone " + zone;
    Map<Long, StoreKey> keys = frameKeys.get(zone);
    StoreKey key = keys == null ? null : keys.get(tick);
    if (key == null) {
      return what + " was never stored";
    }
    int copies = 0;
    for (String owner : cluster.topology.owners(key.slot())) {
      if (cluster.topology.isMain(owner)) {
        copies++;
        Write stored = cluster.store.at(owner, key);
        boolean there =
            stored != null
                && (stored.tick() > tick
                    || stored.tick() == tick && (digest == null || stored.digest() == digest));
        if (!there) {
          return "the copy on " + owner + " does not have " + what;
        }
      }
    }
    return copies > 0 ? "" : "no copy is left of zone " + zone;
  }

  /** A node acts on a control record. */
  void controlled(SimulatedNode node, ControlRecord record) {
    ControlRecord before = controls.put(node, record);
    require(
        before == null || before.version() < record.version() && before.epoch() <= record.epoch(),
        "I6",
        node.name + " goes back from control record " + before + " to " + record);
    StoreKey key = controlKey;
    for (String owner : key == null ? List.<String>of() : cluster.topology.owners(key.slot())) {
      if (key != null && cluster.topology.isMain(owner)) {
        Write stored = cluster.store.at(owner, key);
        require(
            stored != null && stored.tick() >= record.version(),
            "I6",
            node.name + " acts on a control record that is not safe on " + owner);
      }
    }
    learnMaps(node, record);
    if (newestControl == null || newestControl.version() < record.version()) {
      learnChanges(record);
    }
    ControlRecord stored =
        storedControls.getOrDefault(record.version(), List.of()).stream()
            .filter(r -> r.withHorizon(0).equals(record.withHorizon(0)))
            .findFirst()
            .orElse(null);
    require(stored != null, "I6", node.name + " acts on " + record + ", which nobody has stored");
    if (stored != null) {
      safeHorizon = Math.max(safeHorizon, stored.horizon());
    }
    ControlRecord known = inForce.putIfAbsent(record.version(), record);
    require(
        known == null || known.equals(record),
        "I6",
        "there are two control records of version " + record.version());
    ControlRecord newest = newestControl;
    if (newest == null || newest.version() < record.version()) {
      require(newest == null || record.epoch() >= newest.epoch(), "I6", "the epoch went back");
      require(
          newest == null || record.horizon() >= newest.horizon(), "I6", "the horizon went back");
      newestControl = record;
    }
  }

  /** Whether anybody has acted on a control record: the world has been made. */
  boolean hasControl() {
    return newestControl != null;
  }

  boolean isPaused() {
    ControlRecord newest = newestControl;
    return newest != null && newest.pauseAt() != Long.MAX_VALUE;
  }

  /** Newest tick that all zones have released. */
  long slowest() {
    return complete;
  }

  /** Whether the nodes' audits have got that far; only if no report can have been lost. */
  boolean auditsReached(long tick) {
    return cluster.scenario.faults() > 0
        || cluster.scenario.lossPercent() > 0
        || cluster.nodes.values().stream().allMatch(n -> n.view.audit().tick() >= tick);
  }

  /** What has happened in this run. */
  Coverage coverage() {
    return coverage;
  }

  /** Checks what can be checked at the end only. */
  void finish() {
    new ReExecution(cluster.scenario, this).check(complete);
    for (SimulatedNode node : cluster.nodes.values()) {
      AuditCounters audit = node.view.audit();
      require(audit.ok(), "audit", "on " + node.name + " " + audit.firstBreak());
    }
  }
}
