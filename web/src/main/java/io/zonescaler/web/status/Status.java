package io.zonescaler.web.status;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code status} of the command line and of {@code /api/v1/status}, field by field. Lengths are
 * in the game's unit, zone ids decimal, hashes 16 hexadecimal digits.
 *
 * @param world the world
 * @param nodes every node that ever reported and has not left as planned, by name
 * @param zones the zones of the map in force, by id
 * @param variables the world's variables, as the game declares them
 * @param audit the audit's counters
 * @param redundancy how well the slots are backed up
 * @param plan the placement plan in force
 * @param forecast how well the load half a minute ahead has been predicted lately
 */
public record Status(
    WorldStatus world,
    List<NodeStatus> nodes,
    List<ZoneStatus> zones,
    List<VariableStatus> variables,
    AuditStatus audit,
    RedundancyStatus redundancy,
    PlanStatus plan,
    ForecastStatus forecast) {
  /**
   * The world.
   *
   * @param name its name
   * @param state {@code waiting} (for its first tick), {@code running}, {@code paused} or {@code
   *     stalled}
   * @param tick newest tick that all zones have made and whose sums are known; -1 before the first
   * @param tickRate nominal ticks per second
   * @param entities entities at that tick
   * @param players live avatars
   * @param hash world hash at that tick
   * @param horizon last tick that may be run
   * @param speed actual tick rate divided by the nominal one
   * @param mapVersion version of the zone map in force
   * @param mapSince first tick that it is in force for
   * @param mapPending first tick of a map that is announced, or has zones that are not kept on all
   *     copies yet; -1 if there is none
   * @param epoch epoch of the control record
   * @param coordinator the node that coordinates, as the node that says so sees it; empty if none
   * @param balancing whether zones follow the load by themselves
   * @param majority whether the node that says so sees a majority of the members
   * @param lost ids of zones of which no copy is left there, or that cannot go on
   * @param trouble why it cannot go on, though nobody has paused it; empty if it can
   */
  public record WorldStatus(
      String name,
      String state,
      long tick,
      int tickRate,
      long entities,
      long players,
      String hash,
      long horizon,
      double speed,
      long mapVersion,
      long mapSince,
      long mapPending,
      long epoch,
      String coordinator,
      boolean balancing,
      boolean majority,
      List<String> lost,
      String trouble) {}

  /**
   * A node.
   *
   * @param name its name
   * @param pid its process id; 0 if not known
   * @param state {@code up}; {@code joining} before it owns slots; {@code leaving} while others
   *     take over what it owns; {@code silent} if it has not reported lately
   * @param zones zones that it owns
   * @param entities entities in them
   * @param load share of one core that its zones' ticks take at the nominal rate
   * @param cpu cores that its process keeps busy
   * @param grpc host:port of its game API
   * @param http host:port of its dashboard
   * @param heardMillis how long ago it reported
   * @param crossings entities that went from one of its zones to another zone, since it started
   * @param handoffs those of them that went to another node
   * @param tickMillis from when a tick of its zones was due to its release, over the last 30 to 60
   *     seconds
   * @param gateway what players experience at its gateway, as it last reported
   */
  public record NodeStatus(
      String name,
      long pid,
      String state,
      int zones,
      long entities,
      double load,
      double cpu,
      String grpc,
      String http,
      long heardMillis,
      long crossings,
      long handoffs,
      Percentiles tickMillis,
      GatewayStatus gateway) {}

  /**
   * What players experience at a node's gateway, in programs and web pages alike.
   *
   * @param clients clients that are connected
   * @param bytesPerSecond bytes of messages that they were sent in the last second, as protobuf
   * @param updatesPerSecond updates among these messages
   * @param commandsPerSecond commands that were taken in from them in the last second
   * @param refused commands that the game has refused since the gateway started
   * @param limits how often clients have reached a limit since then, by the name of its setting:
   *     their streams were ended, or, for {@code gateway.updateBytesPerSecond}, updates could not
   *     tell all; limits that none has reached are missing
   * @param ackMillis from the arrival of a command to its acknowledgement, over the last 30 to 60
   *     seconds
   * @param gapMillis from an update to a client's next one, over the last 30 to 60 seconds
   */
  public record GatewayStatus(
      int clients,
      double bytesPerSecond,
      double updatesPerSecond,
      double commandsPerSecond,
      long refused,
      Map<String, Long> limits,
      Percentiles ackMillis,
      Percentiles gapMillis) {}

  /**
   * Of a distribution in milliseconds; all 0 if there is nothing in it.
   *
   * @param p50 median
   * @param p99 99th percentile
   * @param max largest
   */
  public record Percentiles(double p50, double p99, double max) {}

  /**
   * A zone.
   *
   * @param id its id
   * @param slot its slot
   * @param owner the slot's primary owner; empty if it has none
   * @param backups the slot's backup owners
   * @param pin the node that is to own it whatever the load, as an operator wants it; empty for any
   * @param min lower corner, 2 or 3 numbers
   * @param max upper corner, 2 or 3 numbers
   * @param tick newest safe tick that its owner has reported; -1 if none
   * @param entities entities in it
   * @param players live avatars among them
   * @param quarantined entities whose kernel does not run, as an operator wants it
   * @param tickMicros smoothed CPU time to run and encode a tick, of all threads
   * @param frameBytes size of its newest frame
   */
  public record ZoneStatus(
      String id,
      int slot,
      String owner,
      List<String> backups,
      String pin,
      double[] min,
      double[] max,
      long tick,
      int entities,
      int players,
      int quarantined,
      int tickMicros,
      int frameBytes) {}

  /**
   * A world variable.
   *
   * @param name its name
   * @param value its value at the world's tick
   * @param next the value that it will have; null if no change is decided
   * @param nextTick first tick with that value; -1 if no change is decided
   */
  public record VariableStatus(String name, Number value, @Nullable Number next, long nextTick) {}

  /**
   * The audit.
   *
   * @param ok whether every check held
   * @param tick newest tick that was checked; -1 before the first
   * @param entities entities at that tick
   * @param spawned entities made since this node began to watch
   * @param despawned entities removed since
   * @param duplicates checks that did not hold
   * @param failures kernels that failed on an entity
   * @param violations too long steps and the like
   * @param idleFrames frames in which entities were idle
   * @param idled entities idled, summed over ticks
   * @param unchecked ticks that could not be checked, because a node's report never came
   * @param amounts conserved quantities at that tick
   * @param firstBreak the first check that did not hold, or empty
   */
  public record AuditStatus(
      boolean ok,
      long tick,
      long entities,
      long spawned,
      long despawned,
      long duplicates,
      long failures,
      long violations,
      long idleFrames,
      long idled,
      long unchecked,
      Map<String, Long> amounts,
      String firstBreak) {}

  /**
   * Redundancy.
   *
   * @param target backups that every slot should have
   * @param slotsBelow slots that have fewer, or no owner
   */
  public record RedundancyStatus(int target, int slotsBelow) {}

  /**
   * How well the load on a grid of the world has been predicted lately.
   *
   * @param error mean absolute error, as a part of the mean load; 0 before the first could be
   *     checked
   * @param errorOfSame the same if it had always been said that nothing will change
   */
  public record ForecastStatus(double error, double errorOfSame) {}

  /**
   * The placement plan in force.
   *
   * @param number its number; 0 for the even spread at the start
   * @param moves slots that it moved
   * @param reason why it was made
   */
  public record PlanStatus(long number, int moves, String reason) {
    /** The even spread that a world starts with. */
    public static PlanStatus initial() {
      return new PlanStatus(0, 0, "even spread");
    }
  }
}
