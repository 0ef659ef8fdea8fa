package io.zonescaler.server.gateway;

/** What a gateway lets clients do: each is a setting, and how often it was reached is a metric. */
public enum GatewayLimit {
  /** Longest message of a client. */
  MESSAGE_BYTES("maxMessageBytes", 16 * 1024, 1024, 1 << 20),

  /** Most messages of a client per second. */
  MESSAGES_PER_SECOND("maxMessagesPerSecond", 500, 10, 100_000),

  /** Most bytes of a client's messages per second. */
  BYTES_PER_SECOND("maxBytesPerSecond", 64 * 1024, 1024, 1 << 24),

  /** Most commands of a client without a delivered acknowledgement. */
  OUTSTANDING_COMMANDS("maxOutstandingCommands", 64, 1, 4096),

  /** Longest name of a player, in characters. */
  NAME_LENGTH("maxNameLength", 32, 1, 256),

  /** Most clients at a time. */
  CLIENTS("maxClients", 2000, 1, 100_000),

  /** Most clients from one address at a time. */
  CLIENTS_PER_ADDRESS("maxClientsPerAddress", 2000, 1, 100_000),

  /** Most Joins per minute from one address with a token that is not accepted. */
  FAILED_JOINS("maxFailedJoinsPerMinute", 300, 1, 100_000),

  /** Largest view radius of a client, in interest radii of the world. */
  VIEW_RADII("maxViewRadii", 4, 1, 64),

  /** Inputs that are not consumed are sent again after this time, in milliseconds. */
  RESEND("resendMillis", 100, 10, 10_000),

  /** A client must have joined so long after it connected, in milliseconds. */
  JOIN("joinMillis", 10_000, 100, 600_000),

  /** An avatar that is not found for so long ends the session, in milliseconds. */
  SEARCH("searchMillis", 30_000, 1000, 600_000),

  /**
   * How long the avatar of a client that was lost waits for it to resume its session, in
   * milliseconds; 0 for not at all.
   */
  RESUME("resumeMillis", 10_000, 0, 600_000),

  /** A session gives up parking its avatar after this time, in milliseconds. */
  LEAVE("leaveMillis", 10_000, 100, 600_000),

  /** About how many bytes of updates a client gets per second: what is urgent goes first. */
  UPDATE_BYTES_PER_SECOND("updateBytesPerSecond", 128 * 1024, 1024, 1 << 26),

  /** A client that does not read for so long is cut off, in milliseconds. */
  SLOW("slowMillis", 30_000, 1000, 600_000),

  /** How much of the whole world's history is kept for observers, in seconds; 0 for none. */
  HISTORY_SECONDS("historySeconds", 0, 0, 3600);

  private final String key;
  private final int fallback;
  private final int min;
  private final int max;

  GatewayLimit(String key, int fallback, int min, int max) {
    this.key = "gateway." + key;
    this.fallback = fallback;
    this.min = min;
    this.max = max;
  }

  /** Its name as a setting. */
  public String key() {
    return key;
  }

  /** Its default. */
  public int fallback() {
    return fallback;
  }

  /** The lowest value that is possible. */
  public int min() {
    return min;
  }

  /** The highest value that is possible. */
  public int max() {
    return max;
  }
}
