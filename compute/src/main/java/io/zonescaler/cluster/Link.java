package io.zonescaler.cluster;

import java.util.function.Consumer;

/**
 * How nodes talk. Messages may be lost, delayed, doubled or reordered: that costs time, never
 * correctness.
 */
public interface Link {
  /** Sends a message to a node; to this node itself as well. */
  void send(String node, NodeMessage message);

  /** Sends a message to all nodes of the cluster, this one included. */
  void broadcast(NodeMessage message);

  /**
   * Asks all nodes of the baseline whether they are there, now, and tells whether a majority has
   * answered.
   */
  void probeMajority(Consumer<Boolean> done);
}
