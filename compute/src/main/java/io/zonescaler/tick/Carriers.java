package io.zonescaler.tick;

import io.zonescaler.state.EntityTable;
import io.zonescaler.state.SentMessage;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.Space;
import java.util.List;
import java.util.Set;

/**
 * What goes a long way: straight, at most S a tick, so that no zone has to know of more than what
 * is near it (docs/tick.md, 4). Entities go as another kind, which nobody sees.
 */
final class Carriers {
  private final Schema schema;
  private final Space space;
  private final List<KindTick> kinds;

  Carriers(Schema schema, Space space, List<KindTick> kinds) {
    this.schema = schema;
    this.space = space;
    this.kinds = kinds;
  }

  /**
   * Writes what a tick's kernels teleport as carried, and what was carried before nearer to its
   * destination or, at it, as it was.
   *
   * @param leaving ordinals of live avatars whose players leave in this tick
   */
  void carry(Set<Integer> leaving) {
    for (int k = 0; k < schema.gameKinds(); k++) {
      KindTick kind = kinds.get(k);
      Kind twin = schema.carried(kind.kind);
      if (twin != null) {
        KindTick carried = kinds.get(twin.index());
        goOn(carried, kind);
        depart(kind, carried, kind.kind == schema.avatar() ? leaving : Set.of());
      }
    }
  }

  private void depart(KindTick kind, KindTick carried, Set<Integer> leaving) {
    for (int ordinal = 0; ordinal < kind.view.ownCount; ordinal++) {
      if (kind.isTeleporting(ordinal)) {
        int row = kind.become(ordinal, carried);
        List<Column> to = carried.kind.destinationColumns();
        carried.next.setInteger(to.get(0), row, kind.destination(ordinal, 0));
        carried.next.setInteger(to.get(1), row, kind.destination(ordinal, 1));
        carried.next.setInteger(to.get(2), row, kind.destination(ordinal, 2));
        if (kind.kind == schema.avatar()) {
          carried.next.setInteger(
              carried.kind.leavesColumn(), row, leaving.contains(ordinal) ? 1 : 0);
        }
      }
    }
  }

  private void goOn(KindTick carried, KindTick kind) {
    List<Column> to = carried.kind.destinationColumns();
    EntityTable next = carried.next;
    for (int i = 0; i < carried.view.ownCount; i++) {
      if (!carried.idle(i)) {
        int x = (int) next.integer(to.get(0), i);
        int y = (int) next.integer(to.get(1), i);
        int z = (int) next.integer(to.get(2), i);
        SentMessage.Way at =
            onwards(space, new SentMessage.Way(next.x[i], next.y[i], next.z[i]), x, y, z);
        next.x[i] = at.x();
        next.y[i] = at.y();
        next.z[i] = at.z();
        if (at.x() == x && at.y() == y && at.z() == z) {
          carried.become(i, arrived(carried, i, kind));
        }
      }
    }
  }

  /** What a carried entity is from its arrival on. */
  private KindTick arrived(KindTick carried, int ordinal, KindTick kind) {
    Kind parked = schema.parked();
    return parked != null
            && kind.kind == schema.avatar()
            && carried.next.integer(carried.kind.leavesColumn(), ordinal) != 0
        ? kinds.get(parked.index())
        : kind;
  }

  /** At most S nearer to a place than {@code at}, and nearer in any case, or there. */
  static SentMessage.Way onwards(Space space, SentMessage.Way at, int toX, int toY, int toZ) {
    double dx = (double) toX - at.x();
    double dy = (double) toY - at.y();
    double dz = (double) toZ - at.z();
    double distance = Math.sqrt(dx * dx + dy * dy + dz * dz);
    if (distance <= space.step()) {
      return new SentMessage.Way(toX, toY, toZ);
    }
    // Cut towards zero, so that no step is too long.
    int x = (int) (dx * space.step() / distance);
    int y = (int) (dy * space.step() / distance);
    int z = (int) (dz * space.step() / distance);
    if (x == 0 && y == 0 && z == 0) {
      boolean alongX = Math.abs(dx) >= Math.abs(dy) && Math.abs(dx) >= Math.abs(dz);
      boolean alongY = !alongX && Math.abs(dy) >= Math.abs(dz);
      x = alongX ? (int) Math.signum(dx) : 0;
      y = alongY ? (int) Math.signum(dy) : 0;
      z = !alongX && !alongY ? (int) Math.signum(dz) : 0;
    }
    return new SentMessage.Way(at.x() + x, at.y() + y, at.z() + z);
  }
}
