package io.zonescaler.oracle;

import static io.zonescaler.oracle.ScriptedGame.FIXED;
import static io.zonescaler.oracle.ScriptedGame.FLASH;
import static io.zonescaler.oracle.ScriptedGame.GOLD;
import static io.zonescaler.oracle.ScriptedGame.HOARD;
import static io.zonescaler.oracle.ScriptedGame.NO;
import static io.zonescaler.oracle.ScriptedGame.OTHER;
import static io.zonescaler.oracle.ScriptedGame.PAY;
import static io.zonescaler.oracle.ScriptedGame.REAL;
import static io.zonescaler.oracle.ScriptedGame.SINGLE;
import static io.zonescaler.oracle.ScriptedGame.TEXT;
import static io.zonescaler.oracle.ScriptedGame.THING;
import static io.zonescaler.oracle.ScriptedGame.thing;
import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.game.Step;
import io.zonescaler.math.StableHash;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.Ids;
import io.zonescaler.state.Totals;
import io.zonescaler.world.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Rules 3, 6 and 7 of docs/tick.md on worlds of a few things. */
class OracleKernelsTest {
  private static Totals tick(OracleWorld world, Box... idle) {
    return world.tick(List.of(), List.of(idle));
  }

  /** A world with thing 1 at (10, 10) on which {@code script} runs. */
  private static OracleWorld one(Consumer<Step> script) {
    return new ScriptedGame().things((step, no) -> script.accept(step)).thing(1, 10, 10).start();
  }

  private static List<Integer> found(ScriptedGame game, double radius) {
    List<Integer> found = new ArrayList<>();
    game.things(
        (step, no) -> {
          for (int i = 0; no == 1 && i < step.neighbours(THING, radius); i++) {
            found.add((int) step.integer(NO, step.neighbour(i)));
          }
        });
    tick(game.start());
    return found;
  }

  @Test
  void neighboursAreWithinTheRadiusInclusiveWithoutTheEntityItself() {
    ScriptedGame game = new ScriptedGame().other(11, 10);
    game.thing(1, 10, 10).thing(2, 13, 14).thing(3, 13 + 1.0 / 64, 14).thing(4, 10, 10);
    assertThat(found(game, 5)).containsExactlyInAnyOrder(2, 4);
    assertThat(found(game, 5 + 0.9 / 64)).containsExactlyInAnyOrder(2, 4);
    assertThat(found(game, 0)).containsExactly(4);
    assertThat(found(game, -3)).containsExactly(4);
  }

  @Test
  void neighboursAreInOrderOfCellAndId() {
    ScriptedGame game = new ScriptedGame();
    game.thing(1, 15, 15).thing(2, 16, 16).thing(3, 15, 16).thing(4, 16, 15);
    game.thing(5, 15.9, 14).thing(6, 14, 15.9).thing(7, 10, 10);
    OracleWorld world = game.start();
    List<Integer> sameCell = new ArrayList<>(List.of(5, 6, 7));
    sameCell.sort(Comparator.comparing(no -> thing(world, no).id()));
    List<Integer> expected = new ArrayList<>(sameCell);
    expected.addAll(List.of(4, 3, 2));
    assertThat(found(game, 8)).isEqualTo(expected);
  }

  @Test
  void aRadiusOverRIsCutAndCounted() {
    ScriptedGame game = new ScriptedGame().thing(1, 10, 10).thing(2, 18, 10).thing(3, 18.1, 10);
    assertThat(found(game, 9)).containsExactly(2);
    assertThat(tick(one(step -> step.neighbours(OTHER, 8))).violations).isZero();
    assertThat(tick(one(step -> step.neighbours(OTHER, 8.001))).violations).isEqualTo(1);
    assertThat(tick(one(step -> step.neighbours(OTHER, Double.NaN))).violations).isEqualTo(1);
    assertThat(found(game, Double.NaN)).containsExactly(2);
    assertThat(tick(one(step -> step.neighbours(OTHER, -8.1))).violations).isZero();
  }

  @Test
  void aKernelReadsTheTickBefore() {
    List<Double> seen = new ArrayList<>();
    ScriptedGame game = new ScriptedGame();
    game.things(
        (step, no) -> {
          step.moveTo(step.x() + 0.5, step.y());
          step.set(HOARD, 1);
          step.neighbours(THING, 8);
          seen.add(step.x());
          seen.add(step.dx(step.neighbour(0)));
          seen.add((double) step.integer(HOARD));
          seen.add((double) step.integer(HOARD, step.neighbour(0)));
        });
    OracleWorld world = game.thing(1, 10, 10).thing(2, 10, 10).start();
    tick(world);
    assertThat(seen).containsExactly(10.0, 0.0, 100.0, 100.0, 10.0, 0.0, 100.0, 100.0);
    assertThat(thing(world, 2).x()).isEqualTo(10 * 64 + 32);
  }

  private static void assertMove(Consumer<Step> script, int x, int y, int violations) {
    OracleWorld world = one(script);
    assertThat(tick(world).violations).isEqualTo(violations);
    assertThat(thing(world, 1).x()).isEqualTo(x);
    assertThat(thing(world, 1).y()).isEqualTo(y);
  }

  @Test
  void aStepIsAtMostSAfterRounding() {
    assertMove(step -> step.moveTo(11, 10), 11 * 64, 640, 0);
    assertMove(step -> step.moveTo(11.007, 10), 11 * 64, 640, 0);
    assertMove(step -> step.moveTo(11.008, 10), 640, 640, 1);
    assertMove(step -> step.moveTo(10.6, 10.8), 640 + 38, 640 + 51, 0);
    assertMove(step -> step.moveTo(10.7, 10.8), 640, 640, 1);
    assertMove(step -> step.moveTo(10.1, 10, Double.NaN), 646, 640, 0);
  }

  @Test
  void aWrongStepUndoesAnEarlierOneOfTheTickAndALaterOneHolds() {
    Consumer<Step> wrong =
        step -> {
          step.moveTo(10.5, 10);
          step.moveTo(10, Double.NaN);
        };
    assertMove(wrong, 640, 640, 1);
    assertMove(wrong.andThen(step -> step.moveTo(10, 9.5)), 640, 608, 1);
  }

  @Test
  void aStepOutOfTheWorldEndsAtItsEdge() {
    ScriptedGame game =
        new ScriptedGame().things((step, no) -> step.moveTo(step.x() + 50, step.y() - 0.9));
    OracleWorld world = game.thing(1, 39.5, 0.25).start();
    assertThat(tick(world).violations).isZero();
    assertThat(thing(world, 1).x()).isEqualTo(40 * 64 - 1);
    assertThat(thing(world, 1).y()).isZero();
  }

  @Test
  void valuesThatAColumnCannotHoldAreNotWrittenAndCounted() {
    OracleWorld world =
        one(
            step -> {
              step.set(NO, 1L << 31);
              step.set(HOARD, 0x1p63);
              step.set(REAL, Double.NaN);
              step.set(SINGLE, Double.NaN);
              step.set(FIXED, 0x1p31 * 0.25);
              step.set(FIXED, Double.NEGATIVE_INFINITY);
              step.set(TEXT, new byte[3]);
              step.set(TEXT, 1);
              step.set(NO, new byte[1]);
            });
    long before = thing(world, 1).hash();
    assertThat(tick(world).violations).isEqualTo(9);
    assertThat(thing(world, 1).hash()).isEqualTo(before);
  }

  @Test
  void valuesAreRoundedToWhatTheColumnCanHold() {
    OracleWorld world =
        one(
            step -> {
              step.set(NO, 1);
              step.set(FIXED, -0.375);
              step.set(REAL, 0.1);
              step.set(SINGLE, 1e300);
              step.set(TEXT, new byte[] {1, -1});
            });
    assertThat(tick(world).violations).isZero();
    OracleEntity thing = thing(world, 1);
    assertThat(thing.value("fixed")).isEqualTo(-1);
    assertThat(thing.real(FIXED)).isEqualTo(-0.25);
    assertThat(thing.value("single")).isEqualTo(Float.POSITIVE_INFINITY);
    long h = StableHash.hash(thing.id(), 0);
    h = StableHash.mix64(StableHash.mix64(h ^ (640L << 32 | 640L)));
    for (long lane : new long[] {1, 0x7f800000L, -1, 100, Double.doubleToLongBits(0.1)}) {
      h = StableHash.mix64(h ^ lane) + StableHash.GOLDEN_GAMMA;
    }
    h = StableHash.mix64(h ^ 2);
    h = StableHash.mix64(h ^ 1) + StableHash.GOLDEN_GAMMA;
    h = StableHash.mix64(~h) + StableHash.GOLDEN_GAMMA;
    assertThat(thing.hash()).isEqualTo(h);
  }

  @Test
  void aSpawnTooFarIsMadeAtTheParent() {
    OracleWorld world =
        one(
            step -> {
              if (step.integer(NO) == 1) {
                step.moveTo(step.x() + 1, step.y());
                step.spawn(THING, 9, 10, 0).set(NO, 2L).set(TEXT, new byte[3]);
                step.spawn(THING, 8.9, 10, 0).set(NO, 3L);
                step.spawn(THING, Double.NaN, 10, 0).set(NO, 4L);
              }
            });
    long parent = thing(world, 1).id();
    Totals totals = tick(world);
    assertThat(totals.violations).isEqualTo(3);
    assertThat(totals.spawned).isEqualTo(3);
    assertThat(thing(world, 2).x()).isEqualTo(9 * 64);
    assertThat(thing(world, 3).x()).isEqualTo(640);
    assertThat(thing(world, 4).x()).isEqualTo(640);
    long ids = 0;
    for (int i = 0; i < 3; i++) {
      assertThat(thing(world, 2 + i).id()).isEqualTo(Ids.spawned(parent, 1, i));
      ids += StableHash.mix64(Ids.spawned(parent, 1, i));
    }
    assertThat(totals.spawnedIdSum).isEqualTo(ids);
  }

  @Test
  void eventsAreAtThePlaceOfTheTickBefore() {
    OracleWorld world =
        one(
            step -> {
              step.moveTo(11, 10);
              step.emit(FLASH, 5);
              step.emit(FLASH);
            });
    long id = thing(world, 1).id();
    tick(world);
    assertThat(world.events())
        .containsExactly(
            new EmittedEvent(id, 0, 0, 640, 640, 0, 5, 0, 0, 0),
            new EmittedEvent(id, 1, 0, 640, 640, 0, 0, 0, 0, 0));
  }

  @Test
  void randomNumbersAreHashesOfSeedTickEntityAndDraw() {
    List<Double> drawn = new ArrayList<>();
    OracleWorld world =
        one(
            step -> {
              drawn.add(step.random());
              drawn.add((double) step.random(1000));
            });
    long id = thing(world, 1).id();
    tick(world);
    tick(world);
    List<Double> expected = new ArrayList<>();
    for (long tick = 1; tick <= 2; tick++) {
      expected.add(StableHash.unit(StableHash.hash(7, tick, id, 0)));
      expected.add((double) StableHash.bounded(StableHash.hash(7, tick, id, 1), 1000));
    }
    assertThat(drawn).isEqualTo(expected);
  }

  @Test
  void aFailureUndoesEverythingOfItsEntityAndNothingOfOthers() {
    ScriptedGame game = new ScriptedGame();
    game.things(
        (step, no) -> {
          step.moveTo(step.x(), step.y() + 1);
          step.set(HOARD, 3);
          step.sink(GOLD, 97);
          if (no == 1) {
            step.neighbours(THING, 99);
            step.send(step.neighbour(0), PAY, 1, 50);
            step.spawn(THING, 99, 99, 0);
            step.emit(FLASH);
            step.source(GOLD, 50);
            step.despawn();
            step.neighbour(1);
          }
        });
    OracleWorld world = game.thing(1, 10, 10).thing(2, 12, 10).start();
    long before = thing(world, 1).hash();
    Totals totals = tick(world);
    assertThat(totals.failures).isEqualTo(1);
    assertThat(totals.violations).isZero();
    assertThat(totals.sinks).containsExactly(97);
    assertThat(totals.sources).containsExactly(0);
    assertThat(totals.spawned + totals.despawned + totals.messages).isZero();
    assertThat(world.events()).isEmpty();
    assertThat(thing(world, 1).hash()).isEqualTo(before);
    assertThat(thing(world, 2).y()).isEqualTo(11 * 64);
    assertThat(totals.amounts[0]).isEqualTo(103);
  }

  @Test
  void idleEntitiesStayAsTheyAreAndAreSeen() {
    List<String> ran = new ArrayList<>();
    ScriptedGame game = new ScriptedGame();
    game.things((step, no) -> ran.add(no + " sees " + step.neighbours(THING, 8)));
    OracleWorld world = game.thing(1, 10, 10).thing(2, 12, 10).start();
    long before = thing(world, 2).hash();
    Totals totals = tick(world, new Box(12 * 64, 0, 0, 2000, 2000, 1));
    assertThat(ran).containsExactly("1 sees 1");
    assertThat(totals.idled).isEqualTo(1);
    assertThat(totals.entities).isEqualTo(2);
    assertThat(thing(world, 2).hash()).isEqualTo(before);
  }
}
