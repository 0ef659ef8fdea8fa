package io.zonescaler.cluster;

import io.zonescaler.cluster.RecentTimes.Percentiles;
import io.zonescaler.state.Totals;
import java.util.List;

/**
 * How a node is doing, sent to all nodes a few times a second.
 *
 * @param node the node's name
 * @param controlVersion version of the control record that the node acts on
 * @param wish what it wants to be
 * @param zones its zones
 * @param ticks totals of the ticks that its zones have made, or taken over, since the last report
 * @param work what its zones have done since it started
 * @param cores cores that it has for its zones
 * @param gateway what players experience at its gateway
 */
public record NodeReport(
    String node,
    long controlVersion,
    Wish wish,
    List<ZoneReport> zones,
    List<TickTotals> ticks,
    Work work,
    double cores,
    GatewayReport gateway) {
  /** What a node wants to be. */
  public enum Wish {
    /** In the grid, but not yet an owner of slots. */
    GUEST,
    /** An owner of its share of the slots. */
    OWNER,
    /** Gone, when others have taken over what it owns. */
    LEAVER
  }

  /**
   * What a node's zones have done since it started.
   *
   * @param crossings entities that went from one of its zones to another zone
   * @param handoffs those of them that went to another node
   * @param release from when a tick was due to its release, of the last 30 to 60 seconds
   * @param cpuNanos CPU time that its process has taken
   * @param tickNanos that part of it which its zones' ticks have taken
   */
  public record Work(
      long crossings, long handoffs, Percentiles release, long cpuNanos, long tickNanos) {
    /** Nothing yet. */
    public static Work none() {
      return new Work(0, 0, Percentiles.NONE, 0, 0);
    }
  }

  /**
   * How a zone is doing.
   *
   * @param zone its id
   * @param tick newest safe tick; -1 before its first
   * @param halted whether it cannot go on, as nothing of it is stored or its first tick failed
   * @param entities entities in its newest state
   * @param players live avatars among them
   * @param quarantined entities that an operator has put in quarantine
   * @param tickMicros smoothed CPU time to run and encode a tick, of all threads
   * @param frameBytes size of its newest frame
   * @param snapshotTick tick of the newest snapshot or full frame that its owner knows on all
   *     copies; -1 for none
   * @param cuts where cuts would leave halves that weigh the same
   */
  public record ZoneReport(
      long zone,
      long tick,
      boolean halted,
      int entities,
      int players,
      int quarantined,
      int tickMicros,
      int frameBytes,
      long snapshotTick,
      CutPlaces cuts) {
    /** A zone that nothing is known of. */
    public static ZoneReport unknown(long zone) {
      return new ZoneReport(zone, -1, false, 0, 0, 0, 0, 0, -1, new CutPlaces(0, 0, 0));
    }

    /** The same with another tick. */
    public ZoneReport withTick(long newTick) {
      return new ZoneReport(
          zone,
          newTick,
          halted,
          entities,
          players,
          quarantined,
          tickMicros,
          frameBytes,
          snapshotTick,
          cuts);
    }
  }

  /**
   * Totals of one zone at one tick. Several nodes may report the same ones.
   *
   * @param tick the tick
   * @param zone id of the zone
   * @param totals its totals
   */
  public record TickTotals(long tick, long zone, Totals totals) {}
}
