package io.zonescaler.bench;

import io.zonescaler.demo.DemoGame;
import io.zonescaler.game.World;
import io.zonescaler.server.worker.GameFile;
import io.zonescaler.server.worker.WorkerGame;
import io.zonescaler.server.worker.WorkerPort;
import io.zonescaler.server.worker.Workers;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.verify.LocalWorld;
import io.zonescaler.world.WorldSettings;
import io.zonescaler.zone.ZoneMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What a tick of one zone costs whose logic is in a worker in JavaScript, beside the same in Java:
 * with logic that does nothing, which leaves the way there and back, and with the demo game's.
 */
public final class WorkerRun {
  private static final int WARM = 3000;
  private static final int TICKS = 3000;
  private static final int[] CREATURES = {100, 1000, 5000};

  private final Path home;
  private final GameFile file;

  private WorkerRun(Path home) {
    this.home = home;
    file = GameFile.read(home.resolve("examples/javascript-worker/sea/game.json"));
  }

  /**
   * Runs all sizes.
   *
   * @param args the project's directory
   */
  public static void main(String[] args) {
    WorkerRun run = new WorkerRun(Path.of(args[0]));
    for (int creatures : CREATURES) {
      WorldSettings settings = DemoGame.worldFor(creatures);
      DemoGame game = new DemoGame();
      show(creatures, "no logic, Java", measured(World.of(new StillGame(game), settings)));
      show(creatures, "no logic, worker", run.withWorker(settings, "bench/worker/still"));
      show(creatures, "demo game, Java", measured(World.of(game, settings)));
      show(
          creatures,
          "demo game, worker",
          run.withWorker(settings, "examples/javascript-worker/run"));
    }
  }

  private Histogram withWorker(WorldSettings settings, String command) {
    World world = World.of(new WorkerGame(file, new Workers(file.game(), 1500)), settings);
    try (WorkerPort port =
        WorkerPort.open(world, 0, null, home.resolve(command).toAbsolutePath().toString(), 1)) {
      if (!port.awaitWorker(Duration.ofSeconds(60))) {
        throw new IllegalStateException("no worker has come from " + command);
      }
      return measured(world);
    }
  }

  /** Microseconds of ticks of a world of one zone. */
  private static Histogram measured(World world) {
    LocalWorld local =
        new LocalWorld(
            world,
            ZoneMap.uniform(world.space(), 1, 1),
            RangeRunner.single(),
            (zone, tick, kind, id, failure) -> {});
    local.populate();
    Histogram micros = new Histogram(3);
    for (int tick = 0; tick < WARM + TICKS; tick++) {
      long from = System.nanoTime();
      local.tick(List.of(), List.of());
      if (tick >= WARM) {
        micros.recordValue((System.nanoTime() - from) / 1000);
      }
    }
    return micros;
  }

  private static void show(int creatures, String what, Histogram micros) {
    System.out.printf(
        Locale.ROOT,
        "%5d entities  %-18s p50 %7.3f ms  p99 %7.3f ms%n",
        creatures,
        what,
        micros.getValueAtPercentile(50) / 1000.0,
        micros.getValueAtPercentile(99) / 1000.0);
  }
}
