package io.zonescaler.web.status;

import io.zonescaler.cluster.ClusterView;
import io.zonescaler.cluster.ClusterView.AuditCounters;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.Directives;
import io.zonescaler.cluster.Forecasts;
import io.zonescaler.cluster.GatewayReport;
import io.zonescaler.cluster.NodeReport;
import io.zonescaler.cluster.NodeReport.Wish;
import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.cluster.Ownership;
import io.zonescaler.cluster.RecentTimes;
import io.zonescaler.cluster.Standing;
import io.zonescaler.cluster.VariableChange;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.cluster.WorldHealth;
import io.zonescaler.placement.PlacementPlan;
import io.zonescaler.web.status.Status.AuditStatus;
import io.zonescaler.web.status.Status.ForecastStatus;
import io.zonescaler.web.status.Status.GatewayStatus;
import io.zonescaler.web.status.Status.NodeStatus;
import io.zonescaler.web.status.Status.Percentiles;
import io.zonescaler.web.status.Status.PlanStatus;
import io.zonescaler.web.status.Status.RedundancyStatus;
import io.zonescaler.web.status.Status.VariableStatus;
import io.zonescaler.web.status.Status.WorldStatus;
import io.zonescaler.web.status.Status.ZoneStatus;
import io.zonescaler.world.Box;
import io.zonescaler.world.Quantity;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldVariable;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads a node's view of the world as {@link Status}. Thread-safe. */
public final class StatusReader {
  /** A node that has not reported for so long is shown as silent. */
  private static final long SILENT_MILLIS = 3_000;

  private final WorldAccess access;
  private final Function<String, NodeInfo> nodes;
  private final int backups;
  private final LongSupplier clockMillis;
  private final WorldHealth health;
  private final Speedometer speedometer = new Speedometer();

  /**
   * A reader.
   *
   * @param access the node
   * @param nodes what is known of a node by its name
   * @param backups backups that every slot should have
   * @param clockMillis milliseconds since 1970
   */
  public StatusReader(
      WorldAccess access, Function<String, NodeInfo> nodes, int backups, LongSupplier clockMillis) {
    this.access = access;
    this.nodes = nodes;
    this.backups = backups;
    this.clockMillis = clockMillis;
    health = new WorldHealth(access, clockMillis);
  }

  /** Measures the world's speed; call many times a second. */
  public void sample() {
    speedometer.sample(clockMillis.getAsLong(), access.view().audit().tick());
    health.state();
  }

  /** The present status. */
  public Status read() {
    ControlRecord control = access.control();
    ClusterView view = access.view();
    AuditCounters audit = view.audit();
    ZoneMap map = control == null ? null : mapShown(control, audit.tick());
    List<ZoneStatus> zones = zones(map);
    return new Status(
        world(control, map, audit, zones),
        nodes(zones),
        zones,
        variables(control, audit.tick()),
        audit(audit),
        redundancy(),
        plan(),
        forecast());
  }

  private List<VariableStatus> variables(@Nullable ControlRecord control, long tick) {
    Directives directives = control == null ? Directives.NONE : control.directives();
    List<VariableStatus> list = new ArrayList<>();
    for (WorldVariable variable : access.world().schema().variables()) {
      VariableChange now = directives.inForce(variable.index(), tick);
      VariableChange next = directives.toCome(variable.index(), tick);
      list.add(
          new VariableStatus(
              variable.name(),
              variable.number(now == null ? variable.initial() : now.bits()),
              next == null ? null : variable.number(next.bits()),
              next == null ? -1 : next.firstTick()));
    }
    return list;
  }

  private ForecastStatus forecast() {
    Forecasts forecasts = access.forecasts();
    return forecasts == null
        ? new ForecastStatus(0, 0)
        : new ForecastStatus(
            rounded(forecasts.error(), 1000), rounded(forecasts.errorOfNow(), 1000));
  }

  /** Where this node stands, for nodes that want to go back to it. */
  public Standing standing() {
    WorldHealth.State state = health.state();
    return access
        .standing()
        .withGoesOn(state == WorldHealth.State.RUNNING || state == WorldHealth.State.PAUSED);
  }

  private static ZoneMap mapShown(ControlRecord control, long tick) {
    ZoneMap map = control.mapAt(Math.max(0, tick));
    return map == null ? control.newestMap() : map;
  }

  private static long since(ControlRecord control, ZoneMap map) {
    return control.maps().stream()
        .filter(m -> m.map().version() == map.version())
        .mapToLong(ControlRecord.MapInForce::firstTick)
        .findFirst()
        .orElse(-1);
  }

  private WorldStatus world(
      @Nullable ControlRecord control,
      @Nullable ZoneMap map,
      AuditCounters audit,
      List<ZoneStatus> zones) {
    int rate = access.world().settings().tickRate();
    return new WorldStatus(
        access.world().settings().name(),
        health.state().name().toLowerCase(Locale.ROOT),
        audit.tick(),
        rate,
        audit.entities(),
        zones.stream().mapToLong(ZoneStatus::players).sum(),
        StatusJson.hex(audit.hash()),
        control == null ? 0 : control.horizon(),
        rounded(speedometer.ticksPerSecond(clockMillis.getAsLong()) / rate, 1000),
        map == null ? 0 : map.version(),
        control == null || map == null ? -1 : since(control, map),
        control == null || control.maps().size() < 2 ? -1 : control.maps().get(1).firstTick(),
        control == null ? 0 : control.epoch(),
        access.coordinator(),
        directives().balancing(),
        access.hasMajority(),
        access.lost().stream().map(String::valueOf).toList(),
        access.trouble());
  }

  private List<ZoneStatus> zones(@Nullable ZoneMap map) {
    List<ZoneStatus> out = new ArrayList<>();
    if (map != null) {
      Ownership ownership = access.ownership();
      for (Zone zone : map.zones()) {
        out.add(zone(zone, ownership));
      }
    }
    return out;
  }

  /** The status of one zone. */
  public ZoneStatus zone(Zone zone, Ownership ownership) {
    ZoneReport known = access.view().zone(zone.id());
    ZoneReport report = known == null ? ZoneReport.unknown(zone.id()) : known;
    int slot = zone.slot();
    return new ZoneStatus(
        Long.toString(zone.id()),
        slot,
        ownership.owner(slot),
        slot < ownership.backups().size() ? ownership.backups().get(slot) : List.of(),
        directives().pins().getOrDefault(slot, ""),
        corner(zone.box(), false),
        corner(zone.box(), true),
        report.tick(),
        report.entities(),
        report.players(),
        report.quarantined(),
        report.tickMicros(),
        report.frameBytes());
  }

  private Directives directives() {
    ControlRecord control = access.control();
    return control == null ? Directives.NONE : control.directives();
  }

  private double[] corner(Box box, boolean upper) {
    Space space = access.world().space();
    double[] out = new double[space.dimensions()];
    for (int axis = 0; axis < out.length; axis++) {
      out[axis] = space.toUnits(axis, upper ? box.max(axis) : box.min(axis));
    }
    return out;
  }

  private List<NodeStatus> nodes(List<ZoneStatus> zones) {
    long now = clockMillis.getAsLong();
    int rate = access.world().settings().tickRate();
    List<NodeStatus> out = new ArrayList<>();
    for (NodeReport report : access.view().reports()) {
      String name = report.node();
      NodeInfo info = nodes.apply(name);
      List<ZoneStatus> own = zones.stream().filter(z -> z.owner().equals(name)).toList();
      long heard = now - access.view().heardMillis(name);
      boolean silent = heard > SILENT_MILLIS;
      if (silent && report.wish() == Wish.LEAVER) {
        continue; // it has left
      }
      out.add(
          new NodeStatus(
              name,
              info.pid(),
              silent ? "silent" : state(report.wish()),
              own.size(),
              own.stream().mapToLong(ZoneStatus::entities).sum(),
              rounded(own.stream().mapToLong(ZoneStatus::tickMicros).sum() * rate / 1e6, 1000),
              rounded(info.cpu(), 100),
              info.grpc(),
              info.http(),
              heard,
              report.work().crossings(),
              report.work().handoffs(),
              millis(report.work().release()),
              gateway(report.gateway())));
    }
    return out;
  }

  private static GatewayStatus gateway(GatewayReport report) {
    return new GatewayStatus(
        report.clients(),
        rounded(report.bytesPerSecond(), 1),
        rounded(report.updatesPerSecond(), 10),
        rounded(report.commandsPerSecond(), 10),
        report.refused(),
        new TreeMap<>(report.limits()),
        millis(report.ack()),
        millis(report.gap()));
  }

  private static Percentiles millis(RecentTimes.Percentiles times) {
    return new Percentiles(
        times.p50Micros() / 1000.0, times.p99Micros() / 1000.0, times.maxMicros() / 1000.0);
  }

  private static String state(Wish wish) {
    return switch (wish) {
      case GUEST -> "joining";
      case OWNER -> "up";
      case LEAVER -> "leaving";
    };
  }

  private AuditStatus audit(AuditCounters a) {
    Map<String, Long> amounts = new LinkedHashMap<>();
    List<Quantity> quantities = access.world().schema().quantities();
    for (int i = 0; i < Math.min(quantities.size(), a.amounts().size()); i++) {
      amounts.put(quantities.get(i).name(), a.amounts().get(i));
    }
    return new AuditStatus(
        a.ok(),
        a.tick(),
        a.entities(),
        a.spawned(),
        a.despawned(),
        a.duplicates(),
        a.failures(),
        a.violations(),
        a.idleFrames(),
        a.idled(),
        a.unchecked(),
        amounts,
        a.firstBreak());
  }

  private PlanStatus plan() {
    PlacementPlan plan = access.plan();
    return plan == null
        ? PlanStatus.initial()
        : new PlanStatus(plan.number(), plan.moves(), plan.reason());
  }

  private RedundancyStatus redundancy() {
    Ownership ownership = access.ownership();
    int below = 0;
    for (int slot = 0; slot < access.world().settings().slots(); slot++) {
      int has = slot < ownership.backups().size() ? ownership.backups().get(slot).size() : 0;
      if (ownership.owner(slot).isEmpty() || has < backups || ownership.filling().contains(slot)) {
        below++;
      }
    }
    return new RedundancyStatus(backups, below);
  }

  /** Why the next failure may be one too many, as one sentence; null if it may not. */
  public @Nullable String degraded() {
    int below = redundancy().slotsBelow();
    return below == 0
        ? null
        : below + " slots have fewer than " + backups + " backups: see the nodes that are missing";
  }

  /** Why this node is not ready for players, as one sentence; null if it is ready. */
  public @Nullable String notReady() {
    return health.notReady();
  }

  private static double rounded(double value, int steps) {
    return Math.round(value * steps) / (double) steps;
  }
}
