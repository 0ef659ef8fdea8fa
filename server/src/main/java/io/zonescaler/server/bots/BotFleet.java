package io.zonescaler.server.bots;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.zonescaler.client.CommandTracer;
import io.zonescaler.client.update.UpdateLayout;
import io.zonescaler.client.update.UpdateLayout.ColumnType;
import io.zonescaler.client.update.UpdateLayout.KindLayout;
import io.zonescaler.v1.proto.GameServiceGrpc;
import io.zonescaler.v1.proto.WorldServiceGrpc;
import io.zonescaler.v1.proto.WorldServiceGrpc.WorldServiceBlockingStub;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Many bots at once: real gRPC clients over a few shared connections. {@link #run} is the whole
 * life of a fleet: join, send, wait until all is known, compare with the world, leave.
 */
public final class BotFleet implements AutoCloseable {
  private static final int BOTS_PER_CHANNEL = 50;
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long JOIN_SECONDS = 30;
  private static final long SETTLE_SECONDS = 20;
  private static final long LEAVE_SECONDS = 5;

  private final BotSettings settings;
  private final BotTally tally = new BotTally();
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<Bot> bots = new ArrayList<>();
  private final List<Integer> targetOf = new ArrayList<>();

  /** The channel that each bot has used last. */
  private final List<Integer> usedBy = new ArrayList<>();

  private @Nullable CommandTracer tracer;
  private volatile boolean spreading;
  private volatile List<Bot> members = List.of();
  private volatile boolean stopped;

  /** A fleet that is not connected yet, of bots that share connections. */
  public BotFleet(BotSettings settings) {
    this(settings, BOTS_PER_CHANNEL);
  }

  /**
   * A fleet that is not connected yet.
   *
   * @param perConnection how many bots share a connection, 1 as for real players or more
   */
  public BotFleet(BotSettings settings, int perConnection) {
    this.settings = settings;
    int targets = settings.targets().size();
    int rounds = Math.max(1, (settings.count() / targets + perConnection - 1) / perConnection);
    for (int i = 0; i < rounds * targets; i++) {
      channels.add(
          NettyChannelBuilder.forTarget(settings.targets().get(i % targets), settings.credentials())
              .directExecutor()
              .keepAliveTime(10, TimeUnit.SECONDS)
              .keepAliveTimeout(5, TimeUnit.SECONDS)
              .build());
    }
  }

  /** Lets the bots make the root spans of their commands' traces; before they run. */
  public void tracer(CommandTracer wanted) {
    tracer = wanted;
  }

  /**
   * Runs the bots to their end, or until {@link #stop}.
   *
   * @throws IllegalStateException if no node answers
   * @throws IllegalArgumentException if the game of that world has no such counter
   */
  public BotReport run() {
    UpdateLayout layout = layout();
    requireCounter(layout);
    for (int i = 0; i < settings.count(); i++) {
      bots.add(new Bot(i, settings, layout, tally, tracer));
      targetOf.add(i);
      usedBy.add(i);
    }
    members = List.copyOf(bots);
    long joinBy = System.nanoTime() + TimeUnit.SECONDS.toNanos(JOIN_SECONDS);
    while (!stopped
        && System.nanoTime() < joinBy
        && !bots.stream().allMatch(bot -> bot.isReady() || bot.isShutOut())) {
      connect();
      LockSupport.parkNanos(STEP_NANOS);
    }
    if (!bots.stream().allMatch(Bot::isShutOut)) {
      play();
    }
    long settleBy = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS);
    while (System.nanoTime() < settleBy && !bots.stream().allMatch(Bot::isSettled)) {
      connect();
      LockSupport.parkNanos(STEP_NANOS);
    }
    BotReport report =
        tally.report(
            bots.stream().mapToLong(Bot::lost).sum(),
            bots.stream().mapToLong(Bot::doubled).sum(),
            bots.stream().mapToLong(Bot::openCommands).sum());
    bots.forEach(Bot::leave);
    BotReport withGaps =
        tally.report(report.commandsLost(), report.commandsDoubled(), report.commandsOpen());
    long leaveBy = System.nanoTime() + TimeUnit.SECONDS.toNanos(LEAVE_SECONDS);
    while (System.nanoTime() < leaveBy && bots.stream().anyMatch(Bot::isConnected)) {
      LockSupport.parkNanos(STEP_NANOS);
    }
    return withGaps;
  }

  private UpdateLayout layout() {
    StatusRuntimeException last = null;
    for (int i = 0; i < settings.targets().size(); i++) {
      WorldServiceBlockingStub api =
          WorldServiceGrpc.newBlockingStub(channels.get(i))
              .withWaitForReady()
              .withDeadlineAfter(5, TimeUnit.SECONDS);
      try {
        return UpdateLayout.of(api);
      } catch (StatusRuntimeException e) {
        last = e;
      }
    }
    throw new IllegalStateException(
        String.format(
            Locale.ROOT,
            "no node at %s answers (%s); is the cluster started, are these its gRPC ports, and is TLS used as they use it?",
            settings.targets(),
            last == null ? "" : last.getStatus()),
        last);
  }

  private void requireCounter(UpdateLayout layout) {
    String counter = settings.counter();
    boolean there = layout.kinds().stream().anyMatch(k -> k.avatar() && counts(k, counter));
    if (!counter.isEmpty() && !there) {
      throw new IllegalArgumentException(
          "the game's avatars have no visible integer column '"
              + counter
              + "' that counts commands; name the one they have, or none, which leaves lost and"
              + " doubled commands uncounted");
    }
  }

  private static boolean counts(KindLayout kind, String column) {
    int index = kind.indexOf(column);
    return index >= 0
        && (kind.columns().get(index).type() == ColumnType.I32
            || kind.columns().get(index).type() == ColumnType.I64);
  }

  /**
   * Gives up nodes that are silent, and connects those that should be elsewhere, each time to
   * another node; those of one node spread over all others.
   */
  private void connect() {
    if (spreading) {
      spreadNow();
    }
    int nodes = settings.targets().size();
    for (int i = 0; i < bots.size(); i++) {
      bots.get(i).listen();
      if (bots.get(i).wantsNode()) {
        int target = targetOf.get(i);
        usedBy.set(i, target);
        ManagedChannel channel = channels.get(target % channels.size());
        // A node that was away a moment ago may be back: bots have pauses of their own.
        channel.resetConnectBackoff();
        targetOf.set(i, target + 1 + (i / nodes) % Math.max(1, nodes - 1));
        bots.get(i).connect(GameServiceGrpc.newStub(channel));
      }
    }
  }

  /** Sends bots that have gathered on few nodes back to where they began; any thread. */
  public void spread() {
    spreading = true;
  }

  private void spreadNow() {
    spreading = false;
    int nodes = settings.targets().size();
    for (int i = 0; i < bots.size(); i++) {
      if (usedBy.get(i) % nodes != i % nodes) {
        targetOf.set(i, i);
        bots.get(i).relocate();
      }
    }
  }

  /** Every bot sends at its own moments, so that the load is even. */
  private void play() {
    bots.forEach(Bot::start);
    long start = System.nanoTime();
    long end = start + settings.duration().toNanos();
    if (settings.commandsPerSecond() == 0) {
      while (!stopped && System.nanoTime() < end) {
        connect();
        LockSupport.parkNanos(STEP_NANOS);
      }
      return;
    }
    double period = TimeUnit.SECONDS.toNanos(1) / settings.commandsPerSecond();
    double[] next = new double[bots.size()];
    for (int i = 0; i < next.length; i++) {
      next[i] = start + period * i / next.length;
    }
    for (long now = start; !stopped && now < end; now = System.nanoTime()) {
      connect();
      for (int i = 0; i < next.length; i++) {
        if (now >= next[i]) {
          bots.get(i).command();
          next[i] = Math.max(next[i] + period, now - period);
        }
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  /** The bots' longest gaps since the last call, of those that have seen the world; any thread. */
  public List<BotGap> takeGaps() {
    return members.stream().flatMap(bot -> bot.takeGap().stream()).toList();
  }

  /** Whether every bot plays; any thread. */
  public boolean isComplete() {
    List<Bot> all = members;
    return !all.isEmpty() && all.stream().allMatch(Bot::isReady);
  }

  /** Lets the fleet come to its end early; any thread. */
  public void stop() {
    stopped = true;
  }

  /** Counters so far, for progress; lost and doubled commands are known at the end only. */
  public BotReport progress() {
    return tally.report(0, 0, 0);
  }

  @Override
  public void close() {
    stopped = true;
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
