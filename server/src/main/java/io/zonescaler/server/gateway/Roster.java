package io.zonescaler.server.gateway;

import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** All sessions, and which avatar is whose. Gateway's thread only, except the numbers. */
final class Roster {
  private final List<Session> sessions = new ArrayList<>();
  private final Long2ObjectOpenHashMap<List<Session>> byAvatar = new Long2ObjectOpenHashMap<>();
  private final AtomicInteger clients = new AtomicInteger();
  private final AtomicInteger lingering = new AtomicInteger();
  private int lookForParked;

  /** Number of clients, those whose avatars are being parked included; any thread. */
  int clients() {
    return clients.get();
  }

  boolean isEmpty() {
    return sessions.isEmpty();
  }

  /** Number of sessions whose clients are lost; any thread. */
  int lingering() {
    return lingering.get();
  }

  /** A session's client is lost, and its place is free. */
  void beginsLingering() {
    clients.decrementAndGet();
    lingering.incrementAndGet();
  }

  void add(Session session) {
    sessions.add(session);
    clients.incrementAndGet();
  }

  /** The session's player is known now. */
  void joined(Session session, Seat seat) {
    byAvatar.computeIfAbsent(seat.avatar(), a -> new ArrayList<>()).add(session);
    lookForParked++;
  }

  void forEach(Consumer<Session> what) {
    sessions.forEach(what);
  }

  /** Sessions of the player whose avatar this is. */
  List<Session> of(long avatarId) {
    List<Session> found = byAvatar.get(avatarId);
    return found == null ? List.of() : List.copyOf(found);
  }

  /** Whether any session wants to know of parked avatars. */
  boolean looksForParked() {
    return lookForParked > 0;
  }

  /**
   * Forgets sessions that have ended; whether there were any.
   *
   * @param gone is told of each
   */
  boolean tidy(Consumer<Session> gone) {
    lookForParked = 0;
    boolean forgot = false;
    for (Session s : List.copyOf(sessions)) {
      if (s.looksForParked()) {
        lookForParked++;
      }
      if (s.phase() == Phase.ENDED) {
        forget(s);
        gone.accept(s);
        forgot = true;
      }
    }
    return forgot;
  }

  private void forget(Session session) {
    sessions.remove(session);
    (session.hasLingered() ? lingering : clients).decrementAndGet();
    Seat seat = session.seat();
    List<Session> same = seat == null ? null : byAvatar.get(seat.avatar());
    if (seat != null && same != null) {
      same.remove(session);
      if (same.isEmpty()) {
        byAvatar.remove(seat.avatar());
      }
    }
  }

  private void forEachSeat(Consumer<Seat> what) {
    for (Session s : sessions) {
      Seat seat = s.seat();
      if (seat != null) {
        what.accept(seat);
      }
    }
  }

  /** The avatar of that id was found in a zone. */
  void located(long avatarId, long zone) {
    for (Session s : of(avatarId)) {
      Seat seat = s.seat();
      if (seat != null) {
        seat.located(zone);
      }
    }
  }

  /** Adds the zones that sessions want to hear of. */
  void addWanted(Set<Long> zones) {
    forEachSeat(seat -> zones.addAll(seat.wanted()));
  }
}
