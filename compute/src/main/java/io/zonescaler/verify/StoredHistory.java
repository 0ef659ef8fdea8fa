package io.zonescaler.verify;

import io.zonescaler.frame.FrameCodec;
import io.zonescaler.frame.FrameException;
import io.zonescaler.frame.FrameHeader;
import io.zonescaler.game.World;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.KeptWorld;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.tick.TickInput;
import io.zonescaler.tick.ZoneTick;
import io.zonescaler.world.Box;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The last ticks of a world as its store has them: snapshots, and frames with all recorded inputs.
 * They survive what their zones survive, and suffice to run these ticks again as a single zone,
 * which must reach the same hash at every one of them.
 */
public final class StoredHistory {
  /**
   * What a re-execution has found.
   *
   * @param fromTick tick of the stored states that it began with
   * @param toTick the last tick that was made again
   * @param hash the hash that it reached
   * @param difference the first difference, as a sentence; empty if there is none
   */
  public record Outcome(long fromTick, long toTick, long hash, String difference) {}

  private final World world;
  private final FrameCodec codec;
  private final List<Track> tracks = new ArrayList<>();

  /** A world's history without a zone yet. */
  public StoredHistory(World world) {
    this.world = world;
    codec = new FrameCodec(world.schema(), world.space(), world.checksum());
  }

  /** One zone's stored values: a base and all frames that follow it without a gap. */
  private record Track(long zone, long from, long to, byte[] base, Map<Long, byte[]> frames) {}

  /**
   * Adds what the store has of a zone, in any order.
   *
   * @param zone the zone's id
   * @param values its snapshots and frames
   * @throws IllegalArgumentException if nothing can be derived from them
   */
  public void add(long zone, Collection<byte[]> values) {
    TreeMap<Long, byte[]> bases = new TreeMap<>();
    TreeMap<Long, byte[]> frames = new TreeMap<>();
    for (byte[] value : values) {
      FrameHeader header = headerOrNull(value);
      if (header != null) {
        (header.full() ? bases : frames).putIfAbsent(header.tick(), value);
      }
    }
    Track longest = null;
    for (Map.Entry<Long, byte[]> base : bases.entrySet()) {
      long to = base.getKey();
      while (frames.containsKey(to + 1)) {
        to++;
      }
      if (longest == null || to > longest.to) {
        longest = new Track(zone, base.getKey(), to, base.getValue(), frames);
      }
    }
    if (longest == null) {
      throw new IllegalArgumentException(
          "zone " + zone + " has no whole snapshot among " + values.size() + " stored values");
    }
    tracks.add(longest);
  }

  private static @Nullable FrameHeader headerOrNull(byte[] value) {
    try {
      return FrameCodec.header(value);
    } catch (FrameException damaged) {
      return null;
    }
  }

  /**
   * The world at the newest tick that is stored of all zones.
   *
   * @param lastTick the last tick that may be taken, as later ones may not be safe yet
   * @throws IllegalArgumentException if the zones' values have no tick in common
   */
  public KeptWorld newest(long lastTick) {
    long to = Math.min(lastTick, tracks.stream().mapToLong(Track::to).min().orElse(-1));
    requireCommon(tracks.stream().mapToLong(Track::from).max().orElse(0) <= to);
    Recorded ignored = new Recorded(to);
    return KeptWorld.of(world, tracks.stream().map(track -> stateAt(track, to, ignored)).toList());
  }

  private void requireCommon(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException(
          "the stored values of " + tracks.size() + " zones have too few ticks in common");
    }
  }

  /**
   * Runs the stored ticks again.
   *
   * @param lastTick the last tick that may be run, as later ones may not be safe yet
   * @param progress is told each tick that was made
   * @throws IllegalArgumentException if the zones' values have no two ticks in common
   */
  public Outcome run(long lastTick, LongConsumer progress) {
    long from = tracks.stream().mapToLong(Track::from).max().orElse(0);
    long to = Math.min(lastTick, tracks.stream().mapToLong(Track::to).min().orElse(0));
    requireCommon(from < to);
    Recorded recorded = new Recorded(from);
    List<ZoneState> states = new ArrayList<>();
    for (Track track : tracks) {
      states.add(stateAt(track, from, recorded));
      recorded.follow(track, states.get(states.size() - 1), to);
    }
    ZoneTick ticks =
        new ZoneTick(world, RangeRunner.single(), (zone, tick, kind, id, failure) -> {});
    ZoneState single = null;
    for (long tick = from + 1; tick <= to; tick++) {
      single =
          ticks.run(
              new TickInput(
                  Long.MAX_VALUE,
                  world.space().bounds(),
                  1,
                  tick,
                  single == null ? states : List.of(single),
                  single,
                  recorded.inputs(tick),
                  recorded.idle(tick),
                  false));
      progress.accept(tick);
      if (single.totals().hash != recorded.hash(tick)) {
        return new Outcome(from, tick, single.totals().hash, difference(tick, single));
      }
    }
    return new Outcome(from, to, recorded.hash(to), "");
  }

  /** What the frames say was put in, and what came out. */
  private final class Recorded {
    private final long from;
    private final Map<Long, List<PlayerInput>> inputs = new TreeMap<>();
    private final Map<Long, List<Box>> idle = new TreeMap<>();
    private final Map<Long, Long> hashes = new TreeMap<>();

    Recorded(long from) {
      this.from = from;
    }

    void follow(Track track, ZoneState start, long to) {
      ZoneState state = start;
      while (state.tick() < to) {
        state = next(track, state);
        add(state);
      }
    }

    private void add(ZoneState state) {
      if (state.tick() > from) {
        List<PlayerInput> here = inputs.computeIfAbsent(state.tick(), t -> new ArrayList<>());
        state.inputs().stream().map(InputOutcome::input).forEach(here::add);
        Box box = state.idleBox();
        if (box != null) {
          idle.computeIfAbsent(state.tick(), t -> new ArrayList<>()).add(box);
        }
        hashes.merge(state.tick(), state.totals().hash, Long::sum);
      }
    }

    List<PlayerInput> inputs(long tick) {
      return inputs.getOrDefault(tick, List.of());
    }

    List<Box> idle(long tick) {
      return idle.getOrDefault(tick, List.of());
    }

    long hash(long tick) {
      return hashes.getOrDefault(tick, 0L);
    }
  }

  private ZoneState next(Track track, ZoneState state) {
    byte[] frame = track.frames.get(state.tick() + 1);
    if (frame == null) {
      throw new IllegalStateException(
          "zone " + track.zone + " has no frame of tick " + (state.tick() + 1));
    }
    return codec.decode(state, frame);
  }

  private ZoneState stateAt(Track track, long tick, Recorded recorded) {
    ZoneState state = codec.decode(null, track.base);
    while (state.tick() < tick) {
      state = next(track, state);
      recorded.add(state);
    }
    return state;
  }

  private String difference(long tick, ZoneState single) {
    Recorded ignored = new Recorded(tick);
    LocalWorld live = local(tracks.stream().map(track -> stateAt(track, tick, ignored)).toList());
    String what = StateDifference.find(world, live, local(List.of(single)));
    return "tick " + tick + ": " + (what.isEmpty() ? "the hashes differ" : what);
  }

  private LocalWorld local(List<ZoneState> states) {
    LocalWorld local =
        new LocalWorld(
            world,
            ZoneMap.uniform(world.space(), 1, 1),
            RangeRunner.single(),
            (zone, tick, kind, id, failure) -> {});
    local.resume(states);
    return local;
  }
}
