package io.zonescaler.oracle;

import io.zonescaler.game.Draft;
import io.zonescaler.game.Effects;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.Ids;
import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Quantity;
import org.jspecify.annotations.Nullable;

/** The effects of one parent (an entity, or a message that is undeliverable) at one place. */
class OracleEffects implements Effects {
  final OracleWorld world;
  final OracleOutcome outcome = new OracleOutcome();
  private final long parent;
  private final int px;
  private final int py;
  private final int pz;

  OracleEffects(OracleWorld world, long parent, int px, int py, int pz) {
    this.world = world;
    this.parent = parent;
    this.px = px;
    this.py = py;
    this.pz = pz;
  }

  /** Fails if the game may not cause anything now. */
  void requireActive() {}

  @Override
  public Draft spawn(Kind kind, double x, double y, double z) {
    requireActive();
    world.requireSpawnable(kind);
    int[] place = place(x, y, z);
    if (place == null) {
      outcome.violations++;
      place = new int[] {px, py, pz};
    }
    long id = Ids.spawned(parent, world.next(), outcome.spawned.size());
    OracleEntity child = new OracleEntity(id, kind, place[0], place[1], place[2]);
    outcome.spawned.add(child);
    return new OracleDraft(child, outcome);
  }

  /** The place in quanta, clamped to the world; null for NaN and for one further than S away. */
  int @Nullable [] place(double x, double y, double z) {
    boolean flat = world.space().dimensions() == 2;
    if (Double.isNaN(x) || Double.isNaN(y) || (!flat && Double.isNaN(z))) {
      return null;
    }
    int qx = world.space().toQuanta(0, x);
    int qy = world.space().toQuanta(1, y);
    int qz = flat ? 0 : world.space().toQuanta(2, z);
    long step = world.space().step();
    return squaredDistance(px, py, pz, qx, qy, qz) > step * step ? null : new int[] {qx, qy, qz};
  }

  static long squaredDistance(int ax, int ay, int az, int bx, int by, int bz) {
    long dx = bx - ax;
    long dy = by - ay;
    long dz = bz - az;
    return dx * dx + dy * dy + dz * dz;
  }

  @Override
  public void emit(EventKind kind, long... arguments) {
    requireActive();
    world.requireDeclared(kind, world.schema().events());
    long[] a = padded(kind.name(), kind.arguments().size(), arguments);
    outcome.emitted.add(
        new EmittedEvent(
            parent, outcome.emitted.size(), kind.index(), px, py, pz, a[0], a[1], a[2], a[3]));
  }

  static long[] padded(String name, int declared, long[] given) {
    if (given.length > declared) {
      throw new IllegalArgumentException(
          "'" + name + "' has " + declared + " arguments, " + given.length + " were given");
    }
    long[] padded = new long[4];
    System.arraycopy(given, 0, padded, 0, given.length);
    return padded;
  }

  @Override
  public void source(Quantity quantity, long amount) {
    requireActive();
    world.requireDeclared(quantity, world.schema().quantities());
    outcome.source(quantity, amount);
  }

  @Override
  public void sink(Quantity quantity, long amount) {
    requireActive();
    world.requireDeclared(quantity, world.schema().quantities());
    outcome.sink(quantity, amount);
  }
}
