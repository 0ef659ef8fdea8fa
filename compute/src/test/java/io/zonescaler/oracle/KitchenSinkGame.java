package io.zonescaler.oracle;

import static io.zonescaler.oracle.KitchenSinkMind.rare;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.zonescaler.game.Draft;
import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.game.Undeliverable;
import io.zonescaler.math.StableHash;
import io.zonescaler.world.Column;
import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.Quantity;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;
import io.zonescaler.world.WorldVariable;

/**
 * A game that uses every feature of the interface, rightly and, seldom, wrongly, and folds all that
 * it can see into its entities' memories: an engine that shows anything else than the oracle does
 * ends with another hash. Critters live, breed and die and leave loot; loot gives itself away;
 * heroes obey players. Runs in 2D ({@link #flat()}) and 3D ({@link #deep()}).
 */
public final class KitchenSinkGame implements Game {
  /** Conserved, in columns of 64 bits and in messages. */
  public static final Quantity GOLD = Quantity.named("gold");

  /** Conserved, in columns of 32 bits and in messages. */
  public static final Quantity ORE = Quantity.named("ore");

  /** The many. */
  public static final Kind CRITTER = Kind.of("critter").teleports();

  static final Column CRITTER_GOLD = CRITTER.i64("gold").conserved(GOLD);
  static final Column CRITTER_AGE = CRITTER.i32("age");
  static final Column CRITTER_TAG = CRITTER.bytes("tag", 8);
  static final Column CRITTER_ENERGY = CRITTER.fixed("energy", 1.0 / 256);
  static final Column CRITTER_MOOD = CRITTER.f64("mood");
  static final Column CRITTER_HEADING = CRITTER.f32("heading");
  static final Column CRITTER_ORE = CRITTER.i32("ore").conserved(ORE).hidden();
  static final Column CRITTER_MEMORY = CRITTER.i64("memory").hidden();

  /** The players' avatars. */
  public static final Kind HERO = Kind.avatar("hero").teleports();

  static final Column HERO_GOLD = HERO.i64("gold").conserved(GOLD);
  static final Column HERO_ORE = HERO.i32("ore").conserved(ORE);
  static final Column HERO_HP = HERO.fixed("hp", 0.1);
  static final Column HERO_HEADING = HERO.f32("heading");
  static final Column HERO_SPEED = HERO.f64("speed");
  static final Column HERO_STEPS = HERO.i32("steps");
  static final Column HERO_NOTE = HERO.bytes("note", 32);
  static final Column HERO_DONE = HERO.i64("done");
  static final Column HERO_MEMORY = HERO.i64("memory").hidden();

  /** What the dead and the lost leave behind. */
  public static final Kind LOOT = Kind.of("loot");

  static final Column LOOT_LABEL = LOOT.bytes("label", 16);
  static final Column LOOT_ORE = LOOT.i32("ore").conserved(ORE);
  static final Column LOOT_GOLD = LOOT.i64("gold").conserved(GOLD);
  static final Column LOOT_TTL = LOOT.i32("ttl");
  static final Column LOOT_WORTH = LOOT.f64("worth");
  static final Column LOOT_MEMORY = LOOT.i64("memory").hidden();

  static final MessageKind NUDGE = MessageKind.of("nudge", "dx", "dy", "dz", "mood");
  static final MessageKind GIFT =
      MessageKind.of("gift", "reason", "gold", "ore").conserved("gold", GOLD).conserved("ore", ORE);
  static final MessageKind GRAB = MessageKind.of("grab", "wanted");

  static final EventKind CHIRP = EventKind.of("chirp", "mood", "age");
  static final EventKind DEATH = EventKind.of("death", "gold", "ore", "age", "memory");
  static final EventKind SHOUT = EventKind.of("shout");
  static final EventKind LOST = EventKind.of("lost", "kind", "target");

  /** Weather: 0 to 9. */
  public static final WorldVariable WEATHER = WorldVariable.integer("weather", 3, 0, 9);

  /** Wind: -1 to 1. */
  public static final WorldVariable WIND = WorldVariable.real("wind", 0.25, -1, 1);

  static final double SIGHT = 8;
  static final int LOOT_TICKS = 10;

  private static final Schema SCHEMA =
      Schema.of(CRITTER, HERO, LOOT)
          .messages(NUDGE, GIFT, GRAB)
          .events(CHIRP, DEATH, SHOUT, LOST)
          .variables(WEATHER, WIND)
          .build();

  /** A game; it has no state. */
  public KitchenSinkGame() {}

  /** A 2D world of some 500 entities in 14 x 11 cells, the last ones cut off. */
  public static WorldSettings.Builder flat() {
    return WorldSettings.flat(110, 85).interestRadius(SIGHT).maxStep(1).name("sink-2d");
  }

  /** A 3D world of some 350 entities whose corner is not at 0. */
  public static WorldSettings.Builder deep() {
    return WorldSettings.deep(40, 40, 40)
        .bounds(0, -25, 15)
        .bounds(2, 3, 45)
        .interestRadius(SIGHT)
        .maxStep(1)
        .name("sink-3d");
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public WorldSettings world() {
    return flat().build();
  }

  @Override
  public void populate(Population cell) {
    boolean flat = cell.max(2) - cell.min(2) < 0.5;
    int critters = cell.count(flat ? 0.05 : 0.005);
    for (int i = 0; i < critters; i++) {
      Draft critter = cell.spawn(CRITTER);
      critter.set(CRITTER_GOLD, (long) (cell.random() * 10)).set(CRITTER_ORE, i % 3L);
      critter.set(CRITTER_ENERGY, 10 * cell.random()).set(CRITTER_MOOD, cell.random() - 0.5);
      critter.set(CRITTER_HEADING, 6.28 * cell.random()).set(CRITTER_TAG, new byte[] {(byte) i});
    }
    if (cell.random() < 0.3) {
      double middle = (cell.min(0) + cell.max(0)) / 2;
      cell.spawn(LOOT, middle, cell.max(1) + 99, cell.min(2))
          .set(LOOT_GOLD, 7L)
          .set(LOOT_TTL, LOOT_TICKS)
          .set(LOOT_LABEL, "start".getBytes(US_ASCII));
    }
  }

  @Override
  public void tick(Step step) {
    while (step.next()) {
      if (step.kind() == CRITTER) {
        new KitchenSinkCritter(step).live();
      } else if (step.kind() == HERO) {
        new KitchenSinkHero(step).live();
      } else {
        KitchenSinkLoot.live(step);
      }
    }
  }

  @Override
  public void joined(long player, Draft avatar) {
    avatar.set(HERO_HP, 99.95).set(HERO_SPEED, 0.5).set(HERO_GOLD, player % 7);
    avatar.set(HERO_NOTE, new byte[] {(byte) player, (byte) avatar.id()});
    if (player % 5 == 0) {
      throw new IllegalStateException("a hero without equipment");
    }
    if (player % 5 == 1) {
      avatar.set(HERO_STEPS, 1L << 40).set(HERO_NOTE, new byte[33]).set(HERO_SPEED, Double.NaN);
    }
  }

  @Override
  public void undeliverable(Undeliverable lost) {
    long target = lost.target();
    long sender = lost.message().sender();
    long luck = StableHash.hash(sender, target, lost.message().argument(0));
    double x = lost.position(0) + 0.25;
    if (lost.message().kind() != GIFT) {
      if (luck % 4 == 0) {
        lost.emit(LOST, lost.message().kind().index(), target);
        lost.source(ORE, 1);
        lost.spawn(LOOT, x, lost.position(1), lost.position(2)).set(LOOT_ORE, 1L);
      }
      return;
    }
    if (luck % 9 == 0) {
      lost.emit(LOST, -1);
      lost.spawn(LOOT, x, lost.position(1), lost.position(2)).set(LOOT_GOLD, 1_000_000L);
      throw new IllegalStateException("nobody to give this to");
    }
    double y = lost.position(1) + (luck % 7 == 0 ? 60 : -0.25);
    lost.spawn(LOOT, x, y, luck % 11 == 0 ? Double.NaN : lost.position(2))
        .set(LOOT_GOLD, lost.message().argument(1))
        .set(LOOT_ORE, lost.message().argument(2))
        .set(LOOT_TTL, LOOT_TICKS);
    lost.emit(LOST, 1, target);
    lost.emit(LOST, 2);
  }

  /** Leaves loot here with what the entity had, or destroys it. */
  static void leaveBehind(Step step, long gold, long ore) {
    if (gold == 0 && ore == 0) {
      return;
    }
    if (rare(step, 20, 10)) {
      step.sink(GOLD, gold);
      step.sink(ORE, ore);
      return;
    }
    step.spawn(LOOT, step.x(), step.y(), step.z())
        .set(LOOT_GOLD, gold)
        .set(LOOT_ORE, ore)
        .set(LOOT_TTL, LOOT_TICKS);
  }
}
