package io.zonescaler.tick;

import io.zonescaler.game.Command;
import io.zonescaler.game.Draft;
import io.zonescaler.game.Failure;
import io.zonescaler.game.Message;
import io.zonescaler.game.RemoteGame;
import io.zonescaler.game.Replay;
import io.zonescaler.game.World;
import io.zonescaler.math.StableHash;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.SentMessage;
import io.zonescaler.world.Column;
import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.Quantity;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The cursor that runs a game's kernel over one range of a zone's own entities of one kind. Reads
 * the view of T-1, writes rows {@code [from, to)} of the kind's next table and its own effect
 * buffer, and nothing else: ranges run in parallel.
 */
final class KernelStep implements Replay {
  private final World world;
  private final Space space;
  private final ZoneTick zone;
  final EffectBuffer effects;

  /** Messages of entities on which the kernel failed: they are undeliverable. */
  final List<SentMessage> returned = new ArrayList<>();

  private final MessageView message;
  private final CommandView command = new CommandView();

  private RemoteGame.Outcome kernel;
  private KindTick kindTick;
  private KindView view;
  private EntityTable now;
  private EntityTable next;
  private long tick;
  private int first;
  private int to;
  private int ordinal;

  /**
   * The entity's row in the view; -1 before the first one and after the last: reading fails then.
   */
  private int row = -1;

  private int inboxFrom;
  private int inboxTo;
  private int draws;

  private EntityTable near;
  private int nearKind;
  private int found;
  private int[] neighbours = new int[64];

  KernelStep(World world, ZoneTick zone, KindTick first) {
    this.world = world;
    this.zone = zone;
    space = world.space();
    effects = new EffectBuffer(world);
    message = new MessageView(world.schema());
    kernel = world.game()::tick;
    kindTick = first;
    view = first.view;
    now = view.rows;
    next = first.next;
    near = now;
  }

  /** Prepares the range {@code [from, to)} of a kind's own entities for a kernel. */
  void range(RemoteGame.Outcome newKernel, KindTick kind, long newTick, int from, int end) {
    kernel = newKernel;
    kindTick = kind;
    view = kind.view;
    now = view.rows;
    next = kind.next;
    near = now;
    tick = newTick;
    first = from;
    to = end;
    ordinal = from - 1;
    row = -1;
    found = 0;
    inboxFrom = kind.inbox.firstOf(from);
    inboxTo = inboxFrom;
    effects.clear(newTick);
    returned.clear();
  }

  /**
   * Runs the game over the whole range; an entity on which it fails stays as it was, and the next
   * one runs.
   */
  void run() {
    while (ordinal < to) {
      int before = ordinal;
      row = -1;
      try {
        kernel.write(this);
        if (ordinal == before) {
          // The kernel did not ask for an entity: it does nothing with this kind.
          ordinal = to;
        }
      } catch (RuntimeException | StackOverflowError failure) {
        if (ordinal < to && (ordinal != before || advance())) {
          fail(failure);
        } else {
          // After the last entity: all of them are done, and nobody's turn is left to undo.
          zone.reportFailure(kind(), tick, 0, failure);
        }
      }
    }
  }

  /** The entity that the kernel is at, for a watchdog on another thread; empty if at none. */
  String whereabouts() {
    int at = ordinal;
    EntityTable rows = next;
    return at >= first && at < to && at < rows.id.length
        ? rows.kind + " " + Long.toHexString(rows.id[at])
        : "";
  }

  private void fail(Throwable failure) {
    effects.undo();
    kindTick.restore(ordinal);
    zone.reportFailure(kind(), tick, now.id[row], failure);
    for (int i = inboxFrom; i < inboxTo; i++) {
      returned.add(kindTick.inbox.message(i).returnedAt(now.x[row], now.y[row], now.z[row]));
    }
    kindTick.refuseCommands(ordinal, Failure.REFUSAL);
  }

  @Override
  public boolean next() {
    return advance();
  }

  private boolean advance() {
    do {
      ordinal++;
      if (ordinal >= to) {
        ordinal = to;
        row = -1;
        return false;
      }
    } while (!kindTick.runs(ordinal));
    row = view.own[ordinal];
    inboxFrom = inboxTo;
    inboxTo = kindTick.inbox.endOf(ordinal, inboxTo);
    inboxFrom = kindTick.inbox.skipTo(ordinal, inboxFrom);
    draws = 0;
    found = 0;
    effects.begin(now.id[row], now.x[row], now.y[row], now.z[row]);
    return true;
  }

  /**
   * What is done before the first entity or after the last would be done to one of another range.
   */
  private void requireEntity() {
    if (row < 0) {
      throw new IllegalStateException("at no entity: call next() first, and stop when it is false");
    }
  }

  @Override
  public Kind kind() {
    return now.kind;
  }

  @Override
  public long tick() {
    return tick;
  }

  @Override
  public long integer(WorldVariable variable) {
    return bits(variable, WorldVariable.Type.INTEGER);
  }

  @Override
  public double real(WorldVariable variable) {
    return Double.longBitsToDouble(bits(variable, WorldVariable.Type.REAL));
  }

  private long bits(WorldVariable variable, WorldVariable.Type type) {
    if (variable.type() != type || !world.schema().has(variable)) {
      throw new IllegalArgumentException(
          "'" + variable + "' is none of this game's variables of type " + type);
    }
    return zone.variables().bits(variable.index());
  }

  @Override
  public long id() {
    return now.id[row];
  }

  @Override
  public double x() {
    return space.toUnits(0, now.x[row]);
  }

  @Override
  public double y() {
    return space.toUnits(1, now.y[row]);
  }

  @Override
  public double z() {
    return space.dimensions() == 3 ? space.toUnits(2, now.z[row]) : 0;
  }

  @Override
  public long integer(Column column) {
    return now.integer(column, row);
  }

  @Override
  public double real(Column column) {
    return now.real(column, row);
  }

  @Override
  public byte[] bytes(Column column) {
    return now.bytes[column.lane()][row];
  }

  @Override
  public int neighbours(Kind kind, double radius) {
    double reach = radius;
    if (!(radius <= world.settings().interestRadius())) {
      effects.violations++;
      reach = world.settings().interestRadius();
    }
    int quanta = (int) (Math.max(0, reach) / space.quantum());
    look(kind);
    KindView other = zone.view(kind);
    if (neighbours.length <= near.size) {
      neighbours = new int[near.size + (near.size >> 2) + 1];
    }
    found =
        other.within(
            now.x[row], now.y[row], now.z[row], quanta, near == now ? row : -1, neighbours);
    return found;
  }

  @Override
  public void look(Kind kind) {
    near = zone.view(kind).rows;
    nearKind = kind.index();
  }

  @Override
  public void violated(long times) {
    effects.violations += times;
  }

  @Override
  public int neighbour(int at) {
    if (at < 0 || at >= found) {
      throw new IndexOutOfBoundsException("neighbour " + at + " of " + found);
    }
    return neighbours[at];
  }

  @Override
  public long idOf(int handle) {
    return near.id[handle];
  }

  @Override
  public double dx(int handle) {
    return (near.x[handle] - now.x[row]) * space.quantum();
  }

  @Override
  public double dy(int handle) {
    return (near.y[handle] - now.y[row]) * space.quantum();
  }

  @Override
  public double dz(int handle) {
    return (near.z[handle] - now.z[row]) * space.quantum();
  }

  @Override
  public long integer(Column column, int handle) {
    return near.integer(column, handle);
  }

  @Override
  public double real(Column column, int handle) {
    return near.real(column, handle);
  }

  @Override
  public byte[] bytes(Column column, int handle) {
    return near.bytes[column.lane()][handle];
  }

  @Override
  public int messages() {
    requireEntity();
    return inboxTo - inboxFrom;
  }

  @Override
  public Message message(int at) {
    return message.of(kindTick.inbox.message(inboxFrom + at));
  }

  @Override
  public int commands() {
    requireEntity();
    return kindTick.commands(ordinal).size();
  }

  @Override
  public Command command(int at) {
    requireEntity();
    return command.of(kindTick.commands(ordinal).get(at));
  }

  @Override
  public void set(Column column, long value) {
    count(next.setInteger(requireOwn(column), ordinal, value));
  }

  @Override
  public void set(Column column, double value) {
    count(next.setReal(requireOwn(column), ordinal, value));
  }

  @Override
  public void set(Column column, byte[] value) {
    count(next.setBytes(requireOwn(column), ordinal, value));
  }

  private Column requireOwn(Column column) {
    requireEntity();
    if (column.kind() != now.kind || column.isReserved()) {
      throw new IllegalArgumentException(
          column + " is no column that the kernel of a '" + now.kind + "' can write");
    }
    return column;
  }

  private void count(boolean done) {
    if (!done) {
      effects.violations++;
    }
  }

  @Override
  public void moveTo(double x, double y, double z) {
    requireEntity();
    boolean deep = space.dimensions() == 3;
    if (Double.isNaN(x) || Double.isNaN(y) || (deep && Double.isNaN(z))) {
      effects.violations++;
      place(now.x[row], now.y[row], now.z[row]);
    } else {
      place(space.toQuanta(0, x), space.toQuanta(1, y), deep ? space.toQuanta(2, z) : 0);
    }
  }

  @Override
  public void place(int x, int y, int z) {
    requireEntity();
    int fromX = now.x[row];
    int fromY = now.y[row];
    int fromZ = now.z[row];
    int toX = space.clamp(0, x);
    int toY = space.clamp(1, y);
    int toZ = space.clamp(2, z);
    boolean possible =
        EffectBuffer.isStep(space, (long) toX - fromX, (long) toY - fromY, (long) toZ - fromZ);
    count(possible);
    next.x[ordinal] = possible ? toX : fromX;
    next.y[ordinal] = possible ? toY : fromY;
    next.z[ordinal] = possible ? toZ : fromZ;
  }

  @Override
  public void teleport(double x, double y, double z) {
    requireEntity();
    if (!now.kind.mayTeleport()) {
      throw new IllegalArgumentException(
          "a '" + now.kind + "' cannot teleport: its kind is not declared with teleports()");
    }
    boolean deep = space.dimensions() == 3;
    boolean possible = !Double.isNaN(x) && !Double.isNaN(y) && !(deep && Double.isNaN(z));
    count(possible);
    if (possible) {
      kindTick.teleport(
          ordinal, space.toQuanta(0, x), space.toQuanta(1, y), deep ? space.toQuanta(2, z) : 0);
    }
  }

  @Override
  public void despawn() {
    requireEntity();
    if (now.kind.role() == Kind.Role.AVATAR) {
      throw new IllegalArgumentException(
          "an avatar cannot despawn: its player could never come back; make dying a state of it");
    }
    kindTick.despawn(ordinal);
  }

  @Override
  public void send(int handle, MessageKind kind, long... arguments) {
    requireEntity();
    effects.send(
        kind,
        near.id[handle],
        nearKind,
        near.x[handle],
        near.y[handle],
        near.z[handle],
        arguments,
        false);
  }

  @Override
  public void sendFar(
      MessageKind kind,
      long target,
      Kind targetKind,
      double x,
      double y,
      double z,
      long... arguments) {
    requireEntity();
    zone.view(targetKind);
    boolean deep = space.dimensions() == 3;
    boolean possible = !Double.isNaN(x) && !Double.isNaN(y) && !(deep && Double.isNaN(z));
    count(possible);
    effects.send(
        kind,
        target,
        targetKind.index(),
        possible ? space.toQuanta(0, x) : now.x[row],
        possible ? space.toQuanta(1, y) : now.y[row],
        possible ? (deep ? space.toQuanta(2, z) : 0) : now.z[row],
        arguments,
        true);
  }

  @Override
  public double random() {
    return StableHash.unit(draw());
  }

  @Override
  public int random(int bound) {
    return StableHash.bounded(draw(), bound);
  }

  private long draw() {
    return StableHash.hash(world.settings().seed(), tick, now.id[row], draws++);
  }

  @Override
  public Draft spawn(Kind kind, double x, double y, double z) {
    requireEntity();
    return effects.spawn(kind, x, y, z);
  }

  @Override
  public void emit(EventKind kind, long... arguments) {
    requireEntity();
    effects.emit(kind, arguments);
  }

  @Override
  public void source(Quantity quantity, long amount) {
    requireEntity();
    effects.source(quantity, amount);
  }

  @Override
  public void sink(Quantity quantity, long amount) {
    requireEntity();
    effects.sink(quantity, amount);
  }

  private static final class CommandView implements Command {
    private PlayerIntake.@Nullable Accepted accepted;

    CommandView of(PlayerIntake.Accepted command) {
      accepted = command;
      return this;
    }

    private PlayerIntake.Accepted accepted() {
      return Objects.requireNonNull(accepted);
    }

    @Override
    public long number() {
      return accepted().input.number();
    }

    @Override
    public byte[] payload() {
      return accepted().input.payload();
    }

    @Override
    public void refuse(String reason) {
      accepted().refusal = reason;
    }
  }
}
