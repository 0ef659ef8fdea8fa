package io.zonescaler.bench.workload;

import io.zonescaler.world.WorldSettings;

/** Many who move about in a world, without a cluster: each can be asked where it is. */
public interface Motion {
  /** The world that they are in; its first two axes count. */
  WorldSettings world();

  /** How many there are. */
  int size();

  /** Where one is at first: sets x and y. */
  void place(int who, double[] at);

  /**
   * Lets one go on.
   *
   * @param who which one
   * @param tick the tick at which it arrives
   * @param ticks how many ticks it has for that
   * @param at where it is, x and y; then where it has come to
   */
  void move(int who, long tick, int ticks, double[] at);
}
