package io.zonescaler.server.gateway;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What comes from one address: nobody takes all places, or guesses for ever. Gateway's thread. */
final class Addresses {
  private static final long MINUTE_MILLIS = 60_000;

  private static final class Use {
    int clients;
    int lingering;
    int failed;
    long minuteMillis;
  }

  private final int mostClients;
  private final int mostFailed;
  private final Map<String, Use> uses = new HashMap<>();

  Addresses(GatewaySettings settings) {
    mostClients = settings.get(GatewayLimit.CLIENTS_PER_ADDRESS);
    mostFailed = settings.get(GatewayLimit.FAILED_JOINS);
  }

  /** A client connects: it is counted, or refused. */
  @Nullable Refusal open(String address, long now) {
    Use use = use(address, now);
    Refusal refusal = refusal(use);
    if (refusal != null) {
      return refusal;
    }
    if (use.clients >= mostClients) {
      return Refusal.tooMuch(
          GatewayLimit.CLIENTS_PER_ADDRESS,
          "there are " + mostClients + " clients from your address, the most that are possible");
    }
    use.clients++;
    return null;
  }

  /** Why no Join from there is even looked at, or null. */
  @Nullable Refusal join(String address, long now) {
    return refusal(use(address, now));
  }

  private @Nullable Refusal refusal(Use use) {
    return use.failed < mostFailed
        ? null
        : Refusal.tooMuch(
            GatewayLimit.FAILED_JOINS,
            mostFailed + " Joins from your address were refused in this minute; try again later");
  }

  /** A client that was let in is gone, and its avatar parked. */
  void closed(String address) {
    Use use = uses.get(address);
    if (use != null) {
      use.clients--;
    }
  }

  /**
   * A client that was let in is gone, and its avatar should wait for it: its place is free again,
   * unless too many wait already.
   */
  boolean tryLinger(String address, long now) {
    Use use = use(address, now);
    if (use.lingering >= mostClients) {
      return false;
    }
    use.clients--;
    use.lingering++;
    return true;
  }

  /** The avatar of a client that was lost waits no more. */
  void endsLingering(String address) {
    Use use = uses.get(address);
    if (use != null) {
      use.lingering--;
    }
  }

  /** A client's Join was refused, as it did not prove who it is. */
  void failed(String address, long now) {
    use(address, now).failed++;
  }

  private Use use(String address, long now) {
    Use use = uses.computeIfAbsent(address, a -> new Use());
    if (now - use.minuteMillis >= MINUTE_MILLIS || now < use.minuteMillis) {
      use.minuteMillis = now;
      use.failed = 0;
    }
    return use;
  }

  /** Forgets those of whom there is nothing to remember. */
  void tidy(long now) {
    uses.values()
        .removeIf(
            use -> use.clients + use.lingering == 0 && now - use.minuteMillis >= MINUTE_MILLIS);
  }
}
