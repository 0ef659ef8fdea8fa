package io.zonescaler.web;

import io.javalin.http.Context;
import io.zonescaler.game.World;
import io.zonescaler.server.observe.Past;
import io.zonescaler.server.observe.Past.Journey;
import io.zonescaler.server.observe.Past.Moment;
import io.zonescaler.server.observe.Past.Place;
import io.zonescaler.server.observe.Past.Range;
import io.zonescaler.web.MapFrame.ZoneNote;
import io.zonescaler.web.status.StatusJson;
import io.zonescaler.world.Space;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The world's last minutes, below {@code /api/v1/past}. */
final class Rewind {
  private final World world;
  private final @Nullable Past past;

  /**
   * What a node can tell.
   *
   * @param past null if it keeps nothing
   */
  Rewind(World world, @Nullable Past past) {
    this.world = world;
    this.past = past;
  }

  /** Which ticks can be told. */
  Map<String, Object> range(Context context) throws InterruptedException {
    Range range = past(context).range();
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("oldest", range.oldest());
    out.put("newest", range.newest());
    return out;
  }

  /** The map as it was at a tick, as {@link MapFrame} writes it. */
  byte[] frame(Context context) throws InterruptedException {
    String text = context.pathParam("tick");
    if (!text.matches("[0-9]{1,18}")) {
      throw new ApiException(
          400, "'" + text + "' is no tick", where(context), "give a decimal number");
    }
    try {
      Moment moment = past(context).at(Long.parseLong(text));
      WorldTick tick =
          new WorldTick(
              moment.tick(),
              moment.map(),
              moment.map().zones().stream().map(zone -> moment.zones().get(zone.id())).toList());
      return new MapFrame()
          .write(
              world,
              tick,
              zone -> new ZoneNote(moment.owners().getOrDefault(zone.id(), ""), 0),
              List.of(),
              System.currentTimeMillis())
          .array();
    } catch (IllegalArgumentException e) {
      throw new ApiException(
          404, String.valueOf(e.getMessage()), where(context), "see /api/v1/past for the range");
    }
  }

  /** Where an entity was, in which zones, on which nodes. */
  Map<String, Object> journey(Context context) throws InterruptedException {
    String text = context.pathParam("id");
    long id = Inspection.entityId(text, where(context));
    Journey journey = past(context).journey(id);
    if (journey.trail().isEmpty()) {
      throw new ApiException(
          404,
          "there was no entity " + text + " in what is kept",
          where(context),
          "pick one on the map");
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("id", StatusJson.hex(id));
    out.put(
        "stays",
        journey.stays().stream()
            .map(
                stay -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("zone", Long.toString(stay.zone()));
                  one.put("owner", stay.owner());
                  one.put("fromTick", stay.fromTick());
                  one.put("toTick", stay.toTick());
                  return one;
                })
            .toList());
    out.put("trail", journey.trail().stream().map(this::place).toList());
    return out;
  }

  private Map<String, Object> place(Place place) {
    Space space = world.space();
    int[] quanta = {place.x(), place.y(), place.z()};
    List<Double> position = new ArrayList<>();
    for (int axis = 0; axis < space.dimensions(); axis++) {
      position.add(space.toUnits(axis, quanta[axis]));
    }
    return Map.of("tick", place.tick(), "position", position);
  }

  private Past past(Context context) {
    if (past == null) {
      throw new ApiException(
          404,
          "this node keeps no history",
          where(context),
          "set gateway.historySeconds, or ask a node that has it");
    }
    return past;
  }

  private static String where(Context context) {
    return "GET " + context.path();
  }
}
