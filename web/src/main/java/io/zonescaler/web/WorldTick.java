package io.zonescaler.web;

import io.zonescaler.state.ZoneState;
import io.zonescaler.zone.ZoneMap;
import java.util.List;

/**
 * The whole world at one tick.
 *
 * @param tick the tick
 * @param map the zone map in force at it
 * @param states the states of all its zones, in the order of {@link ZoneMap#zones()}
 */
record WorldTick(long tick, ZoneMap map, List<ZoneState> states) {}
