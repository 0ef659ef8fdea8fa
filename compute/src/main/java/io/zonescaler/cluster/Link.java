package io.zonescaler.cluster;

import java.util.function.Consumer;

/**
 * How nodes talk. Messages may be lost, delayed, doubled or reordered: that costs time, never
 * correctness. What an operator asks for may get lost with the coordinator, and nobody repeats it:
 * the control record says what is decided.
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
