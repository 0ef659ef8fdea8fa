package io.zonescaler.web;

import io.javalin.http.Context;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.Decision;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.placement.LoadPlan;
import io.zonescaler.placement.LoadPlanner.Limits;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.Ids;
import io.zonescaler.state.ZoneState;
import io.zonescaler.web.status.StatusJson;
import io.zonescaler.web.status.StatusReader;
import io.zonescaler.web.status.StoredValues;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Space;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Answers what one entity or one zone is, for {@code /api/v1/entity} and {@code /api/v1/zone}. */
final class Inspection {
  private static final long WAIT_MILLIS = 2_000;
  private static final int MOVES = 10;
  private static final long HISTORY_SECONDS = 10;
  private static final long EXACT_IN_JSON = 1L << 53;

  private final WorldAccess access;
  private final StatusReader status;
  private final LiveFeed feed;

  Inspection(WorldAccess access, StatusReader status, LiveFeed feed) {
    this.access = access;
    this.status = status;
    this.feed = feed;
  }

  /** What the store has of a zone: for each value its length in bytes, as an int, and the value. */
  byte[] history(String text) throws InterruptedException {
    String where = "/api/v1/zone/" + text + "/history";
    long zone = zoneOf(text, where).id();
    CompletableFuture<List<byte[]>> values = new CompletableFuture<>();
    access.history(zone, values::complete);
    try {
      return StoredValues.write(values.get(HISTORY_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      throw new ApiException(
          503, "zone " + zone + " cannot be read now", where, "look at /health/ready");
    }
  }

  /** The plan that the present loads would lead to, and what it would change. */
  Map<String, Object> whatIf(Context context) {
    String where = "GET " + context.path();
    LoadPlan plan;
    try {
      plan = access.whatIf(Limits.of(MOVES));
    } catch (IllegalArgumentException e) {
      throw new ApiException(503, String.valueOf(e.getMessage()), where, "try again in a moment");
    }
    if (plan == null) {
      throw new ApiException(404, "slots of this world do not move", where, "ask a node of a grid");
    }
    Map<Integer, Long> zones = new HashMap<>();
    recordNow(where).newestMap().zones().forEach(zone -> zones.put(zone.slot(), zone.id()));
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("fullestBefore", rounded(plan.before()));
    out.put("fullestAfter", rounded(plan.after()));
    out.put("bytes", plan.bytes());
    out.put(
        "moves",
        plan.decisions().stream()
            .map(
                d -> {
                  Map<String, Object> move = new LinkedHashMap<>();
                  Long zone = zones.get(d.slot());
                  move.put("zone", zone == null ? "" : zone.toString());
                  move.put("slot", d.slot());
                  move.put("from", d.from());
                  move.put("to", d.to());
                  move.put("reason", d.reason());
                  return move;
                })
            .toList());
    return out;
  }

  /** The last minutes; with {@code since}, only what came after that time. */
  Timeline.Told timeline(Context context) {
    String since = context.queryParam("since");
    if (since != null && !since.matches("[0-9]{1,15}")) {
      throw new ApiException(
          400,
          "since = '" + since + "' is no time",
          "GET /api/v1/timeline",
          "give since=MILLIS, milliseconds since 1970 as an answer before has them");
    }
    return feed.timeline().since(since == null ? 0 : Long.parseLong(since));
  }

  /** What has been decided about zones and nodes, the newest first. */
  Map<String, Object> decisions() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Decision decision : access.decisions()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("id", Long.toString(decision.id()));
      one.put("time", Instant.ofEpochMilli(decision.millis()).toString());
      one.put("tick", decision.tick());
      one.put("automatic", decision.automatic());
      one.put("what", decision.what());
      one.put("reason", decision.reason());
      one.put("fullestBefore", known(decision.before()));
      one.put("fullestPredicted", known(decision.predicted()));
      one.put("fullestAchieved", known(decision.achieved()));
      list.add(0, one);
    }
    return Map.of("decisions", list);
  }

  private static @Nullable Double known(double part) {
    return Double.isNaN(part) ? null : (Double) rounded(part);
  }

  private static double rounded(double part) {
    return Math.round(part * 1000) / 1000.0;
  }

  private ControlRecord recordNow(String where) {
    ControlRecord control = access.control();
    if (control == null) {
      throw new ApiException(
          503, "no control record is known here", where, "look at /health/ready, then try again");
    }
    return control;
  }

  private ZoneMap mapNow(String where) {
    return recordNow(where).newestMap();
  }

  private Zone zoneOf(String text, String where) {
    if (!text.matches("\\d{1,18}")) {
      throw new ApiException(400, "'" + text + "' is no zone id", where, "give a decimal number");
    }
    // Also one that is being split or merged.
    Zone zone = recordNow(where).find(Long.parseLong(text));
    if (zone == null) {
      throw new ApiException(
          404,
          "there is no zone "
              + text
              + " in zone map version "
              + recordNow(where).newestMap().version(),
          where,
          "it may have been split or merged; list the zones with /api/v1/status");
    }
    return zone;
  }

  /** An entity's id as paths have it. */
  static long entityId(String text, String where) {
    if (!text.matches("[0-9a-fA-F]{1,16}")) {
      throw new ApiException(
          400, "'" + text + "' is no entity id", where, "give 1 to 16 hexadecimal digits");
    }
    return Long.parseUnsignedLong(text, 16);
  }

  /** All of one entity. */
  Map<String, Object> entity(String text) throws InterruptedException {
    String where = "/api/v1/entity/" + text;
    long id = entityId(text, where);
    WorldTick now = feed.worldNow(WAIT_MILLIS);
    if (now == null) {
      throw new ApiException(
          503,
          "the world's present state is not known here",
          where,
          "look at /health/ready, then try again");
    }
    for (ZoneState state : now.states()) {
      for (EntityTable table : state.tables()) {
        for (int row = 0; row < table.size; row++) {
          if (table.id[row] == id) {
            return describe(now, table, row);
          }
        }
      }
    }
    throw new ApiException(
        404,
        "there is no entity " + text + " at tick " + now.tick(),
        where,
        "it may have been despawned; pick one on the map");
  }

  private static boolean isQuarantined(WorldTick now, EntityTable table, int row) {
    long marker = Ids.quarantine(table.id[row]);
    return now.states().stream()
        .flatMap(state -> state.tables().stream())
        .filter(candidate -> candidate.kind.role() == Kind.Role.QUARANTINE)
        .anyMatch(markers -> markers.rowOf(table.cell[row], marker) >= 0);
  }

  private Map<String, Object> describe(WorldTick now, EntityTable table, int row) {
    Space space = access.world().space();
    Zone zone = now.map().locate(table.x[row], table.y[row], table.z[row]);
    int[] quanta = {table.x[row], table.y[row], table.z[row]};
    double[] position = new double[space.dimensions()];
    for (int axis = 0; axis < position.length; axis++) {
      position[axis] = space.toUnits(axis, quanta[axis]);
    }
    Kind kind = table.kind;
    Map<String, Object> columns = new LinkedHashMap<>();
    for (Column column : kind.columns()) {
      columns.put(column.name(), value(table, column, row));
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("id", StatusJson.hex(table.id[row]));
    out.put("kind", kind.name());
    out.put("role", kind.role().name().toLowerCase(Locale.ROOT));
    out.put("tick", now.tick());
    out.put("position", position);
    out.put("zone", Long.toString(zone.id()));
    out.put("slot", zone.slot());
    out.put("owner", access.ownership().owner(zone.slot()));
    out.put("quarantined", isQuarantined(now, table, row));
    out.put("columns", columns);
    return out;
  }

  /** Numbers that JavaScript would round are texts. */
  private static Object value(EntityTable table, Column column, int row) {
    return switch (column.type()) {
      case I32, I64 -> {
        long value = table.integer(column, row);
        yield Math.abs(value) < EXACT_IN_JSON ? (Object) value : Long.toString(value);
      }
      case FIXED, F32, F64 -> table.real(column, row);
      case BYTES -> HexFormat.of().formatHex(table.bytes[column.lane()][row]);
    };
  }

  /** All of one zone. */
  Map<String, Object> zone(String text) {
    String where = "/api/v1/zone/" + text;
    ZoneMap map = mapNow(where);
    Zone zone = zoneOf(text, where);
    int halo = access.world().space().halo();
    List<String> sources =
        map.within(zone.box(), halo).stream()
            .filter(z -> z.id() != zone.id())
            .map(z -> Long.toString(z.id()))
            .toList();
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("zone", status.zone(zone, access.ownership()));
    out.put("mapVersion", map.version());
    out.put("neighbours", sources);
    out.put(
        "sibling",
        map.find(zone.id()) == null
            ? null
            : map.sibling(zone.id()).map(other -> Long.toString(other.id())).orElse(null));
    out.put("kinds", kinds(zone));
    return out;
  }

  private @Nullable Map<String, Integer> kinds(Zone zone) {
    WorldTick now = feed.states().newest(access.control(), -1);
    if (now == null || !now.map().zones().contains(zone)) {
      return null;
    }
    Map<String, Integer> out = new LinkedHashMap<>();
    for (EntityTable table : now.states().get(now.map().zones().indexOf(zone)).tables()) {
      out.put(table.kind.name(), table.size);
    }
    return out;
  }
}
