package io.zonescaler.server.observe;

import io.zonescaler.frame.FrameCodec;
import io.zonescaler.game.World;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.ZoneState;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The world's last minutes, as far as this node keeps them: each tick as it was, and who owned what
 * then. Thread-safe; frames are read on the caller's thread, one caller at a time.
 */
public final class Past {
  /** A journey has a place about so often, in ticks. */
  private static final int TRAIL_TICKS = 10;

  /**
   * Ticks that can be told.
   *
   * @param oldest the first; -1 if there is none yet
   * @param newest the last; -1 if there is none yet
   */
  public record Range(long oldest, long newest) {}

  /**
   * The world at a tick.
   *
   * @param tick the tick
   * @param map the zone map in force
   * @param zones by id, what each zone wrote
   * @param owners by zone id, the node that owned it; empty if none did
   */
  public record Moment(
      long tick, ZoneMap map, Map<Long, ZoneState> zones, Map<Long, String> owners) {}

  /**
   * A time in one zone on one node.
   *
   * @param zone the zone's id
   * @param owner the node
   * @param fromTick the first tick
   * @param toTick the last one
   */
  public record Stay(long zone, String owner, long fromTick, long toTick) {
    /** Both as one; null if this one has ended before. */
    private @Nullable Stay with(Stay next) {
      boolean goesOn = zone == next.zone && owner.equals(next.owner) && toTick + 1 == next.fromTick;
      return goesOn ? new Stay(zone, owner, fromTick, next.toTick) : null;
    }
  }

  /** Where an entity was at a tick, in quanta. */
  public record Place(long tick, int x, int y, int z) {}

  /**
   * Where an entity was.
   *
   * @param stays zones and nodes that it was on, oldest first
   * @param trail places about every half second, oldest first
   */
  public record Journey(List<Stay> stays, List<Place> trail) {}

  private final History history;
  private final ExecutorService thread;
  private final FrameCodec codec;
  private @Nullable Moment last;

  /**
   * The past of a history.
   *
   * @param thread the history's thread
   */
  Past(World world, History history, ExecutorService thread) {
    this.history = history;
    this.thread = thread;
    codec = new FrameCodec(world.schema(), world.space(), world.checksum());
  }

  /** What can be told now. */
  public Range range() throws InterruptedException {
    return ask(() -> new Range(history.oldest(), history.newest()));
  }

  /**
   * The world as it was.
   *
   * @throws IllegalArgumentException if the tick is not kept; says which are
   */
  public synchronized Moment at(long tick) throws InterruptedException {
    Moment known = last;
    History.Excerpt excerpt =
        ask(() -> history.excerpt(tick, known == null ? Long.MAX_VALUE : known.tick()));
    Map<Long, ZoneState> states = excerpt.read(codec, known == null ? null : known.zones());
    Moment moment = new Moment(tick, excerpt.map(), states, excerpt.owners());
    last = moment;
    return moment;
  }

  /**
   * Where an entity was all along; empty if it was nowhere.
   *
   * <p>Its next tick is written by the zone in which it is (invariant I4), so only the frames of
   * the zones that it was in are read.
   */
  public synchronized Journey journey(long entity) throws InterruptedException {
    Travel travel = new Travel(entity);
    for (History.Chapter chapter : ask(history::chapters)) {
      travel.follow(chapter);
    }
    return travel.journey();
  }

  /** Follows one entity through all that is kept. */
  private final class Travel {
    private final long entity;
    private final List<Stay> stays = new ArrayList<>();
    private final List<Place> trail = new ArrayList<>();

    Travel(long entity) {
      this.entity = entity;
    }

    Journey journey() {
      return new Journey(stays, trail);
    }

    void follow(History.Chapter chapter) {
      Map<Long, ZoneState> reached = new HashMap<>(chapter.whole().zones());
      Place place = null;
      for (ZoneState state : chapter.whole().zones().values()) {
        Place here = find(state);
        place = here == null ? place : here;
      }
      History.Step first = chapter.steps().get(0);
      if (place != null) {
        add(first, place);
      }
      for (int i = 1; i < chapter.steps().size() && place != null; i++) {
        History.Step step = chapter.steps().get(i);
        Zone writer = step.map().locate(place.x(), place.y(), place.z());
        place = find(advance(reached, writer.id(), chapter.steps(), i));
        if (place != null) {
          add(step, place);
        }
      }
    }

    /** Reads a zone's frames up to a step, from wherever it has been read to. */
    private ZoneState advance(
        Map<Long, ZoneState> reached, long zone, List<History.Step> steps, int to) {
      ZoneState state = reached.get(zone);
      // The steps are of ticks in a row, and the first of them is where all begins.
      int from = state == null ? 1 : (int) (state.tick() - steps.get(0).tick()) + 1;
      for (History.Step step : steps.subList(from, to + 1)) {
        byte[] frame = step.frames().get(zone);
        state = frame == null ? state : codec.decode(state, frame);
      }
      reached.put(zone, Objects.requireNonNull(state));
      return state;
    }

    private @Nullable Place find(ZoneState state) {
      for (EntityTable table : state.tables()) {
        for (int row = 0; row < table.size; row++) {
          if (table.id[row] == entity) {
            return new Place(state.tick(), table.x[row], table.y[row], table.z[row]);
          }
        }
      }
      return null;
    }

    private void add(History.Step step, Place place) {
      long zone = step.map().locate(place.x(), place.y(), place.z()).id();
      String owner = step.owners().getOrDefault(zone, "");
      Stay now = new Stay(zone, owner, step.tick(), step.tick());
      Stay longer = stays.isEmpty() ? null : stays.get(stays.size() - 1).with(now);
      if (longer != null) {
        stays.remove(stays.size() - 1);
      }
      stays.add(longer == null ? now : longer);
      if (longer == null || step.tick() % TRAIL_TICKS == 0) {
        trail.add(place);
      }
    }
  }

  private <T> T ask(Callable<T> question) throws InterruptedException {
    try {
      return thread.submit(question).get();
    } catch (RejectedExecutionException e) {
      throw new IllegalArgumentException("this node stops", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw refusal;
      }
      throw new IllegalStateException("the history cannot be read", e.getCause());
    }
  }
}
