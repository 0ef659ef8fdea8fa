package io.zonescaler.tick;

import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Box;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a zone's tick depends on (invariant I3).
 *
 * @param zone id of the zone
 * @param box the zone's box in the map in force at {@code tick}
 * @param mapVersion version of that map
 * @param tick the tick to make
 * @param sources states at {@code tick - 1} of all zones of the map in force then that lie within H
 *     of the box, the zone itself included if it existed; any order, at least one
 * @param previous the zone's own state at {@code tick - 1}, or null if the map in force then did
 *     not have it
 * @param inputs the players' inputs that wait for this zone, and what operators have decided for
 *     this tick; any order
 * @param idleBoxes boxes whose entities do not run in this tick
 * @param ownIdle whether the zone itself is idle; then {@code idleBoxes} has its box
 */
public record TickInput(
    long zone,
    Box box,
    long mapVersion,
    long tick,
    List<ZoneState> sources,
    @Nullable ZoneState previous,
    List<PlayerInput> inputs,
    List<Box> idleBoxes,
    boolean ownIdle) {}
