package io.zonescaler.server.observe;

import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.frame.FrameException;
import io.zonescaler.math.Sha256;
import io.zonescaler.v1.proto.ObserveRequest;
import io.zonescaler.v1.proto.Observed;
import io.zonescaler.v1.proto.ObserverServiceGrpc;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code zonescaler.v1.ObserverService} of a node, and the history that it is told from. */
public final class Observers implements AutoCloseable {
  /** Most observers of a node at a time. */
  static final int MOST = 64;

  private static final int PERIOD_MILLIS = 10;

  /** A turn with more to tell leaves the rest to the next one. */
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final int CLOSE_SECONDS = 2;

  /** Ticks that one observer is told in a turn. */
  private static final int PER_TURN = 16;

  /** How far ahead of the world an observer's tick may be: a node may lag a little. */
  private static final int AHEAD_SECONDS = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

  private final WorldAccess access;
  private final int seconds;
  private final boolean isGuarded;
  private final @Nullable History history;

  /** Those that the thread does not know of yet. */
  private final Queue<Watch> newcomers = new ConcurrentLinkedQueue<>();

  /** For the thread: the one that is told first is another one in each turn. */
  private final ArrayDeque<Watch> watches = new ArrayDeque<>();

  private final AtomicInteger count = new AtomicInteger();
  private final Gauge gauge;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "observers");
            made.setDaemon(true);
            return made;
          });
  private @Nullable Difference newest;
  private volatile boolean isOver;

  /**
   * A service that keeps nothing yet.
   *
   * @param seconds how much of the history is kept; 0 if nobody can observe here
   * @param isGuarded whether only those get here who may see everything
   */
  public Observers(WorldAccess access, int seconds, boolean isGuarded, LongSupplier clockMillis) {
    this.access = access;
    this.seconds = seconds;
    this.isGuarded = isGuarded;
    history = seconds == 0 ? null : new History(access, seconds, clockMillis);
    gauge =
        Gauge.builder("zonescaler.observers", count, AtomicInteger::get)
            .description("Observers that are connected to this node")
            .register(Metrics.globalRegistry);
  }

  /** Begins to keep the history. */
  public void start() {
    History keeps = history;
    if (keeps != null) {
      keeps.start();
      thread.scheduleWithFixedDelay(
          () -> turn(keeps), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** The newest tick of which observers can be told; -1 before the first. */
  long newestTick() {
    return history == null ? -1 : history.newest();
  }

  /** The past as it is kept here; null if none is. */
  public @Nullable Past past() {
    return history == null ? null : new Past(access.world(), history, thread);
  }

  /** What is served. */
  public BindableService service() {
    return new ObserverServiceGrpc.ObserverServiceImplBase() {
      @Override
      public void observe(ObserveRequest request, StreamObserver<Observed> response) {
        Observers.this.observe(request, (ServerCallStreamObserver<Observed>) response);
      }
    };
  }

  private void observe(ObserveRequest request, ServerCallStreamObserver<Observed> stream) {
    Status refusal = refusal(request);
    if (refusal != null) {
      stream.onError(refusal.asRuntimeException());
      return;
    }
    Wish wish;
    try {
      wish = new Wish(request, access.world());
    } catch (IllegalArgumentException e) {
      stream.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
      return;
    }
    if (count.incrementAndGet() > MOST) {
      count.decrementAndGet();
      stream.onError(
          Status.RESOURCE_EXHAUSTED
              .withDescription("this node has " + MOST + " observers already")
              .asRuntimeException());
      return;
    }
    Watch watch = new Watch(access.world(), worldId(), wish, stream, request.getFromTick());
    // Ends are noticed by the thread: it looks whether a stream is cancelled.
    stream.setOnCancelHandler(() -> {});
    newcomers.add(watch);
  }

  private @Nullable Status refusal(ObserveRequest request) {
    if (isOver) {
      return Status.UNAVAILABLE.withDescription("this node keeps no history any more");
    }
    if (history == null) {
      return Status.FAILED_PRECONDITION.withDescription(
          "this node keeps no history for observers; set gateway.historySeconds, or ask a node"
              + " that has it");
    }
    if (!isGuarded && access.world().keepsFromPlayers()) {
      return Status.PERMISSION_DENIED.withDescription(
          "this game does not show everything to everyone; set players.keys, and observe with an"
              + " observer's token");
    }
    if (access.control() == null) {
      return Status.UNAVAILABLE.withDescription("this node has not heard of the world yet");
    }
    if (request.getWorld() != 0 && request.getWorld() != worldId()) {
      return Status.FAILED_PRECONDITION.withDescription(
          "this is another world than "
              + Long.toHexString(request.getWorld())
              + ": it is "
              + Long.toHexString(worldId())
              + "; begin anew, with world 0 and from_tick 0");
    }
    return request.getFromTick() < 0
        ? Status.INVALID_ARGUMENT.withDescription("from_tick must be less than 2^63")
        : null;
  }

  /** A number of the world that is founded once: ticks of another one begin at 0 again. */
  private long worldId() {
    ControlRecord control = access.control();
    byte[] secret = control == null ? new byte[0] : control.secret().bytes();
    return ByteBuffer.wrap(Sha256.begin().digest(secret)).getLong() | 1;
  }

  private void turn(History keeps) {
    try {
      keeps.update();
      for (Watch one = newcomers.poll(); one != null; one = newcomers.poll()) {
        watches.add(one);
      }
      long until = System.nanoTime() + TURN_NANOS;
      for (int i = watches.size(); i > 0 && System.nanoTime() < until; i--) {
        Watch watch = watches.remove();
        if (watch.isOver() || !tell(keeps, watch)) {
          count.decrementAndGet();
        } else {
          watches.add(watch);
        }
      }
    } catch (Throwable e) {
      LOG.error("The history for observers is given up: they have to go to another node", e);
      endAll(Status.UNAVAILABLE.withDescription("this node keeps no history any more"));
      // Ends the turns, and what the node's loop would go on to hand over.
      access.unlisten(keeps);
      access.interest(keeps, Set.of());
      throw e;
    }
  }

  private void endAll(Status status) {
    isOver = true;
    watches.addAll(newcomers);
    newcomers.clear();
    watches.forEach(watch -> watch.end(status));
    watches.clear();
    count.set(0);
  }

  /** Tells an observer what it can take; false if that is its end. */
  private boolean tell(History keeps, Watch watch) {
    Status problem = problem(keeps, watch);
    try {
      for (int i = 0; problem == null && i < PER_TURN && watch.canGoOn(keeps); i++) {
        if (watch.next() == 0) {
          watch.begin(keeps);
        } else {
          WorldTick before = watch.before(keeps);
          WorldTick now = keeps.at(watch.next(), before);
          watch.tell(difference(before, now), now);
        }
      }
    } catch (FrameException | IllegalStateException | IllegalArgumentException e) {
      // Part of a tick may have been told: not a word more on this stream.
      LOG.warn("An observer's stream is ended: {}", e.toString());
      problem = Status.UNAVAILABLE.withDescription("the history cannot be read: " + e.getMessage());
    }
    if (problem != null) {
      watch.end(problem);
    }
    return problem == null;
  }

  private @Nullable Status problem(History keeps, Watch watch) {
    if (!access.hasMajority()) {
      return Status.UNAVAILABLE.withDescription(
          "this node is cut off from most others; ask another one");
    }
    long next = watch.next();
    if (next == 0 || keeps.newest() < 0) {
      return null;
    }
    if (next <= keeps.oldest()) {
      return Status.OUT_OF_RANGE.withDescription(
          "tick "
              + next
              + " is not kept any more, they are from "
              + (keeps.oldest() + 1)
              + " on ("
              + seconds
              + " s); begin anew, with from_tick 0");
    }
    long ahead = (long) AHEAD_SECONDS * access.world().settings().tickRate();
    return next > keeps.newest() + ahead
        ? Status.UNAVAILABLE.withDescription(
            "tick " + next + " is far ahead of the history here, which is at " + keeps.newest())
        : null;
  }

  /** Those who keep up need the same difference. */
  private Difference difference(WorldTick before, WorldTick now) {
    Difference known = newest;
    if (known == null || known.tick() != now.tick()) {
      known = new Difference(before, now, access.world().schema().gameKinds());
      newest = known;
    }
    return known;
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
    if (history != null) {
      access.unlisten(history);
      access.interest(history, Set.of());
    }
    endAll(Status.UNAVAILABLE.withDescription("the node stops; ask another one"));
    Metrics.globalRegistry.remove(gauge);
  }
}
