package io.zonescaler.verify;

import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.NodeListener;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.frame.FrameCodec;
import io.zonescaler.game.LogicUnavailable;
import io.zonescaler.game.World;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.tick.TickInput;
import io.zonescaler.tick.ZoneTick;
import io.zonescaler.world.Box;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A node that joins a running world computes some of its ticks beside their owners before it owns
 * any itself. Its code is compiled then, and a node that computes another world than the others
 * (another build of the game, a machine whose arithmetic differs) is found before it can harm.
 */
public final class Rehearsal {
  /** A tick that was made twice, with different results. */
  public static final class Differs extends RuntimeException {
    private static final long serialVersionUID = 1;

    Differs(String what) {
      super(what);
    }
  }

  private static final int WAITING = 64;
  private static final long POLL_MILLIS = 100;

  private final WorldAccess access;
  private final World world;
  private final ZoneTick ticks;
  private final FrameCodec codec;
  private final Map<Long, Map<Long, ZoneState>> byTick = new HashMap<>();

  /** Between the node's loop and the thread that rehearses; what does not fit is left out. */
  private final BlockingQueue<ZoneState> released = new ArrayBlockingQueue<>(WAITING);

  /** A rehearsal on a node that owns nothing. */
  public Rehearsal(WorldAccess access) {
    this.access = access;
    world = access.world();
    ticks = new ZoneTick(world, RangeRunner.single(), (zone, tick, kind, id, failure) -> {});
    codec = new FrameCodec(world.schema(), world.space(), world.checksum());
  }

  /**
   * Rehearses for a while, with no more than half a core.
   *
   * @return the number of ticks that were made again, all of them with the same result
   * @throws Differs if one was not
   */
  public int run(Duration length) throws InterruptedException {
    long end = System.nanoTime() + length.toNanos();
    NodeListener listener =
        new NodeListener() {
          @Override
          public void released(ZoneState state, byte[] frame, boolean own) {
            released.offer(state);
          }
        };
    int made = 0;
    access.listen(listener);
    try {
      Set<Long> known = Set.of();
      while (System.nanoTime() < end) {
        ControlRecord control = access.control();
        if (control != null) {
          Set<Long> zones = control.zones();
          if (!zones.equals(known)) {
            known = zones;
            access.interest(this, zones);
          }
        }
        ZoneState state = released.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (state != null && control != null) {
          made += again(state, control) ? 1 : 0;
        }
      }
      return made;
    } finally {
      access.unlisten(listener);
      access.interest(this, Set.of());
    }
  }

  /** Makes a state again, if all that it was made from is here. */
  private boolean again(ZoneState state, ControlRecord control) throws InterruptedException {
    byTick.computeIfAbsent(state.tick(), t -> new HashMap<>()).put(state.zone(), state);
    byTick.keySet().removeIf(tick -> tick < state.tick() - 2);
    TickInput input = input(state, control);
    if (input == null) {
      return false;
    }
    long from = System.nanoTime();
    ZoneState made;
    try {
      made = ticks.run(input);
    } catch (LogicUnavailable e) {
      return false;
    }
    codec.encode(input.previous(), made);
    if (made.totals().hash != state.totals().hash) {
      throw new Differs(
          "zone "
              + state.zone()
              + " at tick "
              + state.tick()
              + " has hash "
              + Long.toHexString(made.totals().hash)
              + " as computed here, and "
              + Long.toHexString(state.totals().hash)
              + " in the running world: this node's game, JVM or machine is not like the others'");
    }
    TimeUnit.NANOSECONDS.sleep(System.nanoTime() - from);
    return true;
  }

  private @Nullable TickInput input(ZoneState state, ControlRecord control) {
    ZoneMap map = control.mapAt(state.tick());
    ZoneMap before = control.mapAt(state.tick() - 1);
    Zone zone = map == null ? null : map.find(state.zone());
    Map<Long, ZoneState> last = byTick.get(state.tick() - 1);
    if (map == null || before == null || zone == null || last == null) {
      return null;
    }
    List<ZoneState> sources = new ArrayList<>();
    for (Zone source : before.within(zone.box(), world.space().halo())) {
      ZoneState there = last.get(source.id());
      if (there == null) {
        return null;
      }
      sources.add(there);
    }
    Box idle = state.idleBox();
    return new TickInput(
        zone.id(),
        zone.box(),
        map.version(),
        state.tick(),
        sources,
        last.get(zone.id()),
        state.inputs().stream().map(InputOutcome::input).toList(),
        idle == null ? List.of() : List.of(idle),
        idle != null);
  }
}
