package io.zonescaler.bench.workload;

import io.zonescaler.server.bots.BotTrace;
import io.zonescaler.world.WorldSettings;

/**
 * Those of a recorded trace, each on its path, in a world that is just large enough for them; who
 * has no point any more stays at its last one.
 */
public final class TraceMotion implements Motion {
  private static final double LEAST_EDGE = 64;

  private final BotTrace trace;
  private final WorldSettings world;

  /**
   * Those of a trace.
   *
   * @param name name of the trace, for people
   */
  public TraceMotion(String name, BotTrace trace) {
    this.trace = trace;
    WorldSettings.Builder settings =
        WorldSettings.flat(LEAST_EDGE, LEAST_EDGE)
            .name(name.replaceAll("[^A-Za-z0-9_.-]", "-"))
            .interestRadius(Walkers.SIGHT);
    for (int axis = 0; axis < 2; axis++) {
      double least = Math.floor(trace.least(axis)) - 1;
      settings.bounds(axis, least, Math.max(least + LEAST_EDGE, Math.ceil(trace.most(axis)) + 1));
    }
    world = settings.build();
  }

  @Override
  public WorldSettings world() {
    return world;
  }

  @Override
  public int size() {
    return trace.size();
  }

  @Override
  public void place(int who, double[] at) {
    move(who, 0, 0, at);
  }

  @Override
  public void move(int who, long tick, int ticks, double[] at) {
    double[] place = trace.at(who, (double) tick / world.tickRate());
    at[0] = place[0];
    at[1] = place[1];
  }
}
