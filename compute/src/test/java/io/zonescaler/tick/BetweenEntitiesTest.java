package io.zonescaler.tick;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.game.World;
import io.zonescaler.state.Totals;
import io.zonescaler.verify.LocalWorld;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;
import io.zonescaler.zone.ZoneMap;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a kernel does before its first entity or after its last must not reach an entity: which one
 * that would be depends on how a zone's work is spread over threads (I3).
 */
class BetweenEntitiesTest {
  private static final ExecutorService POOL = Executors.newFixedThreadPool(2);

  @AfterAll
  static void stop() {
    POOL.shutdownNow();
  }

  private static final class Stones implements Game {
    private final Kind stone = Kind.of("stone").teleports();
    private final Column size = stone.i32("size");
    private final Schema schema = Schema.of(stone).build();
    private final Consumer<Step> before;
    private final Consumer<Step> after;

    Stones(Consumer<Step> before, Consumer<Step> after) {
      this.before = before;
      this.after = after;
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public WorldSettings world() {
      return WorldSettings.flat(50, 50).build();
    }

    @Override
    public void populate(Population cell) {
      for (int i = 0; i < 8; i++) {
        cell.spawn(stone);
      }
    }

    @Override
    public void tick(Step step) {
      before.accept(step);
      while (step.next()) {
        step.set(size, step.integer(size) + 1);
      }
      after.accept(step);
    }
  }

  /** Everything that may be done, and where it is done wrongly. */
  static Stream<Consumer<Step>> deeds() {
    return Stream.of(
        step -> step.teleport(3, 3, 0),
        Step::despawn,
        step -> step.moveTo(1, 1),
        step -> step.moveTo(Double.NaN, 1),
        step -> step.set(step.kind().columns().get(0), 77),
        step -> step.spawn(step.kind(), 1, 1, 0),
        step -> step.set(step.kind().columns().get(0), (long) (100 * step.random())),
        step -> step.neighbours(step.kind(), 5),
        Step::id,
        Step::x,
        Step::messages,
        Step::commands,
        step -> step.integer(step.kind().columns().get(0)));
  }

  private static Totals run(Game game, RangeRunner runner, AtomicInteger failures) {
    World world = World.of(game, game.world());
    LocalWorld local =
        new LocalWorld(
            world,
            ZoneMap.uniform(world.space(), 1, 4),
            runner,
            (zone, tick, kind, id, failure) -> failures.incrementAndGet());
    local.populate();
    for (int t = 0; t < 3; t++) {
      local.tick(List.of(), List.of());
    }
    return local.totals();
  }

  @ParameterizedTest
  @MethodSource("deeds")
  void whatIsDoneAfterTheLastEntityIsAFailureWithoutAnyEffect(Consumer<Step> deed) {
    Totals expected = run(new Stones(s -> {}, s -> {}), RangeRunner.single(), new AtomicInteger());
    for (RangeRunner runner : List.of(RangeRunner.single(), RangeRunner.pooled(POOL, 2, 7))) {
      AtomicInteger failures = new AtomicInteger();
      Totals found = run(new Stones(s -> {}, deed), runner, failures);
      assertThat(found.toArray()).isEqualTo(expected.toArray());
      assertThat(failures.get()).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("deeds")
  void whatIsDoneBeforeTheFirstEntityFailsOnEach(Consumer<Step> deed) {
    Totals one = run(new Stones(deed, s -> {}), RangeRunner.single(), new AtomicInteger());
    Totals many =
        run(new Stones(deed, s -> {}), RangeRunner.pooled(POOL, 2, 7), new AtomicInteger());
    assertThat(many.toArray()).isEqualTo(one.toArray());
    assertThat(one.failures).isEqualTo(one.entities);
  }

  @Test
  void aKernelThatDoesNothingIsNoFailure() {
    AtomicInteger failures = new AtomicInteger();
    run(new Stones(s -> {}, s -> {}), RangeRunner.pooled(POOL, 2, 7), failures);
    assertThat(failures.get()).isZero();
  }
}
