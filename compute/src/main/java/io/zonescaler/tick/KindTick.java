package io.zonescaler.tick;

import io.zonescaler.game.Failure;
import io.zonescaler.game.World;
import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Box;
import io.zonescaler.world.Kind;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kind in one zone's tick: what is seen, what will be written, and what becomes of each own
 * entity. An own entity is named by its ordinal among the own entities in canonical order, which is
 * also its row in {@link #next}.
 */
final class KindTick {
  /** What becomes of an own entity. */
  private static final byte STAYS = 0;

  private static final byte DESPAWNED = 1;
  private static final byte CONVERTED = 2;
  private static final byte TELEPORTS = 3;

  final Kind kind;
  final KindView view;
  final EntityTable next;
  final Inbox inbox = new Inbox();
  private byte[] fate = new byte[0];

  /** Where to those go that teleport, by axis and ordinal; empty if the kind does not. */
  private int[][] destinations = new int[0][];

  private boolean[] idle = new boolean[0];
  private boolean[] held = new boolean[0];
  private boolean anyIdle;
  private boolean anyHeld;
  private @Nullable PlayerIntake intake;

  KindTick(World world, Kind kind) {
    this.kind = kind;
    view =
        new KindView(world.space(), kind, new CellRegion(world.space(), world.space().bounds(), 0));
    next = new EntityTable(kind, 0);
  }

  void begin(
      Box box,
      CellRegion region,
      List<EntityTable> sources,
      List<Box> idleBoxes,
      PlayerIntake newIntake) {
    view.build(box, region, sources);
    intake = newIntake;
    int count = view.ownCount;
    if (fate.length < count) {
      fate = new byte[count + (count >> 2) + 8];
      destinations = new int[kind.mayTeleport() ? 3 : 0][fate.length];
      idle = new boolean[fate.length];
      held = new boolean[fate.length];
    }
    anyHeld = false;
    Arrays.fill(fate, 0, count, STAYS);
    inbox.clear();
    copyOwn();
    anyIdle = !idleBoxes.isEmpty();
    for (int i = 0; anyIdle && i < count; i++) {
      int row = view.own[i];
      idle[i] = contains(idleBoxes, view.rows.x[row], view.rows.y[row], view.rows.z[row]);
    }
  }

  static boolean contains(List<Box> boxes, int x, int y, int z) {
    for (Box box : boxes) {
      if (box.contains(x, y, z)) {
        return true;
      }
    }
    return false;
  }

  private void copyOwn() {
    next.size = 0;
    next.ensureCapacity(view.ownCount);
    int at = 0;
    while (at < view.ownCount) {
      int end = at + 1;
      while (end < view.ownCount && view.own[end] == view.own[at] + end - at) {
        end++;
      }
      next.copyRows(view.rows, view.own[at], at, end - at);
      at = end;
    }
    next.size = view.ownCount;
  }

  boolean idle(int ordinal) {
    return anyIdle && idle[ordinal];
  }

  /** The entity is in quarantine: no kernel runs it. */
  void hold(int ordinal) {
    if (!anyHeld) {
      Arrays.fill(held, 0, view.ownCount, false);
      anyHeld = true;
    }
    held[ordinal] = true;
  }

  boolean held(int ordinal) {
    return anyHeld && held[ordinal];
  }

  /** Whether the game's logic runs for an entity. */
  boolean runs(int ordinal) {
    return !idle(ordinal) && !held(ordinal);
  }

  /** Refuses the commands of those that would have taken them, but are in quarantine. */
  void refuseHeld() {
    for (int i = 0; anyHeld && i < view.ownCount; i++) {
      if (held[i]) {
        refuseCommands(i, Failure.QUARANTINE);
      }
    }
  }

  void despawn(int ordinal) {
    fate[ordinal] = DESPAWNED;
  }

  /** The entity goes on as another kind; returns its row there. */
  int become(int ordinal, KindTick other) {
    fate[ordinal] = CONVERTED;
    int row = other.next.size++;
    other.next.ensureCapacity(other.next.size);
    other.next.copyRows(next, ordinal, row, 1);
    return row;
  }

  /** The entity goes a long way, unless it despawns. */
  void teleport(int ordinal, int x, int y, int z) {
    if (fate[ordinal] != DESPAWNED) {
      fate[ordinal] = TELEPORTS;
      destinations[0][ordinal] = x;
      destinations[1][ordinal] = y;
      destinations[2][ordinal] = z;
    }
  }

  boolean isTeleporting(int ordinal) {
    return fate[ordinal] == TELEPORTS;
  }

  int destination(int ordinal, int axis) {
    return destinations[axis][ordinal];
  }

  boolean isDespawned(int ordinal) {
    return fate[ordinal] == DESPAWNED;
  }

  boolean stays(int ordinal) {
    return fate[ordinal] == STAYS;
  }

  /** Puts an entity back to T-1, but for what accepted inputs have changed. */
  void restore(int ordinal) {
    boolean avatar = kind.role() == Kind.Role.AVATAR;
    long command = avatar ? next.longs[kind.lastCommandColumn().lane()][ordinal] : 0;
    long epoch = avatar ? next.longs[kind.epochColumn().lane()][ordinal] : 0;
    next.copyRows(view.rows, view.own[ordinal], ordinal, 1);
    if (avatar) {
      next.longs[kind.lastCommandColumn().lane()][ordinal] = command;
      next.longs[kind.epochColumn().lane()][ordinal] = epoch;
    }
    fate[ordinal] = STAYS;
  }

  List<PlayerIntake.Accepted> commands(int ordinal) {
    return kind.role() == Kind.Role.AVATAR && intake != null ? intake.commands(ordinal) : List.of();
  }

  void refuseCommands(int ordinal, String why) {
    for (PlayerIntake.Accepted command : commands(ordinal)) {
      command.refusal = why;
    }
  }
}
