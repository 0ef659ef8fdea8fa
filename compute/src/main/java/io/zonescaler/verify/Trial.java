package io.zonescaler.verify;

import io.zonescaler.game.World;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.tick.WorldStart;
import io.zonescaler.zone.ZoneMap;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The first ticks of a world with another game than before, as one zone in this process, without
 * players: where the logic fails at once, it does so here, before nodes run it.
 */
public final class Trial {
  private Trial() {}

  /**
   * Runs it.
   *
   * @param start where the world begins
   * @param ticks how many to make
   * @param patience how long they may take
   * @return what the logic failed at first, as a sentence; empty if it did not. Logic that hangs is
   *     left to itself, in a daemon thread
   */
  public static String run(World world, WorldStart start, int ticks, Duration patience) {
    FirstFailure failure = new FirstFailure(world.game());
    LocalWorld local =
        new LocalWorld(world, ZoneMap.uniform(world.space(), 1, 1), RangeRunner.single(), failure);
    FutureTask<@Nullable Void> run =
        new FutureTask<>(
            () -> {
              local.begin(start);
              for (int i = 0; i < ticks && failure.sentence().isEmpty(); i++) {
                local.tick(List.of(), List.of());
              }
              return null;
            });
    Thread thread = new Thread(run, "trial");
    thread.setDaemon(true);
    thread.start();
    try {
      run.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return failure.sentence();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted at tick " + local.tick();
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause());
    } catch (TimeoutException e) {
      return "tick "
          + local.tick()
          + " has not ended within "
          + patience.toSeconds()
          + " s"
          + FirstFailure.place(world.game(), thread.getStackTrace());
    }
  }
}
