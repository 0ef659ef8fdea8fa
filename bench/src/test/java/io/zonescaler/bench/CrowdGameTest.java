package io.zonescaler.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.game.Game;
import io.zonescaler.game.World;
import io.zonescaler.verify.junit.GameContract;
import org.junit.jupiter.api.Test;

/** The crowd is the worst case only while everyone sees everyone, however it is cut. */
class CrowdGameTest extends GameContract {
  private static final int ENTITIES = 150;

  @Override
  protected Game game() {
    return new CrowdGame(ENTITIES);
  }

  @Test
  void everyoneAlwaysSeesEveryone() {
    World world = World.of(game());
    try (CrowdRun run = new CrowdRun(world, 1)) {
      for (int i = 0; i < 40; i++) {
        CrowdSpread spread = CrowdSpread.of(run.local(), world.space());
        assertThat(spread.diameter())
            .as("diameter at tick %d", run.local().tick())
            .isBetween(0.5 * CrowdGame.RADIUS, CrowdGame.RADIUS);
        assertThat(spread.meanNeighbours()).isEqualTo(ENTITIES - 1);
        long hash = run.hash();
        run.round(25);
        assertThat(run.hash()).as("they move").isNotEqualTo(hash);
        assertThat(run.local().totals().violations).isZero();
      }
    }
  }
}
