package io.zonescaler.verify;

import io.zonescaler.cluster.InputLog;
import io.zonescaler.game.World;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.Totals;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.world.Box;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** Runs a recorded world again as a single zone in one process: it must reach the same hash. */
public final class ReExecution {
  private ReExecution() {}

  /**
   * Runs a world from its start population to a tick.
   *
   * @param world game and settings of the recorded world
   * @param log everything that its zones recorded from tick 1 on, in any order
   * @param toTick last tick to run
   * @param progress is told each tick that was made
   * @return totals at {@code toTick}
   */
  public static Totals run(
      World world, List<InputLog.Entry> log, long toTick, LongConsumer progress) {
    Map<Long, List<InputLog.Entry>> byTick = new TreeMap<>();
    for (InputLog.Entry entry : log) {
      byTick.computeIfAbsent(entry.tick(), t -> new ArrayList<>()).add(entry);
    }
    ZoneMap map = ZoneMap.uniform(world.space(), 1, 1);
    LocalWorld local =
        new LocalWorld(world, map, RangeRunner.single(), (zone, tick, kind, id, failure) -> {});
    local.populate();
    while (local.tick() < toTick) {
      List<PlayerInput> inputs = new ArrayList<>();
      List<Box> idle = new ArrayList<>();
      for (InputLog.Entry entry : byTick.getOrDefault(local.tick() + 1, List.of())) {
        inputs.addAll(entry.inputs());
        Box box = entry.idleBox();
        if (box != null) {
          idle.add(box);
        }
      }
      local.tick(inputs, idle);
      progress.accept(local.tick());
    }
    return local.totals();
  }
}
