package io.zonescaler.cluster;

import io.zonescaler.cluster.RecentTimes.Percentiles;
import java.util.Map;

/**
 * What players experience at a node's gateway.
 *
 * @param clients clients that are connected
 * @param bytesPerSecond bytes of messages that they were sent in the last second
 * @param updatesPerSecond updates among these messages
 * @param commandsPerSecond commands that were taken in from them in the last second
 * @param refused commands that the game has refused since the gateway started
 * @param limits how often clients have reached a limit since then, by the name of its setting;
 *     limits that none has reached are missing
 * @param ack from the arrival of a command to its acknowledgement, of the last 30 to 60 seconds
 * @param gap from an update to a client's next one, of the last 30 to 60 seconds
 */
public record GatewayReport(
    int clients,
    double bytesPerSecond,
    double updatesPerSecond,
    double commandsPerSecond,
    long refused,
    Map<String, Long> limits,
    Percentiles ack,
    Percentiles gap) {
  /** Of a node without a gateway, or whose gateway has done nothing yet. */
  public static final GatewayReport NONE =
      new GatewayReport(0, 0, 0, 0, 0, Map.of(), Percentiles.NONE, Percentiles.NONE);

  /** Keeps a copy of the limits. */
  public GatewayReport {
    limits = Map.copyOf(limits);
  }
}
