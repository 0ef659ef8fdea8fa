package io.zonescaler.oracle;

import static io.zonescaler.oracle.ScriptedGame.HERO;
import static io.zonescaler.oracle.ScriptedGame.RUNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.game.Failure;
import io.zonescaler.game.Step;
import io.zonescaler.math.StableHash;
import io.zonescaler.state.Ids;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.PlayerInput.Type;
import io.zonescaler.state.Totals;
import io.zonescaler.world.Box;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rule 2 of docs/tick.md with one player in an empty world. */
class OraclePlayersTest {
  private static final long PLAYER = 4711;
  private static final Box EVERYWHERE = new Box(0, 0, 0, 9999, 9999, 1);

  private final ScriptedGame game = new ScriptedGame();
  private final List<String> seen = new ArrayList<>();
  private OracleWorld world = game.start();

  @BeforeEach
  void everyHeroCountsItsTicksAndLogsItsCommands() {
    game.kernel = this::run;
    world = game.start();
  }

  private void run(Step step) {
    step.set(RUNS, step.integer(RUNS) + 1);
    step.moveTo(step.x() + (step.x() < 20 ? 0.5 : -0.5), step.y());
    for (int i = 0; i < step.commands(); i++) {
      int what = step.command(i).payload()[0];
      seen.add(step.command(i).number() + ":" + what);
      if (what == 1) {
        step.command(i).refuse("no");
      } else if (what == 2) {
        throw new IllegalStateException("on purpose");
      } else if (what == 3) {
        step.despawn();
      }
    }
  }

  private Totals tick(PlayerInput... inputs) {
    return world.tick(List.of(inputs), List.of());
  }

  private static PlayerInput input(Type type, long epoch) {
    return new PlayerInput(PLAYER, type, epoch, 0, new byte[0]);
  }

  private static PlayerInput join() {
    return input(Type.JOIN, 1);
  }

  private static PlayerInput command(long epoch, long number, int what) {
    return new PlayerInput(PLAYER, Type.COMMAND, epoch, number, new byte[] {(byte) what});
  }

  private OracleEntity avatar() {
    return world.entities().get(Ids.avatar(PLAYER));
  }

  private void assertAvatar(String kind, long epoch, long command, int runs) {
    assertThat(avatar().kind().name()).isEqualTo(kind);
    assertThat(avatar().value("$epoch")).isEqualTo(epoch);
    assertThat(avatar().value("$command")).isEqualTo(command);
    assertThat(avatar().value("runs")).isEqualTo(runs);
  }

  private void assertAccepted(PlayerInput... inputs) {
    assertThat(world.accepted().stream().map(InputOutcome::input)).containsExactly(inputs);
  }

  @Test
  void aJoinMakesHomeAndAvatarThatRunsFromTheNextTickOn() {
    game.joined = draft -> draft.set(RUNS, 100L).set(RUNS, 1L << 40);
    Totals totals = tick(input(Type.JOIN, 3), input(Type.JOIN, 4), command(3, 1, 0));
    assertAccepted(input(Type.JOIN, 3));
    assertThat(world.accepted().get(0).refusal()).isNull();
    assertThat(totals.spawned).isEqualTo(2);
    assertThat(totals.violations).isEqualTo(1);
    assertThat(totals.spawnedIdSum)
        .isEqualTo(StableHash.mix64(Ids.home(PLAYER)) + StableHash.mix64(Ids.avatar(PLAYER)));
    OracleEntity home = world.entities().get(Ids.home(PLAYER));
    assertThat(home.kind()).isEqualTo(game.schema().home());
    assertThat(home.value("$player")).isEqualTo(PLAYER);
    assertThat(home.x()).isEqualTo(Ids.homePlace(world.space(), PLAYER, 0));
    assertThat(avatar().x()).isEqualTo(home.x());
    assertThat(avatar().y()).isEqualTo(home.y());
    assertThat(avatar().value("$player")).isEqualTo(PLAYER);
    assertAvatar("hero", 3, 0, 100);
    tick(join());
    assertAccepted();
    assertAvatar("hero", 3, 0, 101);
    assertThat(seen).isEmpty();
  }

  @Test
  void aJoinWhereAllIsIdleIsDropped() {
    world.tick(List.of(join()), List.of(EVERYWHERE));
    assertAccepted();
    assertThat(world.entities()).isEmpty();
  }

  @Test
  void aFailureInJoinedLeavesAnAvatarWithoutColumns() {
    game.joined =
        draft -> {
          draft.set(RUNS, 100L);
          throw new IllegalStateException("on purpose");
        };
    assertThat(tick(join()).failures).isEqualTo(1);
    assertAccepted(join());
    assertAvatar("hero", 1, 0, 0);
  }

  @Test
  void commandsAreTakenInOrderOfNumberWithoutGaps() {
    tick(join());
    tick(command(1, 3, 6), command(1, 1, 5), command(1, 2, 1), command(1, 5, 6), command(2, 4, 6));
    assertThat(seen).containsExactly("1:5", "2:1", "3:6");
    assertThat(world.accepted())
        .containsExactly(
            new InputOutcome(command(1, 1, 5), null),
            new InputOutcome(command(1, 2, 1), "no"),
            new InputOutcome(command(1, 3, 6), null));
    assertAvatar("hero", 1, 3, 1);
    tick(command(1, 3, 6), command(0, 4, 6));
    assertAccepted();
  }

  @Test
  void aFailureConsumesTheCommandsAndStillParksTheAvatar() {
    tick(join());
    int x = avatar().x();
    tick(command(1, 1, 1), command(1, 2, 2), command(1, 3, 0), input(Type.LEAVE, 1));
    assertThat(world.totals().failures).isEqualTo(1);
    assertThat(world.accepted())
        .containsExactly(
            new InputOutcome(command(1, 1, 1), Failure.REFUSAL),
            new InputOutcome(command(1, 2, 2), Failure.REFUSAL),
            new InputOutcome(command(1, 3, 0), Failure.REFUSAL),
            new InputOutcome(input(Type.LEAVE, 1), null));
    assertAvatar("hero.parked", 1, 3, 0);
    assertThat(avatar().x()).isEqualTo(x);
  }

  @Test
  void aLeaveLetsTheAvatarRunOnceMoreAndParksItWhereItWentTo() {
    tick(join());
    int x = avatar().x();
    Totals totals = tick(input(Type.LEAVE, 1), input(Type.LEAVE, 1), input(Type.LEAVE, 2));
    assertAccepted(input(Type.LEAVE, 1));
    assertAvatar("hero.parked", 1, 0, 1);
    assertThat(Math.abs(avatar().x() - x)).isEqualTo(32);
    assertThat(totals.spawned + totals.despawned).isZero();
    tick(command(1, 1, 0), input(Type.LEAVE, 1), join());
    assertAccepted();
    assertAvatar("hero.parked", 1, 0, 1);
  }

  @Test
  void parkedAvatarsAreNotSeen() {
    for (int i = 0; i < 64; i++) {
      game.other(i % 8 * 5, i / 8 * 5);
    }
    List<Integer> counts = new ArrayList<>();
    game.kernel =
        step -> {
          if (step.kind() != HERO) {
            counts.add(step.neighbours(HERO, 8));
          }
        };
    world = game.start();
    tick(join());
    tick(input(Type.LEAVE, 1));
    assertThat(counts).anyMatch(n -> n > 0);
    counts.clear();
    tick();
    assertThat(counts).isNotEmpty().allMatch(n -> n == 0);
  }

  @Test
  void aResumeNeedsALaterEpochAndUnparks() {
    tick(join());
    tick(input(Type.LEAVE, 1));
    tick(input(Type.RESUME, 1));
    assertAccepted();
    Totals totals = tick(input(Type.RESUME, 2), command(2, 1, 0), input(Type.LEAVE, 2));
    assertAccepted(input(Type.RESUME, 2));
    assertThat(totals.spawned + totals.despawned).isZero();
    assertAvatar("hero", 2, 0, 1);
    tick(command(2, 1, 0), command(1, 1, 0));
    assertAccepted(command(2, 1, 0));
    assertAvatar("hero", 2, 1, 2);
  }

  @Test
  void inputsOfOneTickSeeWhatEarlierOnesChanged() {
    tick(join());
    PlayerInput[] inputs = {
      command(1, 1, 0), input(Type.RESUME, 2), command(2, 2, 0), input(Type.RESUME, 5)
    };
    tick(inputs[3], inputs[2], inputs[1], inputs[0], input(Type.RESUME, 2), command(2, 4, 0));
    assertAccepted(inputs);
    assertAvatar("hero", 5, 2, 1);
    assertThat(seen).containsExactly("1:0", "2:0");
  }

  @Test
  void aResumeAfterALeaveInOneTickKeepsTheAvatarLive() {
    tick(join());
    tick(input(Type.LEAVE, 1), input(Type.RESUME, 2));
    assertAccepted(input(Type.LEAVE, 1), input(Type.RESUME, 2));
    assertAvatar("hero", 2, 0, 1);
    tick(input(Type.LEAVE, 2), input(Type.RESUME, 3), input(Type.LEAVE, 3));
    assertThat(world.accepted()).hasSize(3);
    assertAvatar("hero.parked", 3, 0, 2);
  }

  @Test
  void nothingIsAcceptedForAnIdleAvatar() {
    tick(join());
    PlayerInput[] all = {command(1, 1, 0), input(Type.RESUME, 2), input(Type.LEAVE, 1)};
    Totals totals = world.tick(List.of(all), List.of(EVERYWHERE));
    assertAccepted();
    assertThat(totals.idled).as("the home never runs").isEqualTo(1);
    assertAvatar("hero", 1, 0, 0);
  }

  @Test
  void anAvatarCannotDespawn() {
    tick(join());
    Totals totals = tick(command(1, 1, 3), input(Type.LEAVE, 1));
    assertThat(totals.despawned).isZero();
    assertThat(totals.failures).isEqualTo(1);
    assertAvatar("hero.parked", 1, 1, 0);
  }
}
