package io.zonescaler.client;

import io.grpc.ChannelCredentials;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.zonescaler.v1.proto.Entity;
import io.zonescaler.v1.proto.GetSchemaRequest;
import io.zonescaler.v1.proto.ObserveRequest;
import io.zonescaler.v1.proto.Observed;
import io.zonescaler.v1.proto.ObservedEvent;
import io.zonescaler.v1.proto.ObserverServiceGrpc;
import io.zonescaler.v1.proto.Schema;
import io.zonescaler.v1.proto.WorldServiceGrpc;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads every tick of a world once, from whichever node tells it. Whoever keeps {@link
 * Tick#position()} together with what it made of a tick, in one transaction, and begins again
 * {@link Builder#from} there, has taken in each tick exactly once, whatever crashed.
 *
 * <pre>{@code
 * try (WorldObserver world = WorldObserver.at("127.0.0.1:9090").from(kept).open()) {
 *   while (true) {
 *     WorldObserver.Tick tick = world.next();
 *     database.inTransaction(() -> { keep(tick.position()); use(tick.events()); });
 *   }
 * }
 * }</pre>
 *
 * <p>For one thread; {@link #close()} may be called from any.
 */
public final class WorldObserver implements AutoCloseable {
  private static final long SHORTEST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 4000;
  private static final long KEEP_ALIVE_SECONDS = 10;
  private static final long SCHEMA_SECONDS = 5;
  private static final int LARGEST_MESSAGE = 64 << 20;

  /** No other node would say anything else. */
  private static final Set<Status.Code> FINAL =
      EnumSet.of(
          Status.Code.INVALID_ARGUMENT, Status.Code.UNAUTHENTICATED, Status.Code.PERMISSION_DENIED);

  /** Another node may keep more history, or any. */
  private static final Set<Status.Code> ELSEWHERE =
      EnumSet.of(
          Status.Code.FAILED_PRECONDITION, Status.Code.OUT_OF_RANGE, Status.Code.UNIMPLEMENTED);

  /**
   * How far a world was read.
   *
   * @param world which world; 0 for none yet
   * @param tick the last tick that was read; -1 for none
   */
  public record Position(long world, long tick) {
    /** Nothing was read: the first tick has all entities. */
    public static final Position NONE = new Position(0, -1);
  }

  /**
   * What a tick has brought.
   *
   * @param position where to go on after it
   * @param anew whether these are all entities that there are, and all known before are to be
   *     forgotten
   * @param changed entities that have come into view or changed, whole
   * @param gone ids of entities that were in view and are not
   * @param events what happened, by entity
   */
  public record Tick(
      Position position,
      boolean anew,
      List<Entity> changed,
      List<Long> gone,
      List<ObservedEvent> events) {}

  /** No node that was asked has the ticks after the position: some can never be read. */
  public static final class GapException extends RuntimeException {
    private static final long serialVersionUID = 1;

    GapException(String message) {
      super(message);
    }
  }

  /** How a world is observed. */
  public static final class Builder {
    private final List<String> nodes;
    private final ObserveRequest.Builder wish = ObserveRequest.newBuilder();
    private Position position = Position.NONE;
    private ChannelCredentials credentials = InsecureChannelCredentials.create();
    private Supplier<String> token = () -> "";

    private Builder(List<String> nodes) {
      this.nodes = nodes;
      if (nodes.isEmpty()) {
        throw new IllegalArgumentException("an observer needs at least one node, as host:port");
      }
    }

    /** Goes on after a position. */
    public Builder from(Position kept) {
      position = kept;
      return this;
    }

    /** Only entities of these kinds; of none if there are no names. */
    public Builder kinds(String... names) {
      wish.clearKinds().addAllKinds(List.of(names)).setNoEntities(names.length == 0);
      return this;
    }

    /** Only events of these kinds; none if there are no names. */
    public Builder events(String... names) {
      wish.clearEvents().addAllEvents(List.of(names)).setNoEvents(names.length == 0);
      return this;
    }

    /** Only what is in a box, in the game's unit; a corner has one number per dimension. */
    public Builder box(List<Double> min, List<Double> max) {
      wish.getBoxBuilder().clear().addAllMin(min).addAllMax(max);
      return this;
    }

    /** How connections are encrypted, and which authority signs the nodes' certificates. */
    public Builder credentials(ChannelCredentials with) {
      credentials = with;
      return this;
    }

    /** Makes a JSON Web Token of an observer, whenever it has to prove that it may. */
    public Builder token(Supplier<String> maker) {
      token = maker;
      return this;
    }

    /** Begins; connects with the first call of {@link WorldObserver#next()}. */
    public WorldObserver open() {
      return new WorldObserver(this);
    }
  }

  private final List<String> nodes;
  private final ObserveRequest wish;
  private final ChannelCredentials credentials;
  private final Supplier<String> token;
  private final Context.CancellableContext context = Context.ROOT.withCancellation();
  private Position position;
  private volatile @Nullable ManagedChannel channel;
  private @Nullable Iterator<Observed> told;
  private int turn;

  /** Nodes that could not go on from the position, since the last tick. */
  private final Set<Integer> refusing = new HashSet<>();

  private boolean unauthenticated;
  private long pauseMillis = SHORTEST_PAUSE_MILLIS;

  private WorldObserver(Builder b) {
    nodes = List.copyOf(b.nodes);
    wish = b.wish.build();
    credentials = b.credentials;
    token = b.token;
    position = b.position;
  }

  /** Observes a world of these nodes, as host:port; those of them that keep a history tell it. */
  public static Builder at(String... nodes) {
    return new Builder(List.of(nodes));
  }

  /**
   * The next tick; waits for it, and for a node that tells it.
   *
   * @throws GapException if none of the nodes has it
   * @throws IllegalArgumentException if there is no such kind or event, or this observer may not
   * @throws IllegalStateException once it is closed
   */
  public Tick next() throws InterruptedException {
    while (true) {
      if (context.isCancelled()) {
        throw new IllegalStateException("this observer is closed");
      }
      boolean isWhole = false;
      try {
        Tick tick = whole();
        isWhole = true;
        refusing.clear();
        unauthenticated = false;
        pauseMillis = SHORTEST_PAUSE_MILLIS;
        position = tick.position();
        return tick;
      } catch (StatusRuntimeException e) {
        broken(e.getStatus());
      } finally {
        if (!isWhole) {
          // A tick of which only parts have come comes again as a whole.
          told = null;
        }
      }
    }
  }

  private Tick whole() {
    List<Entity> changed = new ArrayList<>();
    List<Long> gone = new ArrayList<>();
    List<ObservedEvent> events = new ArrayList<>();
    while (true) {
      Observed part = part();
      changed.addAll(part.getChangedList());
      gone.addAll(part.getGoneList());
      events.addAll(part.getEventsList());
      if (part.getLastPart()) {
        Position now = new Position(part.getWorld(), part.getTick());
        return new Tick(now, part.getAnew(), changed, gone, events);
      }
    }
  }

  private Observed part() {
    Iterator<Observed> parts = stream();
    if (!parts.hasNext()) {
      throw Status.UNAVAILABLE.withDescription("the node has ended").asRuntimeException();
    }
    return parts.next();
  }

  private Iterator<Observed> stream() {
    Iterator<Observed> open = told;
    if (open == null) {
      ObserveRequest request =
          wish.toBuilder().setFromTick(position.tick() + 1).setWorld(position.world()).build();
      Context outer = context.attach();
      try {
        open =
            ObserverServiceGrpc.newBlockingStub(connected())
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers()))
                .observe(request);
      } finally {
        context.detach(outer);
      }
      told = open;
    }
    return open;
  }

  /** What the entities' and events' numbers mean: asks a node. */
  public Schema schema() throws InterruptedException {
    while (!context.isCancelled()) {
      try {
        return WorldServiceGrpc.newBlockingStub(connected())
            .withDeadlineAfter(SCHEMA_SECONDS, TimeUnit.SECONDS)
            .getSchema(GetSchemaRequest.getDefaultInstance());
      } catch (StatusRuntimeException e) {
        broken(e.getStatus());
      }
    }
    throw new IllegalStateException("this observer is closed");
  }

  /** How far it has read. */
  public Position position() {
    return position;
  }

  private void broken(Status status) throws InterruptedException {
    told = null;
    disconnect();
    String what = status.getCode() + ", " + status.getDescription();
    int node = turn++ % nodes.size();
    boolean tokenMayBeOld = status.getCode() == Status.Code.UNAUTHENTICATED && !unauthenticated;
    unauthenticated = status.getCode() == Status.Code.UNAUTHENTICATED;
    if (FINAL.contains(status.getCode()) && !tokenMayBeOld) {
      throw new IllegalArgumentException(what);
    }
    if (ELSEWHERE.contains(status.getCode())) {
      refusing.add(node);
      if (refusing.size() == nodes.size()) {
        refusing.clear();
        throw new GapException("no node can go on from " + position + ": " + what);
      }
    } else if (!context.isCancelled()) {
      Thread.sleep(pauseMillis);
      pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, 2 * pauseMillis);
    }
  }

  private ManagedChannel connected() {
    ManagedChannel open = channel;
    if (open == null) {
      open =
          Grpc.newChannelBuilder(nodes.get(turn % nodes.size()), credentials)
              .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
              .keepAliveTimeout(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
              .maxInboundMessageSize(LARGEST_MESSAGE)
              .build();
      channel = open;
    }
    return open;
  }

  private Metadata headers() {
    Metadata headers = new Metadata();
    String shown = token.get();
    if (!shown.isEmpty()) {
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + shown);
    }
    return headers;
  }

  private void disconnect() {
    if (channel != null) {
      channel.shutdownNow();
      channel = null;
    }
  }

  @Override
  public void close() {
    context.cancel(null);
    ManagedChannel open = channel;
    if (open != null) {
      open.shutdownNow();
    }
  }
}
