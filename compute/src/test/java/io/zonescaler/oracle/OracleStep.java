package io.zonescaler.oracle;

import io.zonescaler.game.Command;
import io.zonescaler.game.Message;
import io.zonescaler.game.Step;
import io.zonescaler.math.StableHash;
import io.zonescaler.state.SentMessage;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.WorldVariable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A range of exactly one entity: {@link #next()} is true once. Reads {@code old}, writes a copy.
 */
final class OracleStep extends OracleEffects implements Step {
  private enum Place {
    BEFORE,
    AT,
    AFTER
  }

  private final OracleEntity old;
  private final OracleEntity written;
  private final List<SentMessage> messages;
  private final List<OracleCommand> commands;
  private List<OracleEntity> found = List.of();
  private Place where = Place.BEFORE;
  private long draws;

  OracleStep(
      OracleWorld world,
      OracleEntity old,
      List<SentMessage> messages,
      List<OracleCommand> commands) {
    super(world, old.id(), old.x(), old.y(), old.z());
    this.old = old;
    this.written = old.copy();
    this.messages = messages;
    this.commands = commands;
  }

  /** The entity as the kernel left it. */
  OracleEntity written() {
    return written;
  }

  @Override
  void requireActive() {
    if (where != Place.AT) {
      throw new IllegalStateException("the step is not at an entity: call next() first");
    }
  }

  private OracleEntity old() {
    requireActive();
    return old;
  }

  @Override
  public Kind kind() {
    return old.kind();
  }

  @Override
  public long tick() {
    return world.next();
  }

  @Override
  public long integer(WorldVariable variable) {
    return world.variable(variable.name());
  }

  @Override
  public double real(WorldVariable variable) {
    return Double.longBitsToDouble(world.variable(variable.name()));
  }

  @Override
  public boolean next() {
    where = where == Place.BEFORE ? Place.AT : Place.AFTER;
    return where == Place.AT;
  }

  @Override
  public long id() {
    return old().id();
  }

  @Override
  public double x() {
    return world.space().toUnits(0, old().x());
  }

  @Override
  public double y() {
    return world.space().toUnits(1, old().y());
  }

  @Override
  public double z() {
    return world.space().dimensions() == 2 ? 0 : world.space().toUnits(2, old().z());
  }

  @Override
  public long integer(Column column) {
    return old().integer(column);
  }

  @Override
  public double real(Column column) {
    return old().real(column);
  }

  @Override
  public byte[] bytes(Column column) {
    return old().bytes(column);
  }

  @Override
  public int neighbours(Kind kind, double radius) {
    OracleEntity me = old();
    world.requireGameKind(kind);
    double reach = Math.max(radius, 0);
    if (!(reach <= world.settings().interestRadius())) {
      outcome.violations++;
      reach = world.settings().interestRadius();
    }
    double quanta = Math.floor(reach / world.space().quantum());
    found = new ArrayList<>();
    for (OracleEntity other : world.all(kind)) {
      if (other != me && squaredDistance(me, other) <= quanta * quanta) {
        found.add(other);
      }
    }
    found.sort(
        Comparator.comparingInt((OracleEntity e) -> world.space().cellOf(e.x(), e.y(), e.z()))
            .thenComparingLong(OracleEntity::id));
    return found.size();
  }

  private static long squaredDistance(OracleEntity a, OracleEntity b) {
    return squaredDistance(a.x(), a.y(), a.z(), b.x(), b.y(), b.z());
  }

  @Override
  public int neighbour(int at) {
    requireActive();
    if (at < 0 || at >= found.size()) {
      throw new IndexOutOfBoundsException("neighbour " + at + " of " + found.size());
    }
    return at;
  }

  @Override
  public long idOf(int handle) {
    return found.get(handle).id();
  }

  private double difference(int axis, int handle) {
    return (found.get(handle).at(axis) - old().at(axis)) * world.space().quantum();
  }

  @Override
  public double dx(int handle) {
    return difference(0, handle);
  }

  @Override
  public double dy(int handle) {
    return difference(1, handle);
  }

  @Override
  public double dz(int handle) {
    return difference(2, handle);
  }

  @Override
  public long integer(Column column, int handle) {
    return found.get(handle).integer(column);
  }

  @Override
  public double real(Column column, int handle) {
    return found.get(handle).real(column);
  }

  @Override
  public byte[] bytes(Column column, int handle) {
    return found.get(handle).bytes(column);
  }

  @Override
  public int messages() {
    requireActive();
    return messages.size();
  }

  @Override
  public Message message(int at) {
    requireActive();
    return new OracleMessage(world.schema(), messages.get(at));
  }

  @Override
  public int commands() {
    requireActive();
    return commands.size();
  }

  @Override
  public Command command(int at) {
    requireActive();
    return commands.get(at);
  }

  @Override
  public void set(Column column, long value) {
    requireActive();
    count(written.set(column, value));
  }

  @Override
  public void set(Column column, double value) {
    requireActive();
    count(written.set(column, value));
  }

  @Override
  public void set(Column column, byte[] value) {
    requireActive();
    count(written.set(column, value));
  }

  private void count(boolean done) {
    if (!done) {
      outcome.violations++;
    }
  }

  @Override
  public void moveTo(double x, double y, double z) {
    requireActive();
    int[] place = place(x, y, z);
    count(place != null);
    if (place == null) {
      written.moveTo(old.x(), old.y(), old.z());
    } else {
      written.moveTo(place[0], place[1], place[2]);
    }
  }

  @Override
  public void teleport(double x, double y, double z) {
    requireActive();
    if (world.schema().carried(old.kind()) == null) {
      throw new IllegalArgumentException(old.kind() + " does not teleport");
    }
    boolean deep = world.space().dimensions() == 3;
    if (Double.isNaN(x) || Double.isNaN(y) || (deep && Double.isNaN(z))) {
      outcome.violations++;
      return;
    }
    outcome.destination =
        new int[] {
          world.space().toQuanta(0, x),
          world.space().toQuanta(1, y),
          deep ? world.space().toQuanta(2, z) : 0
        };
  }

  @Override
  public void despawn() {
    requireActive();
    if (old.kind().role() == Kind.Role.AVATAR) {
      throw new IllegalArgumentException("an avatar cannot despawn");
    }
    outcome.despawned = true;
  }

  @Override
  public void send(int handle, MessageKind kind, long... arguments) {
    requireActive();
    world.requireDeclared(kind, world.schema().messages());
    OracleEntity to = found.get(handle);
    long[] a = padded(kind.name(), kind.arguments().size(), arguments);
    outcome.sent.add(
        new SentMessage(
            old.id(),
            world.next(),
            outcome.sent.size(),
            kind.index(),
            to.id(),
            to.kind().index(),
            to.x(),
            to.y(),
            to.z(),
            a[0],
            a[1],
            a[2],
            a[3]));
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
    requireActive();
    world.requireDeclared(
        targetKind, world.schema().kinds().subList(0, world.schema().gameKinds()));
    world.requireDeclared(kind, world.schema().messages());
    long[] a = padded(kind.name(), kind.arguments().size(), arguments);
    int[] to = {old.x(), old.y(), old.z()};
    boolean deep = world.space().dimensions() == 3;
    if (Double.isNaN(x) || Double.isNaN(y) || (deep && Double.isNaN(z))) {
      outcome.violations++;
    } else {
      to =
          new int[] {
            world.space().toQuanta(0, x),
            world.space().toQuanta(1, y),
            deep ? world.space().toQuanta(2, z) : 0
          };
    }
    outcome.sent.add(
        new SentMessage(
            old.id(),
            world.next(),
            outcome.sent.size(),
            kind.index(),
            target,
            targetKind.index(),
            to[0],
            to[1],
            to[2],
            a[0],
            a[1],
            a[2],
            a[3],
            new SentMessage.Way(old.x(), old.y(), old.z())));
  }

  private long draw() {
    requireActive();
    return StableHash.hash(world.settings().seed(), world.next(), old.id(), draws++);
  }

  @Override
  public double random() {
    return StableHash.unit(draw());
  }

  @Override
  public int random(int bound) {
    return StableHash.bounded(draw(), bound);
  }
}
