package io.zonescaler.server.gateway;

import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Box;
import io.zonescaler.world.Space;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks for the entities in a box, all at one tick. Gateway's thread only, except the answer. */
public final class EntityQuery {
  /**
   * A row that was found; tables are immutable.
   *
   * @param table the table
   * @param row the row
   */
  public record Row(EntityTable table, int row) {}

  /**
   * The answer.
   *
   * @param tick the tick
   * @param rows what is in the box, at most the limit
   * @param more whether there is more
   */
  public record Answer(long tick, List<Row> rows, boolean more) {}

  private static final long PATIENCE_MILLIS = 5000;

  private final Space space;
  private final int kinds;
  private final Box box;
  private final int limit;
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private List<Long> zones = List.of();
  private @Nullable ControlRecord control;
  private long deadlineMillis;

  /** A query for at most {@code limit} entities of the first {@code kinds} kinds. */
  public EntityQuery(Space space, int kinds, Box box, int limit) {
    this.space = space;
    this.kinds = kinds;
    this.box = box;
    this.limit = limit;
  }

  /**
   * Completes on the gateway's thread; with a {@link TimeoutException} if zones are missing, a
   * {@link RejectedExecutionException} if there are too many queries.
   */
  public CompletableFuture<Answer> answer() {
    return answer;
  }

  void begin(@Nullable ControlRecord inForce, long now) {
    control = inForce;
    deadlineMillis = now + PATIENCE_MILLIS;
  }

  List<Long> zones() {
    return zones;
  }

  /** Whether nothing is left to be done. */
  boolean tryAnswer(ZoneStates states) {
    ControlRecord known = control;
    ZoneMap map = known == null ? null : known.mapAt(states.newestTick());
    if (answer.isDone() || map == null) {
      return answer.isDone();
    }
    zones = map.within(box, space.step()).stream().map(Zone::id).toList();
    long tick = states.newestCommon(zones, 0);
    if (tick < 0 || known == null || !map.equals(known.mapAt(tick))) {
      return false;
    }
    List<Row> rows = new ArrayList<>();
    boolean more = false;
    for (long zone : zones) {
      ZoneState state = states.at(zone, tick);
      for (int kind = 0; state != null && kind < kinds; kind++) {
        more |= collect(state.tables().get(kind), rows);
      }
    }
    answer.complete(new Answer(tick, rows, more));
    return true;
  }

  private boolean collect(EntityTable table, List<Row> rows) {
    int first = space.cellOf(box.minX(), box.minY(), box.minZ());
    int last = space.cellOf(box.maxX() - 1, box.maxY() - 1, box.maxZ() - 1);
    int row = table.firstRowOfCell(first);
    for (; row < table.size && table.cell[row] <= last; row++) {
      if (box.contains(table.x[row], table.y[row], table.z[row])) {
        if (rows.size() == limit) {
          return true;
        }
        rows.add(new Row(table, row));
      }
    }
    return false;
  }

  /** There are too many already. */
  void refuse(int most) {
    answer.completeExceptionally(
        new RejectedExecutionException(
            most + " queries are being answered already, the most that may be; try again"));
  }

  /** Gives up when it has waited long enough; whether it did. */
  boolean tryExpire(long now) {
    if (now < deadlineMillis) {
      return false;
    }
    answer.completeExceptionally(
        new TimeoutException(
            "the zones of the box did not come together at one tick in "
                + PATIENCE_MILLIS / 1000
                + " s; the world may be at a halt, or the box may be too large for it"));
    return true;
  }
}
