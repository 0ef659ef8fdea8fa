package io.zonescaler.bench;

import io.zonescaler.demo.DemoGame;
import io.zonescaler.game.World;
import io.zonescaler.tick.FailureListener;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.verify.LocalWorld;
import io.zonescaler.world.WorldSettings;
import io.zonescaler.zone.ZoneMap;
import java.util.List;

/** What all benchmarks run: the demo game's creatures in a 2D world, without players. */
final class StandardLoad {
  /** Ticks per second of the demo game's world. */
  static final int RATE = 20;

  /** Ticks after which schools have formed and the population hardly changes. */
  static final int WARM_TICKS = 400;

  /** The game must not fail while it is measured. */
  static final FailureListener NO_FAILURES =
      (zone, tick, kind, id, failure) -> {
        throw new IllegalStateException("the game failed on " + kind + " " + id, failure);
      };

  private StandardLoad() {}

  /** The demo game's world for about so many creatures, always at the same density. */
  static World world(int entities) {
    WorldSettings settings = DemoGame.worldFor(entities);
    return World.of(new DemoGame(settings), settings);
  }

  /** Edge of that world's square, in units. */
  static double edge(int entities) {
    WorldSettings settings = DemoGame.worldFor(entities);
    return settings.max(0) - settings.min(0);
  }

  /** The world in this process, at tick {@link #WARM_TICKS}. */
  static LocalWorld warm(World world, int zones) {
    ZoneMap map = ZoneMap.uniform(world.space(), zones, world.settings().slots());
    LocalWorld local = new LocalWorld(world, map, RangeRunner.single(), NO_FAILURES);
    local.populate();
    run(local, WARM_TICKS);
    return local;
  }

  /** Makes so many ticks. */
  static void run(LocalWorld local, int ticks) {
    for (int i = 0; i < ticks; i++) {
      local.tick(List.of(), List.of());
    }
  }
}
