package io.zonescaler.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zonescaler.demo.DemoGame;
import io.zonescaler.game.World;
import io.zonescaler.state.EntityTable;
import io.zonescaler.verify.LocalWorld;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.WorldSettings;
import org.junit.jupiter.api.Test;

/** The bare loop is a fair reference only if its minnows behave like the demo game's. */
class BareLoopTest {
  private static final int ENTITIES = 5_000;
  private static final int SEEDS = 4;
  private static final double SIGHT = 10;

  /** Schools of one seed are denser or looser than those of another by a tenth: so, of several. */
  @Test
  void flocksLikeTheDemoGame() {
    double scattered = 0;
    double bareNeighbours = 0;
    double bareSpeed = 0;
    double neighbours = 0;
    double speed = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      WorldSettings settings =
          StandardLoad.world(ENTITIES).settings().toBuilder().seed(seed).build();
      World world = World.of(new DemoGame(settings), settings);
      LocalWorld local = StandardLoad.warm(world, 1);
      EntityTable minnows = local.states().iterator().next().tables().get(0);
      assertThat(minnows.kind.name()).isEqualTo("minnow");
      assertThat((double) minnows.size).isCloseTo(ENTITIES, within(0.05 * ENTITIES));
      neighbours += meanNeighbours(minnows, world.space().quantum()) / SEEDS;
      speed += meanSpeed(minnows) / SEEDS;

      BareLoop bare = new BareLoop(ENTITIES, StandardLoad.edge(ENTITIES), seed);
      bare.tick();
      scattered += bare.meanNeighbours() / SEEDS;
      for (int i = 1; i < StandardLoad.WARM_TICKS; i++) {
        bare.tick();
      }
      bareNeighbours += bare.meanNeighbours() / SEEDS;
      bareSpeed += bare.meanSpeed() / SEEDS;
    }
    System.out.printf(
        "neighbours: demo game %.2f, bare loop %.2f (%.2f at the start); speed: %.4f, %.4f%n",
        neighbours, bareNeighbours, scattered, speed, bareSpeed);
    assertThat(bareNeighbours)
        .as("schools have formed")
        .isGreaterThan(1.5 * scattered)
        .as("mean neighbours, as in the demo game")
        .isCloseTo(neighbours, within(0.1 * neighbours));
    assertThat(bareSpeed)
        .as("mean speed, as in the demo game")
        .isCloseTo(speed, within(0.05 * speed));
  }

  private static double meanNeighbours(EntityTable rows, double quantum) {
    double limit = SIGHT / quantum * SIGHT / quantum;
    long pairs = 0;
    for (int i = 0; i < rows.size; i++) {
      for (int j = 0; j < i; j++) {
        double dx = rows.x[i] - rows.x[j];
        double dy = rows.y[i] - rows.y[j];
        pairs += dx * dx + dy * dy <= limit ? 1 : 0;
      }
    }
    return 2.0 * pairs / rows.size;
  }

  private static double meanSpeed(EntityTable rows) {
    Column vx = column(rows.kind, "vx");
    Column vy = column(rows.kind, "vy");
    double sum = 0;
    for (int i = 0; i < rows.size; i++) {
      sum += Math.hypot(rows.real(vx, i), rows.real(vy, i));
    }
    return sum / rows.size;
  }

  private static Column column(Kind kind, String name) {
    return kind.columns().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }
}
