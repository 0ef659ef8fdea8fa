package io.zonescaler.client;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.zonescaler.client.update.ClientView;
import io.zonescaler.client.update.UpdateLayout;
import io.zonescaler.v1.proto.GameServiceGrpc;
import io.zonescaler.v1.proto.Goodbye;
import io.zonescaler.v1.proto.ServerMessage;
import io.zonescaler.v1.proto.Update;
import io.zonescaler.v1.proto.Welcome;
import io.zonescaler.v1.proto.World;
import io.zonescaler.v1.proto.WorldServiceGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One player's client: joins a world at any of its nodes, stays in it whatever happens to
 * connections and nodes, sends commands, and knows what the player sees. Thread-safe.
 *
 * <pre>{@code
 * try (GameClient anna = GameClient.at("127.0.0.1:9090", "127.0.0.1:9091").player("anna").join()) {
 *   anna.awaitWelcome(Duration.ofSeconds(10));
 *   anna.command(new byte[] {1, 2});
 *   double[] place = anna.place(anna.avatar());
 * }
 * }</pre>
 */
public final class GameClient implements AutoCloseable {
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long SCHEMA_SECONDS = 3;
  private static final long LEAVE_MILLIS = 3000;
  private static final long KEEP_ALIVE_SECONDS = 10;

  /** How many ticks late others are drawn: one may be late, and motion goes on. */
  private static final double DELAY_TICKS = 2;

  /** How a client joins. */
  public static final class Builder {
    private final List<String> nodes;
    private String name = "";
    private Supplier<String> token = () -> "";
    private double viewRadius;
    private ChannelCredentials credentials = InsecureChannelCredentials.create();
    private PlayerListener listener = new PlayerListener() {};
    private @Nullable CommandTracer tracer;

    private Builder(List<String> nodes) {
      this.nodes = nodes;
      if (nodes.isEmpty()) {
        throw new IllegalArgumentException("a client needs at least one node, as host:port");
      }
    }

    /** The player's name. */
    public Builder player(String playersName) {
      name = Objects.requireNonNull(playersName, "a player's name");
      return this;
    }

    /** Makes a JSON Web Token of the player, whenever the client has to prove who it is. */
    public Builder token(Supplier<String> maker) {
      token = maker;
      return this;
    }

    /** How far to look, in the game's unit. */
    public Builder viewRadius(double radius) {
      viewRadius = radius;
      return this;
    }

    /** How connections are encrypted, and which authority signs the nodes' certificates. */
    public Builder credentials(ChannelCredentials with) {
      credentials = with;
      return this;
    }

    /** Is told what happens. */
    public Builder listener(PlayerListener wanted) {
      listener = wanted;
      return this;
    }

    /** Makes the root spans of the commands' traces; the nodes do if there is none. */
    public Builder tracer(CommandTracer wanted) {
      tracer = wanted;
      return this;
    }

    /** Begins to join; does not wait for it. */
    public GameClient join() {
      GameClient client = new GameClient(this);
      client.thread.start();
      return client;
    }
  }

  /** All that are known; with those that others have named. The client's thread only. */
  private final List<String> nodes;

  private List<String> told = List.of();
  private int tried;
  private final ChannelCredentials credentials;

  /** By the nodes' addresses. */
  private final Map<String, ManagedChannel> channels = new HashMap<>();

  private final Hearer hearer = new Hearer();
  private final Player player;
  private final PlayerListener listener;
  private final @Nullable CommandTracer tracer;
  private final Thread thread;
  private final CompletableFuture<Welcome> joined = new CompletableFuture<>();
  private final CompletableFuture<Goodbye> over = new CompletableFuture<>();
  private volatile @Nullable PlayerSession session;
  private volatile boolean closed;
  private int turn;

  // With the session locked:
  private @Nullable WorldClock clock;
  private @Nullable Interpolation motion;
  private final List<Predicted<?>> predicted = new ArrayList<>();

  private GameClient(Builder b) {
    nodes = new ArrayList<>(b.nodes);
    player = new Player(b.name, b.token, b.viewRadius);
    listener = b.listener;
    tracer = b.tracer;
    credentials = b.credentials;
    thread = new Thread(this::run, "game-client-" + b.name);
    thread.setDaemon(true);
  }

  /** A client of the world that has these nodes, each as host:port; some may be away. */
  public static Builder at(String... nodes) {
    return new Builder(List.of(nodes));
  }

  private void run() {
    PlayerSession mine = null;
    while (!closed && mine == null) {
      UpdateLayout layout = layout(channel(nodes.get(turn % nodes.size())));
      mine = layout == null ? null : new PlayerSession(player, layout, hearer, tracer);
      // One that has answered will be the first to join at.
      turn += mine == null ? 1 : 0;
    }
    session = mine;
    while (!closed && mine != null && !mine.isOver()) {
      mine.timer();
      if (mine.wantsNode()) {
        connect(mine);
      }
      LockSupport.parkNanos(this, STEP_NANOS);
    }
  }

  private void connect(PlayerSession mine) {
    ManagedChannel channel = channel(next(mine.preferredNodes()));
    channel.resetConnectBackoff();
    try {
      mine.connect(GameServiceGrpc.newStub(channel));
    } catch (RuntimeException e) {
      // The player's maker of tokens is not ours: it may have no connection itself.
      listener.interrupted(Status.UNAUTHENTICATED.withDescription("no token").withCause(e));
      LockSupport.parkNanos(this, PAUSE_NANOS);
    }
  }

  /** The node whose turn it is: each of those that a node which stops has named, then any. */
  private String next(List<String> preferred) {
    if (!preferred.equals(told)) {
      told = preferred;
      tried = 0;
    }
    preferred.stream().filter(node -> !nodes.contains(node)).forEach(nodes::add);
    return tried < told.size() ? told.get(tried++) : nodes.get(turn++ % nodes.size());
  }

  private synchronized ManagedChannel channel(String node) {
    return channels.computeIfAbsent(
        node,
        n ->
            NettyChannelBuilder.forTarget(n, credentials)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_SECONDS / 2, TimeUnit.SECONDS)
                .build());
  }

  private @Nullable UpdateLayout layout(ManagedChannel channel) {
    WorldServiceGrpc.WorldServiceBlockingStub api =
        WorldServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(SCHEMA_SECONDS, TimeUnit.SECONDS);
    try {
      return UpdateLayout.of(api);
    } catch (StatusRuntimeException e) {
      listener.interrupted(e.getStatus());
      LockSupport.parkNanos(this, PAUSE_NANOS);
      return null;
    } catch (IllegalArgumentException e) {
      hearer.ended(Goodbye.Reason.REASON_UNSPECIFIED, String.valueOf(e.getMessage()));
      closed = true;
      return null;
    }
  }

  private PlayerSession joinedSession() {
    PlayerSession mine = session;
    if (mine == null || mine.welcome() == null) {
      throw new IllegalStateException("nobody has joined yet: wait for the welcome");
    }
    return mine;
  }

  /**
   * Waits until the session has begun.
   *
   * @throws TimeoutException if that takes longer than {@code limit}
   * @throws GameOverException if the server does not let the player in; says why
   */
  public Welcome awaitWelcome(Duration limit) throws TimeoutException, InterruptedException {
    try {
      return joined.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new GameOverException(over.join());
    }
  }

  /** Completes when the session is over, with the reason; maybe with the session locked. */
  public CompletableFuture<Goodbye> over() {
    return over.copy();
  }

  /** Entity id of the player's avatar. */
  public long avatar() {
    Welcome welcome = joinedSession().welcome();
    return welcome == null ? 0 : welcome.getAvatarId();
  }

  /**
   * Sends a command; it is consumed once, whatever happens to streams and nodes while the session
   * lasts.
   *
   * @return its number; 0 if it was not sent: too many are open, or the session is over, or about
   *     to be
   * @throws IllegalArgumentException if it is longer than the server takes
   */
  public long command(byte[] payload) {
    PlayerSession mine = joinedSession();
    byte[] own = payload.clone();
    synchronized (mine) {
      long number = mine.command(own);
      if (number > 0 && clock != null) {
        long tick = clock.consuming(System.nanoTime());
        predicted.forEach(p -> p.sent(number, own, tick));
      }
      return number;
    }
  }

  /** Looks at what is in view, all of one tick; at nothing before the first update. */
  public void look(Consumer<ClientView> at) {
    read(
        view -> {
          at.accept(view);
          return view;
        });
  }

  /** Reads something from what is in view, all of one tick; null before the first update. */
  public <T> @Nullable T read(Function<ClientView, T> at) {
    PlayerSession mine = joinedSession();
    synchronized (mine) {
      ClientView view = mine.view();
      return view == null ? null : at.apply(view);
    }
  }

  /**
   * Where to draw an entity at this moment, between two ticks and some time ago.
   *
   * @return its coordinates in the game's unit; null if it is not in view
   */
  public double @Nullable [] place(long entity) {
    PlayerSession mine = joinedSession();
    synchronized (mine) {
      Welcome welcome = mine.welcome();
      WorldClock time = clock;
      Interpolation moves = motion;
      if (welcome == null || time == null || moves == null) {
        return null;
      }
      World world = welcome.getWorld();
      double[] quanta = moves.place(entity, time.newest(System.nanoTime()));
      if (quanta == null) {
        return null;
      }
      double[] place = new double[world.getDimensions()];
      for (int axis = 0; axis < place.length; axis++) {
        place[axis] = world.getMin(axis) + quanta[axis] * world.getQuantum();
      }
      return place;
    }
  }

  /**
   * Predicts the avatar from now on.
   *
   * @param read the part of its state that is predicted
   * @param model how commands and ticks change that
   * @return tells that part as it will be when the world has consumed all that was sent; null while
   *     the avatar is not in view: before its first sight, and while it is teleported
   */
  public <S> Supplier<@Nullable S> predict(
      Function<ClientView.Seen, S> read, Prediction.Model<S> model) {
    PlayerSession mine = joinedSession();
    synchronized (mine) {
      Predicted<S> one = new Predicted<>(read, model);
      predicted.add(one);
      return () -> {
        synchronized (mine) {
          return one.now(clock);
        }
      };
    }
  }

  /** Leaves the world, if that is possible soon, and closes all connections. */
  @Override
  public void close() {
    PlayerSession mine = session;
    if (mine != null) {
      mine.leave();
      // With the session locked, in a call of its listener, nothing can come.
      boolean canHear = !Thread.holdsLock(mine);
      try {
        over.get(canHear ? LEAVE_MILLIS : 0, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        // The node parks the avatar on its own.
      }
    }
    closed = true;
    synchronized (this) {
      channels.values().forEach(ManagedChannel::shutdownNow);
    }
    over.complete(
        Goodbye.newBuilder()
            .setReason(Goodbye.Reason.LEFT)
            .setText("the client was closed")
            .build());
    joined.completeExceptionally(new GameOverException(over.join()));
  }

  /** Hears the session, with it locked. */
  private final class Hearer implements PlayerListener {
    @Override
    public void received(ServerMessage message) {
      listener.received(message);
    }

    @Override
    public void welcomed(Welcome welcome) {
      if (clock == null) {
        World world = welcome.getWorld();
        clock = new WorldClock(world.getTickRate());
        motion = new Interpolation(DELAY_TICKS, world.getMaxStep() / world.getQuantum());
      }
      listener.welcomed(welcome);
      joined.complete(welcome);
    }

    @Override
    public void updated(Update update, ClientView.Changes changes) {
      PlayerSession mine = session;
      ClientView view = mine == null ? null : mine.view();
      Welcome welcome = mine == null ? null : mine.welcome();
      if (view != null && welcome != null && clock != null && motion != null) {
        clock.updated(update.getTick(), System.nanoTime());
        motion.updated(update.getTick(), view);
        ClientView.Seen self = view.find(welcome.getAvatarId());
        predicted.forEach(p -> p.updated(update.getTick(), self));
      }
      listener.updated(update, changes);
    }

    @Override
    public void acknowledged(long number, long sentNanos, long tick, String refusal) {
      if (clock != null) {
        clock.acknowledged(sentNanos, tick);
      }
      predicted.forEach(p -> p.acknowledged(number, tick));
      listener.acknowledged(number, sentNanos, tick, refusal);
    }

    @Override
    public void forgotten(long number) {
      predicted.forEach(p -> p.acknowledged(number, -1));
      listener.forgotten(number);
    }

    @Override
    public void noticed(String text) {
      listener.noticed(text);
    }

    @Override
    public void interrupted(Status why) {
      listener.interrupted(why);
    }

    @Override
    public void ended(Goodbye.Reason why, String text) {
      listener.ended(why, text);
      Goodbye goodbye = Goodbye.newBuilder().setReason(why).setText(text).build();
      over.complete(goodbye);
      joined.completeExceptionally(new GameOverException(goodbye));
    }
  }

  /** A prediction that begins with the first sight of the avatar. */
  private static final class Predicted<S> {
    private final Function<ClientView.Seen, S> read;
    private final Prediction.Model<S> model;
    private @Nullable Prediction<S> prediction;

    Predicted(Function<ClientView.Seen, S> read, Prediction.Model<S> model) {
      this.read = read;
      this.model = model;
    }

    void updated(long tick, ClientView.@Nullable Seen self) {
      if (self == null) {
        // It is on a long way: where it was leads to nothing, and its commands are refused.
        prediction = null;
      } else {
        S state = read.apply(self);
        if (prediction == null) {
          prediction = new Prediction<>(model, tick, state);
        } else {
          prediction.updated(tick, state);
        }
      }
    }

    void sent(long number, byte[] payload, long likelyTick) {
      if (prediction != null) {
        prediction.sent(number, payload, likelyTick);
      }
    }

    void acknowledged(long number, long tick) {
      if (prediction != null) {
        prediction.acknowledged(number, tick);
      }
    }

    @Nullable S now(@Nullable WorldClock clock) {
      return prediction == null || clock == null
          ? null
          : prediction.at(clock.consuming(System.nanoTime()));
    }
  }
}
