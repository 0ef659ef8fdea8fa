package io.zonescaler.server.gateway;

/**
 * Limits of a gateway.
 *
 * @param maxMessageBytes longest message of a client, 1024 to 1048576
 * @param maxMessagesPerSecond most messages of a client per second, 10 to 100000
 * @param maxBytesPerSecond most bytes of a client's messages per second, 1024 to 16777216
 * @param maxOutstandingCommands most commands of a client without a delivered acknowledgement, 1 to
 *     4096
 * @param maxNameLength longest name of a player in characters, 1 to 256
 * @param maxClients most clients at a time, 1 to 100000
 * @param maxViewRadii largest view radius of a client, in interest radii of the world, 1 to 64
 * @param resendMillis inputs that are not consumed are sent again after this time, 10 to 10000
 * @param joinMillis a client must have joined this long after it connected, 100 to 600000
 * @param searchMillis an avatar that is not found for this long ends the session, 1000 to 600000
 * @param leaveMillis a session gives up parking its avatar after this time, 100 to 600000
 * @param updateBytesPerSecond about how many bytes of updates a client gets per second, 1024 to
 *     67108864; what is near and what has waited goes first
 * @param slowMillis a client that does not read for this long is cut off, 1000 to 600000
 */
public record GatewaySettings(
    int maxMessageBytes,
    int maxMessagesPerSecond,
    int maxBytesPerSecond,
    int maxOutstandingCommands,
    int maxNameLength,
    int maxClients,
    int maxViewRadii,
    int resendMillis,
    int joinMillis,
    int searchMillis,
    int leaveMillis,
    int updateBytesPerSecond,
    int slowMillis) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException that names key, value and range
   */
  public GatewaySettings {
    require("maxMessageBytes", maxMessageBytes, 1024, 1 << 20);
    require("maxMessagesPerSecond", maxMessagesPerSecond, 10, 100_000);
    require("maxBytesPerSecond", maxBytesPerSecond, 1024, 1 << 24);
    require("maxOutstandingCommands", maxOutstandingCommands, 1, 4096);
    require("maxNameLength", maxNameLength, 1, 256);
    require("maxClients", maxClients, 1, 100_000);
    require("maxViewRadii", maxViewRadii, 1, 64);
    require("resendMillis", resendMillis, 10, 10_000);
    require("joinMillis", joinMillis, 100, 600_000);
    require("searchMillis", searchMillis, 1000, 600_000);
    require("leaveMillis", leaveMillis, 100, 600_000);
    require("updateBytesPerSecond", updateBytesPerSecond, 1024, 1 << 26);
    require("slowMillis", slowMillis, 1000, 600_000);
  }

  private static void require(String key, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "gateway." + key + " = " + value + " is not possible: it must be " + min + " to " + max);
    }
  }

  /** The defaults. */
  public static GatewaySettings defaults() {
    return new GatewaySettings(
        16 * 1024,
        500,
        64 * 1024,
        64,
        32,
        2000,
        4,
        100,
        10_000,
        30_000,
        10_000,
        128 * 1024,
        30_000);
  }
}
