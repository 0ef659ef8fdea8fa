package io.zonescaler.web;

import io.zonescaler.game.Game;
import io.zonescaler.game.World;
import io.zonescaler.verify.InMemoryCluster;
import io.zonescaler.zone.ZoneMap;

/** Clusters of a game, for tests. */
final class RunningCluster {
  private RunningCluster() {}

  /** A running world of {@code zones} zones on {@code nodes} nodes. */
  static InMemoryCluster of(Game game, int nodes, int zones) {
    InMemoryCluster cluster = unstarted(game, nodes, zones);
    cluster.start();
    return cluster;
  }

  /** A node that knows of no world. */
  static InMemoryCluster unstarted(Game game) {
    return unstarted(game, 1, 1);
  }

  private static InMemoryCluster unstarted(Game game, int nodes, int zones) {
    World world = World.of(game);
    return new InMemoryCluster(
        world, ZoneMap.uniform(world.space(), zones, world.settings().slots()), nodes);
  }
}
