package io.zonescaler.oracle;

import static io.zonescaler.oracle.ScriptedGame.GOLD;
import static io.zonescaler.oracle.ScriptedGame.HOARD;
import static io.zonescaler.oracle.ScriptedGame.NO;
import static io.zonescaler.oracle.ScriptedGame.PAY;
import static io.zonescaler.oracle.ScriptedGame.THING;
import static io.zonescaler.oracle.ScriptedGame.thing;
import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.game.Step;
import io.zonescaler.math.StableHash;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.Ids;
import io.zonescaler.state.SentMessage;
import io.zonescaler.state.Totals;
import io.zonescaler.world.Box;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules 1 and 5 of docs/tick.md on worlds of two or three things. */
class OracleMessagesTest {
  private static final Box AROUND_2 = new Box(11 * 64, 0, 0, 13 * 64, 40 * 64, 1);

  private final List<String> log = new ArrayList<>();

  /** Thing 1 pays thing 2, which is 2 units to the right of it, 5 gold in tick 1. */
  private void pay(Step step, int no) {
    if (no == 1 && step.tick() == 1) {
      step.neighbours(THING, 8);
      step.send(step.neighbour(0), PAY, 40, 5);
      step.set(HOARD, step.integer(HOARD) - 5);
    }
    for (int i = 0; i < step.messages(); i++) {
      log.add("tick " + step.tick() + ": " + no + " got " + step.message(i).argument(1) + " gold");
      step.set(HOARD, step.integer(HOARD) + step.message(i).argument(1));
    }
  }

  private static OracleWorld startWithTwo(ScriptedGame game) {
    return game.thing(1, 10, 10).thing(2, 12, 10).start();
  }

  private static Totals tick(OracleWorld world, Box... idle) {
    return world.tick(List.of(), List.of(idle));
  }

  @Test
  void aMessageArrivesInTheNextTick() {
    OracleWorld world = startWithTwo(new ScriptedGame().things(this::pay));
    long one = thing(world, 1).id();
    long two = thing(world, 2).id();
    Totals totals = tick(world);
    SentMessage expected =
        new SentMessage(one, 1, 0, 0, two, THING.index(), 12 * 64, 10 * 64, 0, 40, 5, 0, 0);
    assertThat(world.messages()).containsExactly(expected);
    assertThat(totals.messages).isEqualTo(1);
    assertThat(totals.amounts[0]).isEqualTo(200);
    assertThat(totals.hash)
        .isEqualTo(thing(world, 1).hash() + thing(world, 2).hash() + expected.stableHash());
    assertThat(log).isEmpty();
    tick(world);
    assertThat(log).containsExactly("tick 2: 2 got 5 gold");
    assertThat(world.messages()).isEmpty();
    assertThat(thing(world, 2).value("hoard")).isEqualTo(105L);
  }

  /** Thing 1 sends 5 gold in tick 1 to where it believes thing 2 to be. */
  private ScriptedGame sendingFar(double x, double y) {
    return new ScriptedGame()
        .things(
            (step, no) -> {
              if (no == 1 && step.tick() == 1) {
                long two = step.integer(HOARD) == 100 ? idOfTwo : 0;
                step.sendFar(PAY, two, THING, x, y, 0, 40, 5);
                step.set(HOARD, step.integer(HOARD) - 5);
              }
              for (int i = 0; i < step.messages(); i++) {
                log.add("tick " + step.tick() + ": " + no + " got " + step.message(i).argument(1));
                step.set(HOARD, step.integer(HOARD) + step.message(i).argument(1));
              }
            });
  }

  private long idOfTwo;

  @Test
  void aMessageToWhatIsFarAwayGoesStraightThere() {
    OracleWorld world = sendingFar(22, 10).thing(1, 10, 10).thing(2, 24, 10).start();
    idOfTwo = thing(world, 2).id();
    int step = world.space().step();
    int moves = (12 * 64 + step - 1) / step;
    for (int tick = 1; tick <= moves + 1; tick++) {
      Totals totals = tick(world);
      SentMessage on = world.messages().get(0);
      int come = Math.min(12 * 64, (tick - 1) * step);
      assertThat(on.way()).isEqualTo(new SentMessage.Way(10 * 64 + come, 10 * 64, 0));
      assertThat(totals.amounts[0]).as("what it carries is counted").isEqualTo(200);
    }
    tick(world);
    SentMessage arrived = world.messages().get(0);
    assertThat(arrived.way()).isNull();
    assertThat(arrived.x()).as("where the target is").isEqualTo(24 * 64);
    tick(world);
    assertThat(log).containsExactly("tick " + (moves + 3) + ": 2 got 5");
    assertThat(thing(world, 2).value("hoard")).isEqualTo(105L);
  }

  @Test
  void aMessageToWhatIsNotThereIsLostThere() {
    ScriptedGame game = sendingFar(34, 10);
    game.hook = lost -> log.add("lost at " + lost.position(0) + " " + lost.position(1));
    OracleWorld world = game.thing(1, 10, 10).thing(2, 20, 10).start();
    idOfTwo = thing(world, 2).id();
    for (int i = 0; i < 24 * 64 / world.space().step() + 3; i++) {
      tick(world);
    }
    assertThat(log).containsExactly("lost at 34.0 10.0");
    assertThat(world.messages()).isEmpty();
  }

  @Test
  void messagesAreInOrderOfSenderAndOrdinal() {
    List<Long> received = new ArrayList<>();
    ScriptedGame game = new ScriptedGame();
    game.things(
        (step, no) -> {
          if (no != 2 && step.tick() == 1) {
            step.neighbours(THING, 2.5);
            step.send(step.neighbour(0), PAY, 0);
            step.send(step.neighbour(0), PAY, 1);
          }
          for (int i = 0; i < step.messages(); i++) {
            received.add(step.message(i).sender());
            assertThat(step.message(i).argument(0)).isEqualTo(i % 2);
          }
        });
    OracleWorld world = game.thing(1, 10, 10).thing(2, 12, 10).thing(3, 14, 10).start();
    long low = Math.min(thing(world, 1).id(), thing(world, 3).id());
    long high = Math.max(thing(world, 1).id(), thing(world, 3).id());
    tick(world);
    tick(world);
    assertThat(received).containsExactly(low, low, high, high);
  }

  @Test
  void aMessageToAnIdleEntityStaysPendingUnchanged() {
    OracleWorld world = startWithTwo(new ScriptedGame().things(this::pay));
    tick(world);
    List<SentMessage> sent = world.messages();
    for (int i = 0; i < 3; i++) {
      Totals totals = tick(world, AROUND_2);
      assertThat(world.messages()).isEqualTo(sent);
      assertThat(totals.messages).isEqualTo(1);
      assertThat(totals.idled).isEqualTo(1);
      assertThat(totals.amounts[0]).isEqualTo(200);
    }
    tick(world);
    assertThat(log).containsExactly("tick 5: 2 got 5 gold");
  }

  /** Thing 2 goes away in tick 1 while 5 gold are on the way to it. */
  private ScriptedGame vanishing() {
    return new ScriptedGame()
        .things(
            (step, no) -> {
              pay(step, no);
              if (no == 2) {
                step.sink(GOLD, 100);
                step.despawn();
              }
            });
  }

  @Test
  void theHookDecidesAtTheLastPlaceOfATargetThatIsGone() {
    ScriptedGame game = vanishing();
    game.hook =
        lost -> {
          log.add("lost by " + lost.message().sender() + " to " + lost.target());
          log.add("at " + lost.position(0) + " " + lost.position(1) + " " + lost.position(2));
          lost.emit(ScriptedGame.FLASH, 9);
          lost.spawn(THING, lost.position(0) + 1, lost.position(1), 0)
              .set(NO, 3L)
              .set(HOARD, lost.message().argument(1));
          lost.spawn(THING, lost.position(0) + 1.01, lost.position(1), 0).set(NO, 4L);
        };
    OracleWorld world = startWithTwo(game);
    long one = thing(world, 1).id();
    long two = thing(world, 2).id();
    Totals first = tick(world);
    assertThat(first.despawned).isEqualTo(1);
    assertThat(first.despawnedIdSum).isEqualTo(StableHash.mix64(two));
    assertThat(first.amounts[0]).isEqualTo(100);
    Totals second = tick(world);
    assertThat(log).containsExactly("lost by " + one + " to " + two, "at 12.0 10.0 0.0");
    long parent = Ids.message(one, 1, 0);
    assertThat(world.events())
        .containsExactly(new EmittedEvent(parent, 0, 0, 12 * 64, 10 * 64, 0, 9, 0, 0, 0));
    assertThat(thing(world, 3).id()).isEqualTo(Ids.spawned(parent, 2, 0));
    assertThat(thing(world, 3).x()).isEqualTo(13 * 64);
    assertThat(thing(world, 4).id()).isEqualTo(Ids.spawned(parent, 2, 1));
    assertThat(thing(world, 4).x()).isEqualTo(12 * 64);
    assertThat(second.violations).isEqualTo(1);
    assertThat(second.spawned).isEqualTo(2);
    assertThat(second.amounts[0]).isEqualTo(100);
    assertThat(second.messages).isZero();
  }

  @Test
  void anUndeliverableMessageStaysPendingWhileItsPlaceIsIdle() {
    ScriptedGame game = vanishing();
    game.hook = lost -> log.add("lost");
    OracleWorld world = startWithTwo(game);
    tick(world);
    List<SentMessage> sent = world.messages();
    tick(world, AROUND_2);
    assertThat(world.messages()).isEqualTo(sent);
    assertThat(log).isEmpty();
    tick(world);
    assertThat(world.messages()).isEmpty();
    assertThat(log).containsExactly("lost");
  }

  @Test
  void whatTheHookCausedIsUndoneWhenItFailsAndTheGoldIsASink() {
    ScriptedGame game = vanishing();
    game.hook =
        lost -> {
          lost.spawn(THING, lost.position(0) + 9, lost.position(1), 0);
          lost.emit(ScriptedGame.FLASH);
          lost.source(GOLD, 77);
          throw new IllegalStateException("on purpose");
        };
    OracleWorld world = startWithTwo(game);
    tick(world);
    Totals totals = tick(world);
    assertThat(totals.failures).isEqualTo(1);
    assertThat(totals.violations).isZero();
    assertThat(totals.spawned).isZero();
    assertThat(totals.sources).containsExactly(0);
    assertThat(totals.sinks).containsExactly(5);
    assertThat(world.events()).isEmpty();
    assertThat(totals.amounts[0]).isEqualTo(95);
  }

  @Test
  void messagesToAnEntityThatFailsAreUndeliverableAtItsPlace() {
    ScriptedGame game = new ScriptedGame();
    game.things(
        (step, no) -> {
          if (no == 2 && step.tick() == 2) {
            throw new IllegalStateException("on purpose");
          }
          pay(step, no);
          if (no == 2) {
            step.moveTo(step.x() + 0.5, step.y());
          }
        });
    game.hook = lost -> log.add("lost at " + lost.position(0));
    OracleWorld world = startWithTwo(game);
    tick(world);
    assertThat(tick(world).failures).isEqualTo(1);
    assertThat(log).containsExactly("lost at 12.5");
    assertThat(world.messages()).isEmpty();
  }
}
