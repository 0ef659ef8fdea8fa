package io.zonescaler.cluster;

import io.zonescaler.state.ZoneState;

/**
 * Is told what a node learns, on the node's loop: gateways, dashboards and metrics listen. Only
 * safe things are told (I2).
 */
public interface NodeListener {
  /**
   * A state is safe and known here: of an own zone, or of one that somebody here is interested in.
   * Ticks of a zone come in order, but may start anywhere and skip after a takeover.
   *
   * @param state the state
   * @param frame its frame
   * @param own whether this node made it
   */
  default void released(ZoneState state, byte[] frame, boolean own) {}

  /**
   * A tick of an own zone was released that this node has made itself; told after {@link
   * #released}.
   */
  default void ticked(TickTimes times) {}

  /** A new control record is in force. */
  default void controlled(ControlRecord record) {}

  /** Another node, or this one, reported. */
  default void reported(NodeReport report) {}

  /** A player's avatar was found in a zone, after {@link WorldAccess#locate}. */
  default void located(long player, long zone) {}

  /**
   * An operator wants this node to end.
   *
   * @param orderly whether others take over what it owns first; else at once, as in a crash
   */
  default void asked(boolean orderly) {}

  /**
   * Something that an operator should know.
   *
   * @param zone the zone that it is about; 0 if it is about none
   * @param tick the tick that it is about; -1 if it is about none
   * @param sentence one sentence, which can be read without the two
   */
  default void noticed(long zone, long tick, String sentence) {}
}
