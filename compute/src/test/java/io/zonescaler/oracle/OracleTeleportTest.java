package io.zonescaler.oracle;

import static io.zonescaler.oracle.ScriptedGame.HERO;
import static io.zonescaler.oracle.ScriptedGame.HOARD;
import static io.zonescaler.oracle.ScriptedGame.PAY;
import static io.zonescaler.oracle.ScriptedGame.THING;
import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.game.Failure;
import io.zonescaler.game.Step;
import io.zonescaler.state.Ids;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.PlayerInput.Type;
import io.zonescaler.state.Totals;
import io.zonescaler.world.Box;
import io.zonescaler.world.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.Test;

/** Rule 4 of docs/tick.md on worlds of two things and on one player's avatar. S is 64 quanta. */
class OracleTeleportTest {
  private static final long PLAYER = 42;

  private final List<String> log = new ArrayList<>();

  private static Totals tick(OracleWorld world, PlayerInput... inputs) {
    return world.tick(List.of(inputs), List.of());
  }

  private static OracleWorld startWithTwo(ObjIntConsumer<Step> script) {
    return new ScriptedGame().things(script).thing(1, 10, 10).thing(2, 12, 10).start();
  }

  /** Number {@code no}, whatever kind it is of. */
  private static OracleEntity find(OracleWorld world, int no) {
    return world.entities().values().stream()
        .filter(e -> (Integer) e.value("no") == no)
        .findFirst()
        .orElseThrow();
  }

  private static void assertAt(OracleEntity entity, String kind, int x, int y) {
    assertThat(entity.kind().name()).isEqualTo(kind);
    assertThat(List.of(entity.x(), entity.y())).containsExactly(x, y);
  }

  @Test
  void anEntityIsCarriedStraightAndIsBackWhenItArrives() {
    OracleWorld world =
        startWithTwo(
            (step, no) -> {
              log.add(step.tick() + ": " + no + " sees " + step.neighbours(THING, 8));
              if (no == 1 && step.tick() == 1) {
                step.moveTo(step.x() + 1, step.y());
                step.set(HOARD, 77L);
                step.teleport(13.5, 10);
              }
            });
    long id = find(world, 1).id();
    Totals totals = tick(world);
    assertAt(find(world, 1), "thing.carried", 11 * 64, 10 * 64);
    assertThat(totals.spawned + totals.despawned).isZero();
    assertThat(totals.amounts[0]).isEqualTo(177);
    tick(world);
    assertAt(find(world, 1), "thing.carried", 12 * 64, 10 * 64);
    tick(world);
    assertAt(find(world, 1), "thing.carried", 13 * 64, 10 * 64);
    tick(world);
    assertAt(find(world, 1), "thing", 13 * 64 + 32, 10 * 64);
    assertThat(find(world, 1).id()).isEqualTo(id);
    assertThat(find(world, 1).integer(HOARD)).isEqualTo(77);
    tick(world);
    assertThat(log)
        .containsExactlyInAnyOrder(
            "1: 1 sees 1",
            "1: 2 sees 1",
            "2: 2 sees 0",
            "3: 2 sees 0",
            "4: 2 sees 0",
            "5: 1 sees 1",
            "5: 2 sees 1");
  }

  @Test
  void toWhereItIsItIsAwayForOneTick() {
    OracleWorld world =
        startWithTwo(
            (step, no) -> {
              if (no == 1 && step.tick() == 1) {
                step.teleport(step.x(), step.y());
              }
            });
    tick(world);
    assertThat(find(world, 1).kind().name()).isEqualTo("thing.carried");
    tick(world);
    assertAt(find(world, 1), "thing", 640, 640);
  }

  @Test
  void theLastPlaceHoldsNothingIsNoPlaceAndOutsideIsTheEdge() {
    OracleWorld world =
        startWithTwo(
            (step, no) -> {
              if (step.tick() == 1 && no == 1) {
                step.teleport(30, 30);
                step.teleport(9.5, -10);
                step.teleport(Double.NaN, 1);
              } else if (step.tick() == 1) {
                step.teleport(1, Double.NaN);
              }
            });
    assertThat(tick(world).violations).isEqualTo(2);
    assertThat(find(world, 1).value("$toX")).isEqualTo(9 * 64 + 32);
    assertThat(find(world, 1).value("$toY")).isEqualTo(0);
    assertThat(find(world, 2).kind()).isEqualTo(THING);
  }

  @Test
  void whatDespawnsOrFailsGoesNowhere() {
    OracleWorld world =
        startWithTwo(
            (step, no) -> {
              step.teleport(30, 30);
              if (no == 1) {
                step.despawn();
              } else {
                throw new IllegalStateException("not there");
              }
            });
    Totals totals = tick(world);
    assertThat(totals.despawned).isEqualTo(1);
    assertThat(totals.failures).isEqualTo(1);
    assertAt(find(world, 2), "thing", 12 * 64, 640);
  }

  @Test
  void onlyKindsThatAreDeclaredSoTeleport() {
    ScriptedGame game = new ScriptedGame().other(10, 10);
    game.kernel = step -> step.teleport(12, 12);
    assertThat(tick(game.start()).failures).isEqualTo(1);
  }

  @Test
  void messagesToWhatIsCarriedAreUndeliverable() {
    ScriptedGame game =
        new ScriptedGame()
            .things(
                (step, no) -> {
                  if (no == 1) {
                    step.neighbours(THING, 8);
                    if (step.tick() <= 2 && step.neighbours(THING, 8) == 1) {
                      step.send(step.neighbour(0), PAY, step.tick());
                    }
                  } else {
                    for (int i = 0; i < step.messages(); i++) {
                      log.add("got " + step.message(i).argument(0));
                    }
                    if (step.tick() == 2) {
                      step.teleport(30, 10);
                    }
                  }
                });
    game.hook = lost -> log.add("lost " + lost.message().argument(0) + " at " + lost.position(0));
    OracleWorld world = game.thing(1, 10, 10).thing(2, 12, 10).start();
    for (int i = 0; i < 4; i++) {
      tick(world);
    }
    assertThat(log).containsExactly("got 1", "lost 2 at 12.0");
  }

  @Test
  void whatIsIdleWaits() {
    OracleWorld world =
        startWithTwo(
            (step, no) -> {
              if (no == 1 && step.tick() == 1) {
                step.teleport(20, 10);
              }
            });
    tick(world);
    tick(world);
    world.tick(List.of(), List.of(new Box(0, 0, 0, 40 * 64, 40 * 64, 1)));
    assertAt(find(world, 1), "thing.carried", 11 * 64, 640);
    tick(world);
    assertAt(find(world, 1), "thing.carried", 12 * 64, 640);
  }

  // Players

  private OracleWorld startWithHero() {
    ScriptedGame game = new ScriptedGame();
    game.kernel =
        step -> {
          if (step.kind() == HERO && step.commands() > 0) {
            step.teleport(step.x() + (step.x() < 20 ? 3 : -3), step.y());
          }
        };
    OracleWorld world = game.start();
    tick(world, input(Type.JOIN, 1));
    return world;
  }

  private static PlayerInput input(Type type, long epoch) {
    return new PlayerInput(PLAYER, type, epoch, 0, new byte[0]);
  }

  private static PlayerInput command(long epoch, long number) {
    return new PlayerInput(PLAYER, Type.COMMAND, epoch, number, new byte[0]);
  }

  private static OracleEntity avatar(OracleWorld world) {
    return world.entities().get(Ids.avatar(PLAYER));
  }

  private static void assertAvatar(OracleWorld world, String kind, long epoch, long command) {
    assertThat(avatar(world).kind().name()).isEqualTo(kind);
    assertThat(avatar(world).value("$epoch")).isEqualTo(epoch);
    assertThat(avatar(world).value("$command")).isEqualTo(command);
  }

  @Test
  void commandsOnTheWayAreRefused() {
    OracleWorld world = startWithHero();
    tick(world, command(1, 1));
    assertAvatar(world, "hero.carried", 1, 1);
    tick(world, command(1, 2), command(1, 4), command(2, 3));
    assertThat(world.accepted()).containsExactly(new InputOutcome(command(1, 2), Failure.CARRIED));
    tick(world);
    assertAvatar(world, "hero.carried", 1, 2);
    tick(world, command(1, 3));
    assertAvatar(world, "hero", 1, 3);
    tick(world, command(1, 4));
    assertAvatar(world, "hero.carried", 1, 4);
  }

  @Test
  void whoLeavesOnTheWayIsParkedOnArrivalUnlessBackBefore() {
    OracleWorld world = startWithHero();
    tick(world, command(1, 1), input(Type.LEAVE, 1));
    assertAvatar(world, "hero.carried", 1, 1);
    tick(world, input(Type.LEAVE, 1));
    assertThat(world.accepted()).isEmpty();
    tick(world, input(Type.RESUME, 2));
    tick(world);
    assertAvatar(world, "hero", 2, 1);

    tick(world, command(2, 2));
    tick(world, input(Type.LEAVE, 2));
    assertThat(world.accepted()).hasSize(1);
    tick(world, input(Type.RESUME, 2));
    assertThat(world.accepted()).isEmpty();
    tick(world);
    assertAvatar(world, "hero.parked", 2, 2);
    Kind parked = avatar(world).kind();
    tick(world);
    assertThat(avatar(world).kind()).isSameAs(parked);
  }

  @Test
  void oneMayLeaveAndComeBackInTheTickOfTheArrival() {
    OracleWorld world = startWithHero();
    tick(world, command(1, 1));
    tick(world);
    tick(world);
    tick(world, input(Type.LEAVE, 1), input(Type.RESUME, 2), input(Type.LEAVE, 2));
    assertAvatar(world, "hero.parked", 2, 1);
    assertThat(world.accepted()).hasSize(3);
  }
}
