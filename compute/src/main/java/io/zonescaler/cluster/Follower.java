package io.zonescaler.cluster;

import io.zonescaler.cluster.FrameStore.Result;
import io.zonescaler.cluster.FrameStore.Write;
import io.zonescaler.frame.CellFilter;
import io.zonescaler.frame.FrameCodec;
import io.zonescaler.frame.FrameException;
import io.zonescaler.frame.FrameException.Reason;
import io.zonescaler.frame.FrameHeader;
import io.zonescaler.state.ZoneState;
import io.zonescaler.zone.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the states of zones that others own: the sources of this node's zones, as far as those see
 * them, and whole those that it backs up or that its gateway or dashboard looks at. Owners push
 * frames; when they do not come, they are read from the store and confirmed, so that a lost message
 * costs time and never correctness.
 */
final class Follower {
  /**
   * A zone to follow.
   *
   * @param zone the zone
   * @param cells the cells that are wanted of it; null for all, and then listeners are told
   */
  record Wanted(Zone zone, @Nullable CellFilter cells) {}

  private static final class Followed {
    final Zone zone;
    @Nullable CellFilter cells;
    long tick = -1;
    long newsMillis;
    long retryMillis;
    boolean reading;
    long readMillis;

    Followed(Wanted wanted) {
      zone = wanted.zone;
      cells = wanted.cells;
    }

    ZoneState reduced(ZoneState whole) {
      return cells == null ? whole : cells.apply(whole);
    }
  }

  /** After a gap in the frames, they are asked for again at most this often. */
  private static final long GAP_MILLIS = 20;

  /** A zone that has not begun is asked for again so often. */
  private static final long ASK_AGAIN_MILLIS = 500;

  private static final long READ_TIMEOUT_MILLIS = 2000;

  private final NodeContext context;
  private final Map<Long, Followed> zones = new TreeMap<>();

  Follower(NodeContext context) {
    this.context = context;
  }

  /**
   * Follows exactly these zones.
   *
   * @param known zones whose recent states this node has made itself
   */
  void sync(Map<Long, Wanted> wanted, Set<Long> known) {
    for (Followed f : List.copyOf(zones.values())) {
      if (!wanted.containsKey(f.zone.id())) {
        zones.remove(f.zone.id());
        context.link.send(
            context.ownership.owner(f.zone.slot()), new NodeMessage.Unfollow(f.zone.id()));
      }
    }
    for (Wanted w : wanted.values()) {
      Followed before = zones.get(w.zone.id());
      ZoneState own = known.contains(w.zone.id()) ? context.states.newestWhole(w.zone.id()) : null;
      if (before != null && isEnough(before.cells, w.cells)) {
        if (w.cells != null && !w.cells.equals(before.cells)) {
          reduce(before, w.cells);
        }
      } else if (before == null && own != null) {
        Followed f = follow(w);
        f.tick = own.tick();
        if (w.cells != null) {
          reduce(f, w.cells);
        }
        ask(f);
      } else {
        // What is known of the zone lacks cells that are wanted now; who can do without goes on.
        ask(follow(w));
      }
    }
  }

  private static boolean isEnough(@Nullable CellFilter known, @Nullable CellFilter wanted) {
    return known == null || (wanted != null && known.covers(wanted));
  }

  private Followed follow(Wanted wanted) {
    Followed f = new Followed(wanted);
    f.newsMillis = context.clock.getAsLong();
    zones.put(wanted.zone.id(), f);
    return f;
  }

  /** From now on a part is enough of what has been known of a zone. */
  private void reduce(Followed f, CellFilter cells) {
    f.cells = cells;
    ZoneState state = context.states.at(f.zone.id(), f.tick);
    byte[] frame = context.states.frame(f.zone.id(), f.tick);
    if (state != null && frame != null) {
      context.states.put(cells.apply(state), frame, cells);
    }
  }

  /** Asks the owners again, after ownership has changed. */
  void askAll() {
    zones.values().forEach(this::ask);
  }

  private void ask(Followed f) {
    f.retryMillis = context.clock.getAsLong();
    String owner = context.ownership.owner(f.zone.slot());
    if (!owner.isEmpty()) {
      context.link.send(owner, new NodeMessage.Follow(f.zone.id(), f.tick, f.cells));
    }
  }

  /** Takes in pushed frames. */
  void receive(List<byte[]> frames) {
    for (byte[] frame : frames) {
      try {
        FrameHeader header = FrameCodec.header(frame);
        Followed f = zones.get(header.zone());
        if (f != null && header.tick() > f.tick) {
          if (header.reference()) {
            receiveReference(f, header);
          } else {
            receive(f, header, frame);
          }
        }
      } catch (FrameException damaged) {
        context.listener.noticed(0, -1, "a frame is dropped: " + damaged.getMessage());
      }
    }
  }

  /** Takes in the frame that a reference stands for: the store has brought it here. */
  private void receiveReference(Followed f, FrameHeader reference) {
    byte[] frame = context.store.peek(Places.frame(f.zone, reference.tick()));
    if (frame != null && FrameCodec.digest(frame) == reference.chainDigest()) {
      receive(f, FrameCodec.header(frame), frame);
    } else {
      askForGap(f);
    }
  }

  private void askForGap(Followed f) {
    if (context.clock.getAsLong() - f.retryMillis > GAP_MILLIS) {
      ask(f);
    }
  }

  private void receive(Followed f, FrameHeader header, byte[] frame) {
    if (header.tick() > f.tick + 1 && !header.full()) {
      askForGap(f);
      return;
    }
    try {
      learn(f, decode(f, context.states.at(f.zone.id(), f.tick), frame), frame);
    } catch (FrameException broken) {
      if (broken.reason() == Reason.PART_ONLY) {
        // It was asked for when less was wanted. If what is wanted now has not been asked for
        // since, the gap before the next frame shows that it is missing.
        return;
      }
      context.listener.noticed(
          f.zone.id(),
          header.tick(),
          "a frame of zone "
              + f.zone.id()
              + " at tick "
              + header.tick()
              + " is read from the store instead: "
              + broken.getMessage());
      read(f);
    }
  }

  private ZoneState decode(Followed f, @Nullable ZoneState before, byte[] frame) {
    return f.cells == null
        ? context.codec.decode(before, frame)
        : context.codec.decode(before, frame, f.cells);
  }

  private void learn(Followed f, ZoneState state, byte[] frame) {
    context.states.put(state, frame, f.cells);
    context.seen(f.zone.id(), state.tick());
    f.tick = state.tick();
    f.newsMillis = context.clock.getAsLong();
    if (f.cells == null) {
      context.tell(state, frame, false);
    }
  }

  /** Looks for zones that have been silent too long. */
  void watch() {
    ControlRecord control = context.control;
    if (control == null) {
      return;
    }
    long now = context.clock.getAsLong();
    long retry = context.settings.followRetryMillis();
    for (Followed f : zones.values()) {
      if (now - f.newsMillis > retry && now - f.retryMillis > retry && isLate(f)) {
        ask(f);
        read(f);
      } else if (isToBegin(f)) {
        ask(f);
      }
    }
  }

  /** Whether the zone's next tick should have been here long ago. */
  private boolean isLate(Followed f) {
    ControlRecord control = context.control;
    if (control == null) {
      return false;
    }
    long next = Math.max(f.tick + 1, control.firstTick(f.zone.id()));
    return next <= Math.min(control.limit(), control.lastTick(f.zone.id()))
        && context.clock.getAsLong()
            > control.dueMillis(next, context.world.settings().tickRate())
                + context.settings.followRetryMillis();
  }

  /**
   * Whether the zone has not begun, and its owner may not have known of it when it was asked for.
   */
  private boolean isToBegin(Followed f) {
    ControlRecord control = context.control;
    return control != null
        && f.tick < 0
        && context.clock.getAsLong() - f.retryMillis > ASK_AGAIN_MILLIS
        && control.firstTick(f.zone.id()) > control.maps().get(0).firstTick();
  }

  private void read(Followed f) {
    long now = context.clock.getAsLong();
    if (f.reading && now - f.readMillis < READ_TIMEOUT_MILLIS) {
      return;
    }
    f.reading = true;
    f.readMillis = now;
    List<StoreKey> keys = new ArrayList<>();
    boolean whole = f.tick < 0 || context.states.at(f.zone.id(), f.tick) == null;
    if (whole) {
      keys.addAll(Places.snapshots(f.zone));
      keys.addAll(Places.frames(f.zone));
    } else {
      keys.add(Places.frame(f.zone, f.tick + 1));
    }
    context.store.read(
        keys,
        values -> {
          f.reading = false;
          if (zones.get(f.zone.id()) == f) {
            found(f, whole, values);
          }
        });
  }

  private void found(Followed f, boolean whole, List<byte @Nullable []> values) {
    if (whole) {
      int split = Places.snapshots(f.zone).size();
      Derivation d =
          Derivation.of(
              context.codec, values.subList(0, split), values.subList(split, values.size()));
      ZoneState state = d.state();
      if (state == null || state.tick() <= f.tick) {
        return;
      }
      ZoneState before = d.predecessor();
      byte[] beforeFrame = d.predecessorFrame();
      byte[] frame = d.frame();
      if (before != null && before.tick() > f.tick) {
        // Its successor is stored, so it is safe.
        learn(
            f,
            f.reduced(before),
            beforeFrame != null ? beforeFrame : context.codec.encodeSnapshot(before));
      }
      if (frame != null) {
        confirm(f, f.reduced(state), frame);
      } else {
        learn(f, f.reduced(state), context.codec.encodeSnapshot(state));
      }
      return;
    }
    byte[] frame = values.get(0);
    ZoneState before = context.states.at(f.zone.id(), f.tick);
    if (frame == null || before == null) {
      return;
    }
    try {
      FrameHeader header = FrameCodec.header(frame);
      if (header.tick() == f.tick + 1) {
        confirm(f, decode(f, before, frame), frame);
      } else if (header.tick() > f.tick + 1) {
        // The ring has gone round: begin again from a snapshot.
        context.states.forget(f.zone.id());
        read(f);
      }
    } catch (FrameException broken) {
      context.listener.noticed(
          f.zone.id(),
          f.tick,
          "the stored frame of zone "
              + f.zone.id()
              + " after tick "
              + f.tick
              + " cannot be used: "
              + broken.getMessage());
    }
  }

  /**
   * Presence in the store proves nothing: the frame is brought to all copies before it is used
   * (invariant I2).
   */
  private void confirm(Followed f, ZoneState state, byte[] frame) {
    Write write =
        new Write(Places.frame(f.zone, state.tick()), state.tick(), state.digest(), frame);
    context.writer.write(
        List.of(write),
        outcomes -> {
          if (zones.get(f.zone.id()) == f
              && outcomes.get(0).result() == Result.STORED
              && state.tick() > f.tick) {
            learn(f, state, frame);
            if (isLate(f)) {
              read(f);
            }
          }
        });
  }
}
