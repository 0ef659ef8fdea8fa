package io.zonescaler.state;

import io.zonescaler.world.Box;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * state(z,T): what zone z wrote at tick T. Immutable by convention once published.
 *
 * @param zone id of the zone
 * @param tick the tick
 * @param mapVersion version of the zone map in force at that tick
 * @param tables one table per kind, in schema order: the entities z wrote, also those that have
 *     just left its box
 * @param messages sent in T or still pending, in canonical order
 * @param events for clients, by (entity, ordinal)
 * @param inputs taken in at T, in canonical order
 * @param variables the world's variables as kernels saw them in T
 * @param idleBox the box that was idle in T, or null if the kernels ran
 * @param totals sums over the above
 * @param previousDigest digest of the zone's frame at T-1; 0 for a zone's first
 * @param digest digest of this frame
 */
public record ZoneState(
    long zone,
    long tick,
    long mapVersion,
    List<EntityTable> tables,
    List<SentMessage> messages,
    List<EmittedEvent> events,
    List<InputOutcome> inputs,
    VariableValues variables,
    @Nullable Box idleBox,
    Totals totals,
    long previousDigest,
    long digest) {
  /** The same state with its frame's digest filled in. */
  public ZoneState withDigest(long newDigest) {
    return new ZoneState(
        zone,
        tick,
        mapVersion,
        tables,
        messages,
        events,
        inputs,
        variables,
        idleBox,
        totals,
        previousDigest,
        newDigest);
  }
}
