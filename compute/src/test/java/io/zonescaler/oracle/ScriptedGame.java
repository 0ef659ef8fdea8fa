package io.zonescaler.oracle;

import io.zonescaler.game.Draft;
import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.game.Undeliverable;
import io.zonescaler.world.Column;
import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.Quantity;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;

/**
 * A game that a test writes line by line: numbered things at given places, and one lambda that runs
 * on every entity. One unit is 64 quanta; R is 8 units, S is 1.
 */
final class ScriptedGame implements Game {
  static final Quantity GOLD = Quantity.named("gold");
  static final Kind THING = Kind.of("thing").teleports();
  static final Column NO = THING.i32("no");
  static final Column HOARD = THING.i64("hoard").conserved(GOLD);
  static final Column REAL = THING.f64("real");
  static final Column SINGLE = THING.f32("single");
  static final Column FIXED = THING.fixed("fixed", 0.25);
  static final Column TEXT = THING.bytes("text", 2);
  static final Kind OTHER = Kind.of("other");
  static final Kind HERO = Kind.avatar("hero").teleports();
  static final Column RUNS = HERO.i32("runs");
  static final MessageKind PAY = MessageKind.of("pay", "no", "gold").conserved("gold", GOLD);
  static final EventKind FLASH = EventKind.of("flash", "no");

  private static final Schema SCHEMA =
      Schema.of(THING, OTHER, HERO).messages(PAY).events(FLASH).build();

  private record Placed(Kind kind, int no, double x, double y) {}

  private final List<Placed> placed = new ArrayList<>();

  /** Runs on every entity of every game kind. */
  Consumer<Step> kernel = step -> {};

  /** Decides about undeliverable messages. */
  Consumer<Undeliverable> hook = lost -> {};

  /** Fills new avatars. */
  Consumer<Draft> joined = avatar -> {};

  /** Places thing number {@code no}, which has 100 gold. */
  ScriptedGame thing(int no, double x, double y) {
    placed.add(new Placed(THING, no, x, y));
    return this;
  }

  /** Places an entity of another kind. */
  ScriptedGame other(double x, double y) {
    placed.add(new Placed(OTHER, 0, x, y));
    return this;
  }

  /** The kernel runs on things only and knows their number. */
  ScriptedGame things(ObjIntConsumer<Step> script) {
    kernel =
        step -> {
          if (step.kind() == THING) {
            script.accept(step, (int) step.integer(NO));
          }
        };
    return this;
  }

  /** A populated world of this game. */
  OracleWorld start() {
    OracleWorld world = new OracleWorld(this, world());
    world.populate();
    return world;
  }

  /** Thing number {@code no}. */
  static OracleEntity thing(OracleWorld world, int no) {
    return world.entities().values().stream()
        .filter(e -> e.kind() == THING && e.integer(NO) == no)
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no thing " + no));
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public WorldSettings world() {
    return WorldSettings.flat(40, 40).interestRadius(8).maxStep(1).seed(7).build();
  }

  @Override
  public void populate(Population cell) {
    for (Placed p : placed) {
      if (p.x >= cell.min(0) && p.x < cell.max(0) && p.y >= cell.min(1) && p.y < cell.max(1)) {
        Draft draft = cell.spawn(p.kind, p.x, p.y, 0);
        if (p.kind == THING) {
          draft.set(NO, (long) p.no).set(HOARD, 100L);
        }
      }
    }
  }

  @Override
  public void tick(Step step) {
    while (step.next()) {
      kernel.accept(step);
    }
  }

  @Override
  public void joined(long player, Draft avatar) {
    joined.accept(avatar);
  }

  @Override
  public void undeliverable(Undeliverable message) {
    hook.accept(message);
  }
}
