package io.zonescaler.server.observe;

import io.zonescaler.game.World;
import io.zonescaler.server.api.WorldMessages;
import io.zonescaler.server.observe.Difference.Place;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.v1.proto.ObserveRequest;
import io.zonescaler.world.Box;
import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an observer wants to be told of. */
final class Wish {
  private final BitSet kinds;
  private final BitSet events;
  private final Box box;

  /**
   * Reads a request.
   *
   * @throws IllegalArgumentException if it asks for what there is not
   */
  Wish(ObserveRequest request, World world) {
    List<Kind> known = world.schema().kinds().subList(0, world.schema().gameKinds());
    kinds = chosen(request.getNoEntities(), request.getKindsList(), known, Kind::name, "kind");
    events =
        chosen(
            request.getNoEvents(),
            request.getEventsList(),
            world.schema().events(),
            EventKind::name,
            "event");
    box =
        request.hasBox()
            ? WorldMessages.box(world.space(), request.getBox())
            : world.space().bounds();
  }

  private static <T> BitSet chosen(
      boolean none, List<String> wanted, List<T> known, Function<T, String> name, String what) {
    BitSet chosen = new BitSet();
    if (none) {
      return chosen;
    }
    List<String> names = known.stream().map(name).toList();
    for (String each : wanted.isEmpty() ? names : wanted) {
      int at = names.indexOf(each);
      if (at < 0) {
        throw new IllegalArgumentException(
            "there is no " + what + " '" + each + "', only " + names);
      }
      chosen.set(at);
    }
    return chosen;
  }

  boolean isAbout(@Nullable Place place) {
    return place != null
        && kinds.get(place.table().kind.index())
        && box.contains(
            place.table().x[place.row()],
            place.table().y[place.row()],
            place.table().z[place.row()]);
  }

  boolean isAbout(EmittedEvent event) {
    return events.get(event.kind()) && box.contains(event.x(), event.y(), event.z());
  }
}
