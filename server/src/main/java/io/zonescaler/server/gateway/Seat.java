package io.zonescaler.server.gateway;

import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.Ids;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.v1.proto.Welcome;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Space;
import io.zonescaler.zone.Zone;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session's hold on its player's avatar: makes or finds it, takes it over for the session's
 * epoch, follows it from zone to zone and sends it inputs until they are consumed. Gateway's thread
 * only.
 */
final class Seat {
  /** What a sighting of the avatar means. */
  enum Sighting {
    /** Nothing: newer ticks are known already. */
    STALE,
    /** It is live and of this session's epoch. */
    OURS,
    /** A later session has it. */
    TAKEN,
    /** It is parked, or an earlier session's. */
    FREE
  }

  /** Whether a session may have the avatar. */
  enum Claim {
    /** It may, now. */
    GOOD,
    /** It may, when newer states are known. */
    EARLY,
    /** The session is over, and no other one is wanted. */
    OVER,
    /** The session went on in a later stream. */
    LATE
  }

  /**
   * First and longest pause between two searches for an avatar: the second is for a world in
   * trouble.
   */
  private static final long SEARCH_MILLIS = 200;

  private static final long LONGEST_SEARCH_MILLIS = 3200;

  private static final long LONGEST_LOOK_MILLIS = 300;

  /** A world that was put back to an earlier state does not come to a session of later any more. */
  private static final long LONGEST_EARLY_MILLIS = 3000;

  private final GatewayLoop loop;
  private final Space space;
  private final long player;
  private final long avatar;
  private final int radius;
  private final Track track = new Track();
  private final Area area;
  private final CommandQueue commands;
  private final boolean mayJoin;
  private int session;

  /** 0 until it is known what it has to follow. */
  private long epoch;

  /** Epoch of the session that is to go on; 0 if a new one begins. */
  private long resumed;

  private long lastCommand;
  private long sightedEpoch;
  private long heardMillis;
  private long searchedMillis;
  private long searchPauseMillis = SEARCH_MILLIS;
  private long sentMillis;
  private long sightedMillis;

  Seat(GatewayLoop loop, JoinCheck join) {
    this.loop = loop;
    player = join.player();
    radius = join.radius();
    mayJoin = join.mayJoin();
    resumed = join.resumed();
    commands = new CommandQueue(loop.metrics());
    space = loop.world().space();
    area = new Area(space);
    avatar = Ids.avatar(player);
    session = resumed == 0 ? loop.newSession() : SessionEpoch.session(resumed);
    epoch = resumed == 0 ? loop.newEpoch(avatar, 0, session, false) : 0;
    heardMillis = loop.now();
  }

  long player() {
    return player;
  }

  long avatar() {
    return avatar;
  }

  long epoch() {
    return epoch;
  }

  int radius() {
    return radius;
  }

  Track track() {
    return track;
  }

  CommandQueue commands() {
    return commands;
  }

  /** The session's part of a welcome. */
  Welcome.Builder welcome() {
    return Welcome.newBuilder()
        .setPlayerId(player)
        .setAvatarId(avatar)
        .setLastCommand(lastCommand)
        .setEpoch(epoch)
        .setResumed(resumed != 0)
        .setViewRadius(radius * space.quantum());
  }

  /** Whether the session that has the avatar now is this one, in another stream. */
  boolean isOurSession() {
    return SessionEpoch.session(sightedEpoch) == session;
  }

  /** Number of the player's last command, as of the newest sighting. */
  long lastCommand() {
    return lastCommand;
  }

  /** When the avatar was last seen in a new state. */
  long heardMillis() {
    return heardMillis;
  }

  /** Zones to be told of. */
  Set<Long> wanted() {
    return area.zones();
  }

  /** A safe frame has the avatar. */
  Sighting sighted(long tick, EntityTable table, int row, boolean live) {
    boolean newest = tick > track.newest();
    if (live && !track.has(tick) && tick > track.newest() - ZoneStates.KEPT) {
      boolean isAway = table.kind.role() == Kind.Role.CARRIED;
      track.put(tick, table.x[row], table.y[row], table.z[row], isAway);
    }
    if (!newest) {
      return Sighting.STALE;
    }
    heardMillis = loop.now();
    searchPauseMillis = SEARCH_MILLIS;
    ControlRecord control = loop.control();
    if (live
        && control != null
        && area.update(control, table.x[row], table.y[row], table.z[row], radius)) {
      loop.interestChanged();
    }
    lastCommand = table.longs[table.kind.lastCommandColumn().lane()][row];
    long itsEpoch = table.longs[table.kind.epochColumn().lane()][row];
    sightedEpoch = itsEpoch;
    return itsEpoch > epoch
        ? Sighting.TAKEN
        : live && itsEpoch == epoch ? Sighting.OURS : Sighting.FREE;
  }

  /**
   * Whether all around the avatar is known here, so that the client sees the world at once when the
   * session begins: an earlier session may show it until then. Not for long, if that takes long.
   */
  boolean mayTakeOver() {
    if (sightedMillis == 0) {
      sightedMillis = loop.now();
    }
    long tick = loop.states().newestTick() - 1;
    return loop.now() - sightedMillis > LONGEST_LOOK_MILLIS
        || area.zones().stream().allMatch(zone -> loop.states().newest(zone) >= tick);
  }

  /** Whether it goes on with a session that the client has had before. */
  boolean resumes() {
    return resumed != 0;
  }

  /**
   * Whether the avatar, as it is sighted, can be this session's. If the session that was to go on
   * is over, a new one begins, if the client may.
   */
  Claim claim(EntityTable table, int row, boolean live) {
    long itsEpoch = table.longs[table.kind.epochColumn().lane()][row];
    if (resumed == 0) {
      return Claim.GOOD;
    }
    if (live && SessionEpoch.continues(itsEpoch, resumed)) {
      return epoch > 0 && itsEpoch > epoch ? Claim.LATE : Claim.GOOD;
    }
    if (itsEpoch < resumed && loop.now() - sightedMillis < LONGEST_EARLY_MILLIS) {
      // That is how it was before that session began: newer states are on their way.
      return Claim.EARLY;
    }
    if (!mayJoin) {
      return Claim.OVER;
    }
    resumed = 0;
    session = loop.newSession();
    epoch = 0;
    return Claim.GOOD;
  }

  /** Takes the avatar over, from whoever has it. */
  void resume(long tick, EntityTable table, int row) {
    long itsEpoch = table.longs[table.kind.epochColumn().lane()][row];
    if (itsEpoch >= epoch) {
      epoch = loop.newEpoch(avatar, itsEpoch, session, resumed != 0);
      sentMillis = 0;
    }
    Zone zone = loop.zoneAt(tick, table.x[row], table.y[row], table.z[row]);
    send(zone, PlayerInput.Type.RESUME);
  }

  /** Sends an input of the session itself, again after a while. */
  private void send(@Nullable Zone zone, PlayerInput.Type type) {
    if (zone != null && loop.now() - sentMillis >= loop.settings().get(GatewayLimit.RESEND)) {
      sentMillis = loop.now();
      loop.submit(zone.id(), new PlayerInput(player, type, epoch, 0, new byte[0]));
    }
  }

  /** Parks the avatar. */
  void leave() {
    if (epoch > 0) {
      send(zone(), PlayerInput.Type.LEAVE);
    }
  }

  /** Another kind of input of the session itself comes next. */
  void turn() {
    sentMillis = 0;
    searchedMillis = 0;
    searchPauseMillis = SEARCH_MILLIS;
  }

  /** Nothing can be heard of the avatar at present. */
  void bePatient() {
    heardMillis = loop.now();
  }

  /** Asks where the avatar is, and makes it if there is none and the client may join. */
  void searchOrMake() {
    search(mayJoin && resumed == 0);
  }

  private void search(boolean make) {
    if (loop.now() - searchedMillis < searchPauseMillis) {
      return;
    }
    if (searchedMillis > 0) {
      searchPauseMillis = Math.min(2 * searchPauseMillis, LONGEST_SEARCH_MILLIS);
    }
    searchedMillis = loop.now();
    if (make) {
      make();
    }
    loop.access().locate(player);
  }

  private void make() {
    Zone home =
        loop.zoneAt(
            loop.states().newestTick(),
            Ids.homePlace(space, player, 0),
            Ids.homePlace(space, player, 1),
            space.dimensions() == 3 ? Ids.homePlace(space, player, 2) : 0);
    if (home != null) {
      located(home.id());
      loop.submit(home.id(), new PlayerInput(player, PlayerInput.Type.JOIN, epoch, 0, new byte[0]));
    }
  }

  /** Asks where the avatar is if it has not been seen for a while, and the world has moved on. */
  void searchIfLost() {
    if (isLost()) {
      search(false);
    }
  }

  /** Whether it has not been seen for a while, though the world has moved on. */
  boolean isLost() {
    return loop.now() - heardMillis > SEARCH_MILLIS
        && loop.states().newestTick() > track.newest() + 1;
  }

  /** The avatar is, or will be, in this zone. */
  void located(long zone) {
    if (area.add(zone)) {
      loop.interestChanged();
    }
  }

  /** Sends commands that are new, late, or were sent to a zone that the avatar has left. */
  void sendCommands() {
    Zone zone = zone();
    if (zone != null) {
      commands.send(
          player,
          epoch,
          zone.id(),
          loop.now(),
          loop.settings().get(GatewayLimit.RESEND),
          input -> loop.submit(zone.id(), input));
    }
  }

  /** The zone that takes the avatar's inputs: where it is in the newest safe tick. */
  private @Nullable Zone zone() {
    long tick = track.newest();
    return tick < 0
        ? null
        : loop.zoneAt(tick, track.at(tick, 0), track.at(tick, 1), track.at(tick, 2));
  }
}
