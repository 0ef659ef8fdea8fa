package io.zonescaler.verify.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonescaler.game.Game;
import io.zonescaler.game.World;
import io.zonescaler.purity.PurityCheck;
import io.zonescaler.verify.Cut;
import io.zonescaler.verify.Verification;
import io.zonescaler.world.WorldSettings;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What every game has to hold, as a JUnit 5 class: extend it, return your game, run it.
 *
 * <p>It runs the game's world as one zone and in several random cuts, with borders that move every
 * few ticks and random numbers of threads, and compares the world hashes tick by tick. The seed is
 * printed; {@code -Dzonescaler.seed=N} runs it again.
 */
public abstract class GameContract {
  private static final int MOST_ZONES = 12;
  private static final int MOST_THREADS = 4;

  /** The game to test. */
  protected abstract Game game();

  /** The world to test it in: the game's own by default; a smaller one tests faster. */
  protected WorldSettings world() {
    return game().world();
  }

  /** Ticks to run. */
  protected int ticks() {
    return 100;
  }

  /** Scripted players. */
  protected int players() {
    return 8;
  }

  /** Every cut of the world reaches the same hash at every tick, and every audit is clean. */
  @Test
  public void everyCutOfTheWorldIsTheSameWorld() {
    long seed = Long.getLong("zonescaler.seed", System.nanoTime());
    System.out.println(getClass().getName() + ": rerun with -Dzonescaler.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    World world = World.of(game(), world().toBuilder().seed(random.nextLong()).build());
    List<Cut> cuts =
        List.of(
            new Cut(1, false, 1),
            new Cut(1, false, random.nextInt(2, MOST_THREADS + 1)),
            new Cut(random.nextInt(2, MOST_ZONES + 1), false, random.nextInt(1, MOST_THREADS + 1)),
            new Cut(random.nextInt(2, MOST_ZONES + 1), true, random.nextInt(1, MOST_THREADS + 1)));
    Verification.Report report =
        new Verification(world, players(), random.nextLong(), line -> {}).run(ticks(), cuts);
    assertTrue(report.equal(), () -> report.firstDifference() + " (seed " + seed + ")");
  }

  /** The game's code uses nothing whose result differs between machines, threads or runs. */
  @Test
  public void theGameIsPure() {
    assertEquals(List.of(), PurityCheck.check(game().getClass()));
  }
}
