package io.zonescaler.server.gateway;

import io.grpc.Status;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.Ids;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.ZoneState;
import io.zonescaler.v1.proto.ClientMessage;
import io.zonescaler.v1.proto.Command;
import io.zonescaler.v1.proto.Goodbye;
import io.zonescaler.v1.proto.Join;
import io.zonescaler.v1.proto.Pong;
import io.zonescaler.v1.proto.ServerMessage;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Space;
import io.zonescaler.zone.Zone;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One client's session, from its connection until its avatar is parked. Gateway's thread only. */
final class Session {
  /** Where a session is. */
  enum Phase {
    /** The client has not said yet who it is. */
    CONNECTED,
    /** The player's avatar is being made, looked for or taken over for this session's epoch. */
    SEARCHING,
    /** The avatar is this session's. */
    PLAYING,
    /** The avatar is being parked; the client may be gone. */
    LEAVING,
    /** Nothing is left to do. */
    ENDED
  }

  private static final long SEARCH_MILLIS = 200;
  private static final long LAST_COMMANDS_MILLIS = 2000;
  private static final long STRAY_RESUME_MILLIS = 1000;

  private final GatewayLoop loop;
  private final GatewaySettings settings;
  private final Space space;
  private final CommandQueue commands = new CommandQueue();
  private final Track track = new Track();
  private final Area area;
  private @Nullable ClientLink link;
  private @Nullable Viewer viewer;

  private Phase phase = Phase.CONNECTED;
  private long phaseMillis;
  private long player;
  private long avatar;
  private long epoch;
  private int radius;
  private long heardMillis;
  private long searchedMillis;
  private long sentMillis;
  private long readyMillis;
  private long windowMillis;
  private int messagesInWindow;
  private @Nullable Long pong;

  Session(GatewayLoop loop, ClientLink link, long now) {
    this.loop = loop;
    this.link = link;
    settings = loop.settings();
    space = loop.world().space();
    area = new Area(space);
    phaseMillis = now;
    readyMillis = now;
    windowMillis = now;
    link.next();
  }

  Phase phase() {
    return phase;
  }

  /** Entity id of the avatar; 0 before the client has joined. */
  long avatarId() {
    return avatar;
  }

  Set<Long> wanted() {
    return area.zones();
  }

  /** Whether parked avatars matter to this session. */
  boolean looksForParked() {
    return phase == Phase.SEARCHING || phase == Phase.LEAVING;
  }

  private void enter(Phase next) {
    phase = next;
    phaseMillis = loop.now();
    sentMillis = 0;
    searchedMillis = 0;
  }

  // ---- what the client says

  void received(Inbound inbound) {
    if (link == null) {
      return;
    }
    long now = loop.now();
    if (now - windowMillis >= 1000) {
      windowMillis = now;
      messagesInWindow = 0;
    }
    Refusal refusal =
        ++messagesInWindow > settings.maxMessagesPerSecond()
            ? Refusal.tooMuch(
                "more than " + settings.maxMessagesPerSecond() + " messages in a second")
            : handle(inbound);
    if (refusal != null) {
      refuse(refusal);
    } else if (link != null) {
      link.next();
    }
  }

  private @Nullable Refusal handle(Inbound inbound) {
    ClientMessage message = inbound.message();
    if (message == null) {
      return Refusal.invalid(inbound.problem());
    }
    boolean joined = phase != Phase.CONNECTED;
    return switch (message.getKindCase()) {
      case JOIN ->
          joined ? Refusal.invalid("this stream has joined already") : join(message.getJoin());
      case COMMAND ->
          phase == Phase.PLAYING
              ? command(message.getCommand())
              : Refusal.invalid("a command before the Welcome, or after Leave");
      case LEAVE -> {
        if (!joined) {
          yield Refusal.invalid("Leave before Join");
        }
        enter(Phase.LEAVING);
        yield null;
      }
      case PING -> {
        pong = message.getPing().getToken();
        ready();
        yield null;
      }
      case KIND_NOT_SET -> Refusal.invalid("a message of no kind that this server knows");
    };
  }

  private @Nullable Refusal join(Join join) {
    if (loop.world().schema().avatar() == null) {
      return Refusal.invalid("this game has no players");
    }
    double view = join.getViewRadius() == 0 ? interestRadius() : join.getViewRadius();
    double widest = settings.maxViewRadii() * interestRadius();
    if (!(view >= space.quantum() && view <= widest)) {
      return Refusal.invalid(
          "view radius " + view + " is not in " + space.quantum() + " to " + widest);
    }
    switch (join.getPlayerCase()) {
      case NAME -> {
        String problem = PlayerNames.problem(join.getName(), settings.maxNameLength());
        if (problem != null) {
          return Refusal.invalid(problem);
        }
        player = PlayerNames.idOf(join.getName());
      }
      case ID -> player = join.getId();
      case PLAYER_NOT_SET -> player = 0;
    }
    if (player == 0) {
      return Refusal.invalid("a Join without a player's name or id");
    }
    radius = (int) Math.round(view / space.quantum());
    avatar = Ids.avatar(player);
    epoch = loop.newEpoch();
    loop.joined(this);
    enter(Phase.SEARCHING);
    timer();
    return null;
  }

  private double interestRadius() {
    return loop.world().settings().interestRadius();
  }

  private @Nullable Refusal command(Command command) {
    Refusal refusal =
        commands.offer(
            command.getNumber(),
            command.getPayload().toByteArray(),
            settings.maxOutstandingCommands());
    if (refusal == null) {
      sendCommands();
    }
    return refusal;
  }

  /** The client is gone. */
  void disconnected() {
    link = null;
    leave();
  }

  /** Ends the session with a reason. */
  void refuse(Refusal why) {
    ClientLink open = link;
    link = null;
    if (open != null) {
      open.close(why);
    }
    leave();
  }

  private void leave() {
    if (phase == Phase.CONNECTED) {
      phase = Phase.ENDED;
    } else if (phase != Phase.LEAVING && phase != Phase.ENDED) {
      enter(Phase.LEAVING);
      timer();
    }
  }

  private void end(Refusal why) {
    phase = Phase.ENDED;
    ClientLink open = link;
    link = null;
    if (open != null) {
      commands.acknowledge(open);
      open.close(why);
    }
  }

  // ---- what the world says

  /** A safe frame took in an input of this player. */
  void outcome(long tick, InputOutcome outcome) {
    PlayerInput input = outcome.input();
    if (input.epoch() == epoch && input.type() == PlayerInput.Type.COMMAND) {
      commands.consumed(input.number(), outcome.refusal(), tick);
      acknowledge();
    }
  }

  /** A safe frame has the avatar, live or parked. */
  void found(ZoneState state, EntityTable table, int row, boolean live) {
    long tick = state.tick();
    boolean newest = tick > track.newest();
    if (live && !track.has(tick) && tick > track.newest() - ZoneStates.KEPT) {
      track.put(tick, table.x[row], table.y[row], table.z[row]);
    }
    if (!newest) {
      return;
    }
    heardMillis = loop.now();
    Kind kind = table.kind;
    long itsEpoch = table.longs[kind.epochColumn().lane()][row];
    long lastCommand = table.longs[kind.lastCommandColumn().lane()][row];
    if (live) {
      look(table.x[row], table.y[row], table.z[row]);
    }
    switch (phase) {
      case SEARCHING -> {
        if (live && itsEpoch == epoch) {
          begin(lastCommand);
        } else {
          resume(state, table, row, itsEpoch);
        }
      }
      case PLAYING -> {
        if (itsEpoch > epoch) {
          takenOver();
        } else {
          commands.consumedUpTo(lastCommand, tick);
          acknowledge();
          sendCommands();
        }
      }
      case LEAVING -> {
        // A RESUME may still be under way.
        boolean mayBecomeOurs = itsEpoch < epoch && loop.now() - phaseMillis < STRAY_RESUME_MILLIS;
        if (itsEpoch > epoch) {
          takenOver();
        } else if (!(live && itsEpoch == epoch) && !mayBecomeOurs) {
          end(Refusal.left());
        } else {
          commands.consumedUpTo(lastCommand, tick);
          acknowledge();
          timer();
        }
      }
      case CONNECTED, ENDED -> {}
    }
  }

  private void look(int x, int y, int z) {
    ControlRecord control = loop.control();
    if (control != null && area.update(control, x, y, z, radius)) {
      loop.interestChanged();
    }
  }

  private void resume(ZoneState state, EntityTable table, int row, long itsEpoch) {
    if (itsEpoch >= epoch) {
      epoch = Math.max(itsEpoch + 1, loop.newEpoch());
      sentMillis = 0;
    }
    if (loop.now() - sentMillis >= settings.resendMillis()) {
      Zone zone = loop.zoneAt(state.tick(), table.x[row], table.y[row], table.z[row]);
      if (zone != null) {
        sentMillis = loop.now();
        loop.submit(zone.id(), PlayerNames.input(player, PlayerInput.Type.RESUME, epoch));
      }
    }
  }

  private void begin(long lastCommand) {
    enter(Phase.PLAYING);
    ClientLink open = link;
    if (viewer == null && open != null) {
      commands.begin(lastCommand);
      viewer = new Viewer(loop.world(), loop.states(), track, radius);
      open.send(
          ServerMessage.newBuilder()
              .setWelcome(loop.welcome(player, avatar, lastCommand, epoch, radius))
              .build());
    }
  }

  private void takenOver() {
    end(
        new Refusal(
            Goodbye.Reason.TAKEN_OVER,
            Status.Code.ABORTED,
            "another session of this player has taken over"));
  }

  /** The node that owns the avatar's zone has answered. */
  void located(long zone) {
    if (area.add(zone)) {
      loop.interestChanged();
    }
  }

  private void acknowledge() {
    if (link != null) {
      commands.acknowledge(link);
    }
  }

  // ---- time

  /** Some zone's state is new. */
  void advance() {
    ControlRecord control = loop.control();
    if (viewer != null && link != null && control != null) {
      viewer.advance(control, link, loop.now());
    }
  }

  /** The client reads again, or time has passed. */
  void ready() {
    ControlRecord control = loop.control();
    if (link == null || !link.isReady()) {
      return;
    }
    readyMillis = loop.now();
    commands.acknowledge(link);
    if (viewer != null && control != null) {
      viewer.ready(control, link, loop.now());
    }
    Long token = pong;
    if (token != null && link.isReady()) {
      pong = null;
      link.send(ServerMessage.newBuilder().setPong(Pong.newBuilder().setToken(token)).build());
    }
  }

  /** Time has passed: called about every 20 ms. */
  void timer() {
    long now = loop.now();
    ready();
    if (link != null && now - readyMillis > settings.slowMillis()) {
      refuse(Refusal.tooSlow("nothing was read for " + (now - readyMillis) / 1000 + " s"));
      return;
    }
    long age = now - phaseMillis;
    switch (phase) {
      case CONNECTED -> {
        if (age > settings.joinMillis()) {
          refuse(Refusal.tooSlow("no Join came in " + settings.joinMillis() / 1000 + " s"));
        }
      }
      case SEARCHING -> {
        search(now, true);
        if (age > settings.searchMillis()) {
          refuse(gone());
        }
      }
      case PLAYING -> {
        sendCommands();
        if (now - heardMillis > SEARCH_MILLIS) {
          search(now, false);
        }
        if (now - heardMillis > settings.searchMillis()) {
          refuse(gone());
        }
      }
      case LEAVING -> park(now, age);
      case ENDED -> {}
    }
  }

  private Refusal gone() {
    return new Refusal(
        Goodbye.Reason.AVATAR_GONE,
        Status.Code.UNAVAILABLE,
        "the avatar has not been found for "
            + settings.searchMillis() / 1000
            + " s; the world may be at a halt: try again later");
  }

  private void search(long now, boolean make) {
    if (now - searchedMillis < SEARCH_MILLIS) {
      return;
    }
    searchedMillis = now;
    Zone home =
        loop.zoneAt(
            loop.states().newestTick(),
            Ids.homePlace(space, player, 0),
            Ids.homePlace(space, player, 1),
            space.dimensions() == 3 ? Ids.homePlace(space, player, 2) : 0);
    if (make && home != null) {
      located(home.id());
      loop.submit(home.id(), PlayerNames.input(player, PlayerInput.Type.JOIN, epoch));
    }
    loop.locate(player);
  }

  private void sendCommands() {
    Zone zone = zone();
    if (zone != null) {
      commands.send(
          player,
          epoch,
          zone.id(),
          loop.now(),
          settings.resendMillis(),
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

  private void park(long now, long age) {
    if (age > settings.leaveMillis()) {
      end(Refusal.left());
      return;
    }
    if (now - heardMillis > SEARCH_MILLIS) {
      search(now, false);
    }
    sendCommands();
    boolean last = link == null || commands.isIdle() || age > LAST_COMMANDS_MILLIS;
    Zone zone = zone();
    if (last && zone != null && now - sentMillis >= settings.resendMillis()) {
      sentMillis = now;
      loop.submit(zone.id(), PlayerNames.input(player, PlayerInput.Type.LEAVE, epoch));
    }
  }
}
