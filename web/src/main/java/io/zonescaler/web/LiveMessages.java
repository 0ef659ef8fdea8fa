package io.zonescaler.web;

import io.zonescaler.cluster.Ownership;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.game.World;
import io.zonescaler.web.status.Status;
import io.zonescaler.web.status.StatusJson;
import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The texts on the live socket: one {@code hello}, then a {@code status} once a second. */
final class LiveMessages {
  private final WorldAccess access;
  private final DashboardSettings settings;

  /**
   * Texts of a node.
   *
   * @param settings its web server's
   */
  LiveMessages(WorldAccess access, DashboardSettings settings) {
    this.access = access;
    this.settings = settings;
  }

  /** What does not change while the world lives. */
  String hello(boolean maySteer) {
    World world = access.world();
    WorldSettings rules = world.settings();
    Space space = world.space();
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("name", rules.name());
    about.put("dimensions", rules.dimensions());
    about.put("tickRate", rules.tickRate());
    about.put("quantum", space.quantum());
    about.put("radius", rules.interestRadius());
    about.put("slots", rules.slots());
    List<Double> origin = new ArrayList<>();
    List<Integer> size = new ArrayList<>();
    for (int axis = 0; axis < 3; axis++) {
      origin.add(space.toUnits(axis, 0));
      size.add(space.bounds().max(axis));
    }
    about.put("origin", origin);
    about.put("size", size);
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("type", "hello");
    out.put("node", access.node());
    out.put("maySteer", maySteer);
    out.put("mayKill", maySteer && settings.drills());
    out.put("keepsPast", settings.past() != null);
    out.put("plays", settings.players() != null && isDemo(world.schema()));
    out.put("world", about);
    List<Map<String, Object>> kinds = new ArrayList<>();
    for (Kind kind : world.schema().kinds()) {
      kinds.add(
          Map.of(
              "name", kind.name(),
              "role", kind.role().name(),
              "shown", MapFrame.shown(kind)));
    }
    out.put("kinds", kinds);
    out.put("events", world.schema().events().stream().map(EventKind::name).toList());
    return StatusJson.write(out);
  }

  /** The page for players steers nothing but the demo's ships. */
  private static boolean isDemo(Schema schema) {
    Kind avatar = schema.avatar();
    return avatar != null
        && avatar.name().equals("ship")
        && avatar.columns().stream().anyMatch(column -> column.name().equals("heading"));
  }

  /** The status, with the owners of all slots. */
  String status(Status status) {
    Ownership ownership = access.ownership();
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("type", "status");
    out.put("status", status);
    out.put("owners", ownership.owners());
    out.put("backups", ownership.backups());
    return StatusJson.write(out);
  }
}
