package io.zonescaler.tick;

import io.zonescaler.game.Draft;
import io.zonescaler.game.Effects;
import io.zonescaler.game.World;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.Ids;
import io.zonescaler.state.SentMessage;
import io.zonescaler.world.Column;
import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.Quantity;
import io.zonescaler.world.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What game logic caused besides its own columns, for one range of entities: messages, events,
 * children, sources and sinks. What one entity caused can be taken back as a whole ({@link #begin},
 * {@link #undo}). Used by one thread at a time.
 */
final class EffectBuffer implements Effects {
  private final World world;
  private final Space space;
  final List<SentMessage> messages = new ArrayList<>();
  final List<EmittedEvent> events = new ArrayList<>();

  /** Children by kind. */
  final EntityTable[] children;

  final long[] sources;
  final long[] sinks;
  long violations;
  long failures;

  private long tick;
  private long actor;
  private int actorX;
  private int actorY;
  private int actorZ;
  private int sent;
  private int emitted;
  private int spawned;
  private final int[] childMark;
  private final long[] sourceMark;
  private final long[] sinkMark;
  private int messageMark;
  private int eventMark;
  private long violationMark;

  EffectBuffer(World world) {
    this.world = world;
    space = world.space();
    List<Kind> kinds = world.schema().kinds();
    children = new EntityTable[kinds.size()];
    for (int k = 0; k < children.length; k++) {
      children[k] = new EntityTable(kinds.get(k), 0);
    }
    int quantities = world.schema().quantities().size();
    sources = new long[quantities];
    sinks = new long[quantities];
    childMark = new int[children.length];
    sourceMark = new long[quantities];
    sinkMark = new long[quantities];
  }

  void clear(long newTick) {
    tick = newTick;
    messages.clear();
    events.clear();
    for (EntityTable table : children) {
      table.size = 0;
    }
    Arrays.fill(sources, 0);
    Arrays.fill(sinks, 0);
    violations = 0;
    failures = 0;
  }

  /** From here on, effects belong to the entity (or message) with that id, at that place. */
  void begin(long id, int x, int y, int z) {
    actor = id;
    actorX = x;
    actorY = y;
    actorZ = z;
    sent = 0;
    emitted = 0;
    spawned = 0;
    messageMark = messages.size();
    eventMark = events.size();
    violationMark = violations;
    for (int k = 0; k < children.length; k++) {
      childMark[k] = children[k].size;
    }
    if (sources.length > 0) {
      System.arraycopy(sources, 0, sourceMark, 0, sources.length);
      System.arraycopy(sinks, 0, sinkMark, 0, sinks.length);
    }
  }

  /** Takes back all effects since {@link #begin} and counts a failure. */
  void undo() {
    messages.subList(messageMark, messages.size()).clear();
    events.subList(eventMark, events.size()).clear();
    for (int k = 0; k < children.length; k++) {
      children[k].size = childMark[k];
    }
    System.arraycopy(sourceMark, 0, sources, 0, sources.length);
    System.arraycopy(sinkMark, 0, sinks, 0, sinks.length);
    violations = violationMark;
    failures++;
  }

  void send(
      MessageKind kind,
      long target,
      int targetKind,
      int x,
      int y,
      int z,
      long[] arguments,
      boolean far) {
    requireKnown(kind.index(), world.schema().messages(), kind);
    requireArguments(kind.name(), arguments.length, kind.arguments().size());
    messages.add(
        new SentMessage(
            actor,
            tick,
            sent++,
            kind.index(),
            target,
            targetKind,
            x,
            y,
            z,
            argument(arguments, 0),
            argument(arguments, 1),
            argument(arguments, 2),
            argument(arguments, 3),
            far ? new SentMessage.Way(actorX, actorY, actorZ) : null));
  }

  @Override
  public void emit(EventKind kind, long... arguments) {
    requireKnown(kind.index(), world.schema().events(), kind);
    requireArguments(kind.name(), arguments.length, kind.arguments().size());
    events.add(
        new EmittedEvent(
            actor,
            emitted++,
            kind.index(),
            actorX,
            actorY,
            actorZ,
            argument(arguments, 0),
            argument(arguments, 1),
            argument(arguments, 2),
            argument(arguments, 3)));
  }

  private static void requireKnown(int index, List<?> declared, Object kind) {
    if (index < 0 || index >= declared.size() || !declared.get(index).equals(kind)) {
      throw new IllegalArgumentException(
          "'" + kind + "' is not part of the game's schema, which has " + declared);
    }
  }

  private static void requireArguments(String name, int given, int declared) {
    if (given > declared) {
      throw new IllegalArgumentException(
          "'" + name + "' takes " + declared + " arguments, not " + given);
    }
  }

  private static long argument(long[] arguments, int at) {
    return at < arguments.length ? arguments[at] : 0;
  }

  @Override
  public Draft spawn(Kind kind, double x, double y, double z) {
    if (kind.role() != Kind.Role.ENTITY) {
      throw new IllegalArgumentException(
          "a game cannot spawn a '" + kind + "': players' entities are made by the framework");
    }
    requireKnown(kind.index(), world.schema().kinds(), kind);
    int qx = actorX;
    int qy = actorY;
    int qz = actorZ;
    boolean deep = space.dimensions() == 3;
    if (Double.isNaN(x) || Double.isNaN(y) || (deep && Double.isNaN(z))) {
      violations++;
    } else {
      int wantedX = space.toQuanta(0, x);
      int wantedY = space.toQuanta(1, y);
      int wantedZ = deep ? space.toQuanta(2, z) : 0;
      if (isStep(space, wantedX - qx, wantedY - qy, wantedZ - qz)) {
        qx = wantedX;
        qy = wantedY;
        qz = wantedZ;
      } else {
        violations++;
      }
    }
    return add(kind, Ids.spawned(actor, tick, spawned++), qx, qy, qz);
  }

  /** Makes an entity of any kind at a place in quanta. */
  Draft add(Kind kind, long id, int x, int y, int z) {
    EntityTable table = children[kind.index()];
    return new ChildDraft(table, table.append(id, space.cellOf(x, y, z), x, y, z));
  }

  /** Whether a displacement is at most S. */
  static boolean isStep(Space space, long dx, long dy, long dz) {
    return dx * dx + dy * dy + dz * dz <= (long) space.step() * space.step();
  }

  @Override
  public void source(Quantity quantity, long amount) {
    sources[indexOf(quantity)] += amount;
  }

  @Override
  public void sink(Quantity quantity, long amount) {
    sinks[indexOf(quantity)] += amount;
  }

  private int indexOf(Quantity quantity) {
    int at = world.schema().quantities().indexOf(quantity);
    if (at < 0) {
      throw new IllegalArgumentException(
          "no column or message of this game is declared to conserve " + quantity);
    }
    return at;
  }

  private final class ChildDraft implements Draft {
    private final EntityTable table;
    private final int row;

    ChildDraft(EntityTable table, int row) {
      this.table = table;
      this.row = row;
    }

    @Override
    public long id() {
      return table.id[row];
    }

    @Override
    public Draft set(Column column, double value) {
      return count(table.setReal(own(column), row, value));
    }

    @Override
    public Draft set(Column column, long value) {
      return count(table.setInteger(own(column), row, value));
    }

    @Override
    public Draft set(Column column, byte[] value) {
      return count(table.setBytes(own(column), row, value));
    }

    private Column own(Column column) {
      if (column.kind() != table.kind || column.isReserved()) {
        throw new IllegalArgumentException(
            column + " is no column that a game can set of a '" + table.kind + "'");
      }
      return column;
    }

    private Draft count(boolean done) {
      if (!done) {
        violations++;
      }
      return this;
    }
  }
}
