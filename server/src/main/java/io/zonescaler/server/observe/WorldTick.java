package io.zonescaler.server.observe;

import io.zonescaler.state.ZoneState;
import java.util.Map;

/**
 * The whole world at one tick.
 *
 * @param tick the tick
 * @param zones what each zone in force wrote: every entity is in one of them
 */
record WorldTick(long tick, Map<Long, ZoneState> zones) {}
