package io.zonescaler.cluster;

import io.zonescaler.cluster.FrameStore.Result;
import io.zonescaler.cluster.FrameStore.Write;
import io.zonescaler.cluster.NodeReport.TickTotals;
import io.zonescaler.cluster.OwnedZone.Phase;
import io.zonescaler.frame.FrameCodec;
import io.zonescaler.frame.FrameException;
import io.zonescaler.state.ZoneState;
import io.zonescaler.zone.Zone;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings own zones to the newest state that is stored of them: reads, derives, confirms (invariants
 * I1, I2, I7). A start, a takeover and a lost race for a tick are all this.
 */
final class Recovery {
  /** Frames that may be stored of a zone after the newest one that its backup has heard of. */
  private static final int BEHIND = 16;

  private final NodeContext context;
  private final Owner owner;

  Recovery(NodeContext context, Owner owner) {
    this.context = context;
    this.owner = owner;
  }

  /** Reads what is stored of a zone, and goes on from there. */
  void read(OwnedZone zone) {
    zone.phase = Phase.READING;
    zone.startedMillis = context.clock.getAsLong();
    long attempt = ++zone.attempt;
    // What was safe before the read is there, unless all its copies were lost.
    long seen = context.seen(zone.zone.id());
    List<StoreKey> keys = new ArrayList<>(Places.snapshots(zone.zone));
    int split = keys.size();
    keys.addAll(Places.frames(zone.zone));
    context.store.read(
        keys,
        values -> {
          if (owner.isCurrent(zone, attempt)) {
            derived(
                zone,
                seen,
                Derivation.of(
                    context.codec, values.subList(0, split), values.subList(split, values.size())));
          }
        });
  }

  /**
   * Goes on from the newest state that is known here and the few frames that are stored after it,
   * as a node can that has backed the zone up and so followed it; else from what is stored alone.
   */
  void takeOver(OwnedZone zone) {
    ZoneState known = context.states.newestWhole(zone.zone.id());
    byte[] knownFrame = known == null ? null : context.states.frame(zone.zone.id(), known.tick());
    if (known == null || knownFrame == null) {
      read(zone);
      return;
    }
    zone.phase = Phase.READING;
    zone.startedMillis = context.clock.getAsLong();
    long attempt = ++zone.attempt;
    long seen = context.seen(zone.zone.id());
    List<StoreKey> keys = new ArrayList<>(Places.snapshots(zone.zone));
    int split = keys.size();
    keys.addAll(Places.framesAfter(zone.zone, known.tick(), BEHIND));
    context.store.read(
        keys,
        values -> {
          if (!owner.isCurrent(zone, attempt)) {
            return;
          }
          Derivation derivation =
              Derivation.from(
                  context.codec,
                  known,
                  knownFrame,
                  values.subList(0, split),
                  values.subList(split, values.size()));
          ZoneState state = derivation.state();
          if (state == null || state.tick() < seen || state.tick() >= known.tick() + BEHIND) {
            // It had fallen too far behind, or what is stored has.
            context.states.forget(zone.zone.id());
            read(zone);
          } else {
            owner.report(knownTotals(zone, known.tick()));
            confirm(zone, derivation, state);
          }
        });
  }

  /** Totals of the last ticks that the dead owner may not have reported. */
  private List<TickTotals> knownTotals(OwnedZone zone, long newest) {
    List<TickTotals> totals = new ArrayList<>();
    ZoneState state = context.states.whole(zone.zone.id(), newest);
    while (state != null) {
      totals.add(0, Derivation.totals(state));
      state = context.states.whole(zone.zone.id(), state.tick() - 1);
    }
    return totals;
  }

  private void derived(OwnedZone zone, long seen, Derivation derivation) {
    ZoneState state = derivation.state();
    ControlRecord control = context.control;
    if (state != null && state.tick() < seen) {
      halt(
          zone,
          "what is stored of it ends at tick "
              + state.tick()
              + ", and tick "
              + seen
              + " has been seen: it waits for a node that has the rest");
    } else if (state != null) {
      confirm(zone, derivation, state);
    } else if (control != null && mayBegin(control, zone, seen)) {
      zone.tick = control.firstTick(zone.zone.id()) - 1;
      zone.free(context.clock.getAsLong());
      owner.advanceAll();
    } else {
      halt(
          zone,
          "nothing of it is stored, and its world has been populated before; restore its data from a backup");
    }
  }

  /**
   * Whether it is right that nothing of the zone is stored: it is one of a world that is being
   * made, or the map before its first one is known, and with it the zones that it is derived from.
   */
  private boolean mayBegin(ControlRecord control, OwnedZone zone, long seen) {
    long first = control.firstTick(zone.zone.id());
    return zone.tick < first
        && seen < first
        && (control.isStart(first)
            ? control.populating()
            : control.mapAt(first - 1) != null && !context.isNeeded(zone.zone, first));
  }

  /** The zone cannot go on for now. */
  void halt(OwnedZone zone, String why) {
    zone.phase = Phase.HALTED;
    zone.startedMillis = context.clock.getAsLong();
    if (!zone.trouble.equals(why)) {
      zone.trouble = why;
      context.listener.noticed(
          zone.zone.id(),
          zone.tick,
          "zone " + zone.zone.id() + " halts after tick " + zone.tick + ": " + why);
    }
  }

  /** Brings the newest stored frame to all copies before anybody builds on it. */
  private void confirm(OwnedZone zone, Derivation derivation, ZoneState state) {
    byte[] frame = derivation.frame();
    if (frame == null) {
      // A snapshot is written only after its frame was safe; the frame itself has been overwritten
      // in the ring.
      take(zone, derivation, state, context.codec.encodeSnapshot(state));
      return;
    }
    zone.phase = Phase.CONFIRMING;
    long attempt = zone.attempt;
    Write write =
        new Write(Places.frame(zone.zone, state.tick()), state.tick(), state.digest(), frame);
    context.writer.write(
        List.of(write),
        outcomes -> {
          if (!owner.isCurrent(zone, attempt)) {
            return;
          }
          if (outcomes.get(0).result() == Result.STORED) {
            take(zone, derivation, state, frame);
          } else {
            read(zone);
          }
        });
  }

  private void take(OwnedZone zone, Derivation derivation, ZoneState state, byte[] frame) {
    if (state.tick() < zone.tick) {
      // The values were read one after the other, and some were too old: watch() reads them again.
      zone.phase = Phase.READING;
      return;
    }
    zone.trouble = "";
    zone.snapshotTick = Math.max(zone.snapshotTick, derivation.snapshotTick());
    owner.report(derivation.totals());
    ZoneState before = derivation.predecessor();
    if (before != null) {
      byte[] known = derivation.predecessorFrame();
      byte[] beforeFrame = known != null ? known : context.codec.encodeSnapshot(before);
      if (before.tick() > zone.tick) {
        owner.release(zone, before, beforeFrame);
      } else {
        context.states.put(before, beforeFrame, null);
      }
    }
    if (state.tick() > zone.tick) {
      owner.release(zone, state, frame);
    }
    zone.free(context.clock.getAsLong());
    owner.advanceAll();
  }

  /** Somebody else's frame of this tick was first: it is the truth (invariant I1). */
  void adopt(OwnedZone zone, long tick) {
    long attempt = ++zone.attempt;
    zone.phase = Phase.READING;
    zone.startedMillis = context.clock.getAsLong();
    context.store.read(
        List.of(Places.frame(zone.zone, tick)),
        values -> {
          byte[] frame = values.get(0);
          ZoneState before = context.states.whole(zone.zone.id(), tick - 1);
          if (!owner.isCurrent(zone, attempt)) {
            return;
          }
          try {
            if (frame != null && FrameCodec.header(frame).tick() == tick) {
              ZoneState state = context.codec.decode(before, frame);
              confirm(zone, Derivation.of(state, frame), state);
              return;
            }
          } catch (FrameException doesNotChain) {
            context.listener.noticed(
                zone.zone.id(),
                tick,
                "zone " + zone.zone.id() + " reads its state again: " + doesNotChain.getMessage());
          }
          read(zone);
        });
  }

  /**
   * Whether the next tick needs a source's state that is not known here any more, or not with all
   * cells that it sees: others, who believe to own this zone, have moved on.
   */
  boolean isOvertaken(OwnedZone zone) {
    ControlRecord control = context.control;
    long next = zone.tick + 1;
    if (control == null || next > control.lastTick(zone.zone.id()) || control.isStart(next)) {
      return false;
    }
    if (control.mapAt(zone.tick) == null) {
      // The map that the next tick is made from is over: so is that tick.
      return true;
    }
    for (Zone source : context.sources(zone.zone.box(), zone.tick + 1)) {
      if (context.states.newestTick(source.id()) > zone.tick
          && context.states.covering(source.id(), zone.tick, zone.seen) == null) {
        return true;
      }
    }
    return false;
  }
}
