package io.zonescaler.server.bots;

import io.grpc.Status;
import io.zonescaler.client.CommandTracer;
import io.zonescaler.client.Player;
import io.zonescaler.client.PlayerListener;
import io.zonescaler.client.PlayerSession;
import io.zonescaler.client.update.ClientView;
import io.zonescaler.client.update.UpdateLayout;
import io.zonescaler.game.Failure;
import io.zonescaler.v1.proto.GameServiceGrpc.GameServiceStub;
import io.zonescaler.v1.proto.Goodbye;
import io.zonescaler.v1.proto.ServerMessage;
import io.zonescaler.v1.proto.Update;
import io.zonescaler.v1.proto.Welcome;
import io.zonescaler.v1.proto.World;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One player without a person: sends commands and counts what comes back. Thread-safe: whoever
 * touches it has its session locked, as the session's calls have.
 */
final class Bot implements PlayerListener {
  private static final int MOST_OPEN = 48;

  /** Refusals of commands that no kernel has seen. */
  private static final Set<String> NOT_FOR_KERNELS = Set.of(Failure.CARRIED, Failure.QUARANTINE);

  private final String name;
  private final int path;
  private final BotSettings settings;
  private final BotTally tally;
  private final Random random;
  private final PlayerSession session;

  private boolean welcomed;
  private boolean leaving;
  private long startNanos;

  /** Acknowledged commands that came to the avatar's kernel, which counts them. */
  private long obeyed;

  private long counterAtStart = -1;
  private long counter = -1;
  private long tickNanos;
  private long longestGapNanos;
  private long takenGapNanos;
  private boolean brokenSince;

  Bot(
      int number,
      BotSettings settings,
      UpdateLayout layout,
      BotTally tally,
      @Nullable CommandTracer tracer) {
    this.settings = settings;
    this.tally = tally;
    path = number;
    BotTrace trace = settings.trace();
    name = settings.names() + (trace == null ? String.valueOf(number) : trace.name(number));
    random = new Random(settings.seed() * 1_000_003 + number);
    Player player = new Player(name, () -> settings.tokens().apply(name), settings.viewRadius());
    session = new PlayerSession(player, layout, this, tracer);
  }

  /** Whether it should be connected to another node than it is. */
  boolean wantsNode() {
    return session.wantsNode();
  }

  /** Whether it does not get in, however often it tries. */
  boolean isShutOut() {
    return session.isOver();
  }

  /** Changes to another node; what it is connected to it leaves when that has worked. */
  void relocate() {
    session.relocate();
  }

  /** Asks a node that has been silent whether it is there, and gives it up in the end. */
  void listen() {
    session.timer();
  }

  /** Connects to {@code to}, the node whose turn it is. */
  void connect(GameServiceStub to) {
    session.connect(to);
  }

  boolean isConnected() {
    return session.isConnected();
  }

  /** Whether it can be told from the world what became of its commands. */
  boolean isReady() {
    synchronized (session) {
      return session.isInSession() && (counterAtStart >= 0 || settings.counter().isEmpty());
    }
  }

  /** Sends one command more, unless too many are open. */
  void command() {
    synchronized (session) {
      if (isReady()
          && !leaving
          && session.openCommands() < MOST_OPEN
          && session.command(payload()) > 0) {
        tally.sent.increment();
      }
    }
  }

  private byte[] payload() {
    BotTrace trace = settings.trace();
    ClientView.Seen self = self();
    Welcome welcome = session.welcome();
    if (trace == null || self == null || welcome == null) {
      return settings.commands().apply(random);
    }
    World in = welcome.getWorld();
    double[] place = new double[3];
    for (int axis = 0; axis < in.getDimensions(); axis++) {
      place[axis] = in.getMin(axis) + self.position(axis) * in.getQuantum();
    }
    return trace.command(path, (System.nanoTime() - startNanos) / 1e9, place);
  }

  private ClientView.@Nullable Seen self() {
    ClientView view = session.view();
    Welcome welcome = session.welcome();
    return view == null || welcome == null ? null : view.find(welcome.getAvatarId());
  }

  /** The traces' time begins now. */
  void start() {
    synchronized (session) {
      startNanos = System.nanoTime();
    }
  }

  /** Commands of which nothing is known. */
  int openCommands() {
    return session.openCommands();
  }

  /** Whether everything is known, and the world's counter has come as well. */
  boolean isSettled() {
    synchronized (session) {
      return openCommands() == 0 && (counterAtStart < 0 || counter - counterAtStart == obeyed);
    }
  }

  /** Acknowledged commands that the world's counter does not show. */
  long lost() {
    synchronized (session) {
      return counterAtStart < 0 ? 0 : Math.max(0, obeyed - (counter - counterAtStart));
    }
  }

  /** Commands that the world's counter shows though they were sent once. */
  long doubled() {
    synchronized (session) {
      long shown = counter - counterAtStart;
      return counterAtStart < 0 ? 0 : Math.max(0, shown - obeyed - openCommands());
    }
  }

  /** Stops measuring gaps, says goodbye. */
  void leave() {
    synchronized (session) {
      leaving = true;
      if (tickNanos != 0) {
        tally.longestGap(Math.max(takenGapNanos, longestNanos()));
        tickNanos = 0;
      }
      session.leave();
    }
  }

  /** The longest gap since the last call, one that lasts still included; empty before a tick. */
  Optional<BotGap> takeGap() {
    synchronized (session) {
      if (tickNanos == 0) {
        return Optional.empty();
      }
      long longest = longestNanos();
      Optional<BotGap> gap = Optional.of(new BotGap(longest / 1e6, brokenSince));
      takenGapNanos = Math.max(takenGapNanos, longest);
      longestGapNanos = 0;
      brokenSince = false;
      return gap;
    }
  }

  private long longestNanos() {
    return Math.max(longestGapNanos, System.nanoTime() - tickNanos);
  }

  // ---- what the session hears

  @Override
  public void received(ServerMessage message) {
    tally.bytes.add(message.getSerializedSize());
  }

  @Override
  public void welcomed(Welcome welcome) {
    if (welcomed) {
      brokenSince = true;
      (welcome.getResumed() ? tally.resumed : tally.begunAnew).increment();
    } else {
      welcomed = true;
      tally.connected.incrementAndGet();
    }
  }

  @Override
  public void updated(Update update, ClientView.Changes changes) {
    long now = System.nanoTime();
    if (tickNanos != 0) {
      longestGapNanos = Math.max(longestGapNanos, now - tickNanos);
    }
    if (!leaving) {
      tickNanos = now;
    }
    tally.updates.increment();
    tally.updateBytes.add(update.getData().size());
    tally.changed.add(changes.entered().size() + (long) changes.changed());
    tally.skipped.add(update.getSkippedTicks());
    ClientView.Seen self = self();
    int column = self == null ? -1 : self.kind().indexOf(settings.counter());
    if (self != null && column >= 0) {
      counter = self.raw(column);
      if (counterAtStart < 0) {
        counterAtStart = counter;
      }
    }
  }

  @Override
  public void acknowledged(long number, long sentNanos, long tick, String refusal) {
    obeyed += NOT_FOR_KERNELS.contains(refusal) ? 0 : 1;
    tally.acked.increment();
    if (tick >= 0) {
      tally.ack(System.nanoTime() - sentNanos);
    }
    if (!refusal.isEmpty()) {
      tally.refused.increment();
      tally.firstRefusal.compareAndSet("", refusal);
    }
  }

  @Override
  public void forgotten(long number) {
    // Bots share no player, so it was this one's, and the world's counter has it.
    obeyed++;
    tally.acked.increment();
  }

  @Override
  public void interrupted(Status why) {
    brokenSince = true;
    tally.reconnects.increment();
    trouble(why.getCode() + " " + why.getDescription());
  }

  @Override
  public void ended(Goodbye.Reason why, String text) {
    if (!leaving) {
      trouble(why + " " + text);
    }
  }

  private void trouble(String what) {
    tally.firstTrouble.compareAndSet("", name + ": " + what);
  }
}
