package io.zonescaler.server.gateway;

import io.zonescaler.client.update.ClientView;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.v1.proto.ClientMessage;
import io.zonescaler.v1.proto.Command;
import io.zonescaler.v1.proto.Goodbye;
import io.zonescaler.v1.proto.Join;
import io.zonescaler.v1.proto.Notice;
import io.zonescaler.v1.proto.Pong;
import io.zonescaler.v1.proto.Relocate;
import io.zonescaler.v1.proto.ServerMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One client's session, from its connection until its avatar is parked. Gateway's thread only. */
final class Session {
  private static final long LAST_COMMANDS_MILLIS = 2000;
  private static final long STRAY_INPUT_MILLIS = 1000;

  private final GatewayLoop loop;
  private final GatewaySettings settings;
  private final String address;
  private @Nullable ClientLink link;
  private @Nullable Seat seat;
  private @Nullable Viewer viewer;

  /** What the client had of the world before, until the session begins. */
  private byte @Nullable [] had;

  private long hadTick;

  private boolean begun;
  private boolean hasLingered;
  private Phase phase = Phase.CONNECTED;
  private long phaseMillis;
  private long readyMillis;
  private final MessageRate rate;
  private @Nullable Long pong;
  private boolean traces;

  Session(GatewayLoop loop, ClientLink link) {
    this.loop = loop;
    this.link = link;
    address = link.address();
    settings = loop.settings();
    phaseMillis = loop.now();
    readyMillis = loop.now();
    rate =
        new MessageRate(
            settings.get(GatewayLimit.MESSAGES_PER_SECOND),
            settings.get(GatewayLimit.BYTES_PER_SECOND));
    link.next();
  }

  Phase phase() {
    return phase;
  }

  /** Whether the avatar is, or may be, parked. */
  boolean looksForParked() {
    return switch (phase) {
      case SEARCHING, LEAVING -> true;
      case PLAYING, LINGERING -> seat != null && seat.isLost();
      case CONNECTED, ENDED -> false;
    };
  }

  /** Its hold on the avatar; null before the client has joined. */
  @Nullable Seat seat() {
    return seat;
  }

  private void enter(Phase next) {
    phase = next;
    phaseMillis = loop.now();
    if (seat != null) {
      seat.turn();
    }
  }

  // ---- what the client says

  void received(Inbound inbound) {
    if (link == null) {
      return;
    }
    Refusal refusal = rate.count(loop.now(), inbound.bytes());
    if (refusal == null) {
      refusal = handle(inbound);
    }
    if (refusal != null) {
      refuse(refusal);
    } else if (link != null) {
      link.next();
    }
  }

  private @Nullable Refusal handle(Inbound inbound) {
    ClientMessage message = inbound.message();
    if (message == null) {
      return Refusal.invalid(inbound.limit(), inbound.problem());
    }
    return switch (message.getKindCase()) {
      case JOIN -> join(message.getJoin());
      case COMMAND -> command(message.getCommand(), inbound.nanos());
      case LEAVE -> {
        if (seat == null) {
          yield Refusal.invalid("Leave before Join");
        }
        leave();
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
    if (seat != null) {
      return Refusal.invalid("this stream has joined already");
    }
    Refusal tooOften = loop.addresses().join(address, loop.now());
    if (tooOften != null) {
      return tooOften;
    }
    JoinCheck check = JoinCheck.of(join, loop);
    if (check.refusal() == null) {
      Seat taken = new Seat(loop, check);
      had = check.view();
      traces = join.getTraces();
      hadTick = check.viewTick();
      seat = taken;
      loop.roster().joined(this, taken);
      enter(Phase.SEARCHING);
      timer();
    }
    return check.refusal();
  }

  private @Nullable Refusal command(Command command, long arrivedNanos) {
    if (seat == null || phase != Phase.PLAYING) {
      return Refusal.invalid("a command before the Welcome, or after Leave");
    }
    Refusal refusal =
        seat.commands()
            .offer(
                command.getNumber(),
                command.getPayload().toByteArray(),
                arrivedNanos,
                settings.get(GatewayLimit.OUTSTANDING_COMMANDS),
                loop.clockMillis());
    if (refusal == null) {
      seat.sendCommands();
    }
    return refusal;
  }

  /** The client is gone; its avatar waits for it, if it has one. */
  void disconnected() {
    if (link == null) {
      return;
    }
    link = null;
    viewer = null;
    had = null;
    boolean hasSession = begun || (seat != null && seat.resumes());
    if (hasSession && phase != Phase.LEAVING && phase != Phase.ENDED && loop.tryLinger(this)) {
      hasLingered = true;
      enter(Phase.LINGERING);
    } else {
      leave();
    }
  }

  /** Whether its client was lost, and its place given to others. */
  boolean hasLingered() {
    return hasLingered;
  }

  /** Where its client is, or was. */
  String address() {
    return address;
  }

  /** Ends the client's stream with a reason. */
  void refuse(Refusal why) {
    ClientLink open = link;
    link = null;
    if (open != null) {
      if (why.reason() == Goodbye.Reason.UNAUTHENTICATED) {
        loop.addresses().failed(address, loop.now());
      }
      open.close(why);
    }
    leave();
  }

  /** Tells the player something. */
  void notice(String text) {
    if (link != null) {
      link.send(ServerMessage.newBuilder().setNotice(Notice.newBuilder().setText(text)).build());
    }
  }

  /** The client should join at one of these nodes instead. */
  void relocate(List<String> nodes) {
    if (link != null) {
      link.send(
          ServerMessage.newBuilder().setRelocate(Relocate.newBuilder().addAllNodes(nodes)).build());
    }
  }

  private void leave() {
    if (phase == Phase.CONNECTED) {
      phase = Phase.ENDED;
    } else if (phase != Phase.LEAVING && phase != Phase.ENDED) {
      enter(Phase.LEAVING);
      timer();
    }
  }

  /** The gateway stops: the session goes on elsewhere, unless it is about to end. */
  void stop(Refusal why) {
    if (phase != Phase.LEAVING) {
      end(why);
    }
  }

  /** Ends at once, whatever the avatar does. */
  void end(Refusal why) {
    acknowledge();
    phase = Phase.ENDED;
    refuse(why);
  }

  // ---- what the world says

  /** A safe frame took in an input of this player. */
  void outcome(long tick, InputOutcome outcome) {
    PlayerInput input = outcome.input();
    if (seat != null && input.epoch() == seat.epoch() && input.type() == PlayerInput.Type.COMMAND) {
      seat.commands().consumed(input.number(), outcome.refusal(), tick, loop.clockMillis());
      acknowledge();
    }
  }

  /** A safe frame has the avatar, live or parked. */
  void found(long tick, EntityTable table, int row, boolean live) {
    Seat mine = seat;
    Seat.Sighting sighting =
        mine == null ? Seat.Sighting.STALE : mine.sighted(tick, table, row, live);
    if (mine == null || sighting == Seat.Sighting.STALE) {
      return;
    }
    switch (phase) {
      case SEARCHING -> {
        if (sighting == Seat.Sighting.OURS) {
          begin(mine);
        } else if (mine.mayTakeOver()) {
          switch (mine.claim(table, row, live)) {
            case GOOD -> mine.resume(tick, table, row);
            case EARLY -> {}
            case LATE -> end(Refusal.resumedElsewhere());
            case OVER -> end(Refusal.sessionEnded());
          }
        }
      }
      case PLAYING, LINGERING -> {
        if (sighting == Seat.Sighting.TAKEN) {
          end(mine.isOurSession() ? Refusal.resumedElsewhere() : Refusal.takenOver());
        } else if (!live) {
          end(Refusal.sessionEnded());
        } else {
          mine.commands().consumedUpTo(mine.lastCommand(), tick, loop.clockMillis());
          acknowledge();
          mine.sendCommands();
        }
      }
      case LEAVING -> {
        // An input of ours may still be under way to a free avatar.
        boolean settled = loop.now() - phaseMillis >= STRAY_INPUT_MILLIS || begun;
        if (sighting == Seat.Sighting.TAKEN) {
          end(begun ? Refusal.takenOver() : Refusal.left());
        } else if (sighting == Seat.Sighting.FREE && settled) {
          end(Refusal.left());
        } else {
          mine.commands().consumedUpTo(mine.lastCommand(), tick, loop.clockMillis());
          acknowledge();
          park(mine);
        }
      }
      case CONNECTED, ENDED -> {}
    }
  }

  private void begin(Seat mine) {
    enter(Phase.PLAYING);
    begun = true;
    if (mine.resumes()) {
      loop.metrics().resumed();
    }
    ClientLink open = link;
    if (open != null) {
      mine.commands().begin(mine.lastCommand());
      viewer =
          new Viewer(
              loop.world(),
              loop.states(),
              mine.track(),
              mine.avatar(),
              mine.radius(),
              loop.metrics(),
              settings.get(GatewayLimit.UPDATE_BYTES_PER_SECOND));
      byte[] before = had;
      had = null;
      if (before != null) {
        viewer.remember(ClientView.decode(loop.layout(), before), hadTick);
      }
      open.send(ServerMessage.newBuilder().setWelcome(loop.welcome(mine)).build());
    }
  }

  private void acknowledge() {
    if (link != null && seat != null) {
      seat.commands().acknowledge(link, seat.player(), loop.clockMillis(), loop.traces(), traces);
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
    acknowledge();
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
    if (link != null && now - readyMillis > settings.get(GatewayLimit.SLOW)) {
      refuse(
          Refusal.tooSlow(
              GatewayLimit.SLOW, "nothing was read for " + (now - readyMillis) / 1000 + " s"));
    }
    Seat mine = seat;
    if (mine == null) {
      if (phase == Phase.CONNECTED && now - phaseMillis > settings.get(GatewayLimit.JOIN)) {
        refuse(
            Refusal.tooSlow(
                GatewayLimit.JOIN,
                "no Join came in " + settings.get(GatewayLimit.JOIN) / 1000 + " s"));
      }
      return;
    }
    if (loop.worldStands()) {
      // While it is paused or at a halt, nothing can come: that is nobody's fault.
      mine.bePatient();
      phaseMillis = now;
    }
    switch (phase) {
      case SEARCHING -> mine.searchOrMake();
      case PLAYING, LINGERING -> {
        mine.sendCommands();
        mine.searchIfLost();
      }
      case LEAVING -> park(mine);
      case CONNECTED, ENDED -> {}
    }
    if (phase == Phase.LINGERING && now - phaseMillis >= settings.get(GatewayLimit.RESUME)) {
      leave();
    }
    long since = phase == Phase.SEARCHING ? phaseMillis : mine.heardMillis();
    if (phase != Phase.LEAVING
        && phase != Phase.ENDED
        && now - since > settings.get(GatewayLimit.SEARCH)) {
      refuse(Refusal.gone(settings.get(GatewayLimit.SEARCH)));
    }
  }

  private void park(Seat mine) {
    long age = loop.now() - phaseMillis;
    if (age > settings.get(GatewayLimit.LEAVE)) {
      end(Refusal.left());
      return;
    }
    mine.searchIfLost();
    mine.sendCommands();
    if (link == null || mine.commands().isIdle() || age > LAST_COMMANDS_MILLIS) {
      mine.leave();
    }
  }
}
