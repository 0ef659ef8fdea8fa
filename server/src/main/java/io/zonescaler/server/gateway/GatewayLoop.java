package io.zonescaler.server.gateway;

import com.google.protobuf.ByteString;
import io.zonescaler.client.update.UpdateLayout;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.GatewayReport;
import io.zonescaler.cluster.NodeListener;
import io.zonescaler.cluster.Secret;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.game.World;
import io.zonescaler.server.update.SeenEntities;
import io.zonescaler.server.update.Sight;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.Ids;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.ZoneState;
import io.zonescaler.v1.proto.Welcome;
import io.zonescaler.world.Kind;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's one thread: all sessions and all they know belong to it. Others hand it work with
 * {@link #post}, which never waits.
 */
final class GatewayLoop implements NodeListener, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayLoop.class);
  private static final long TIMER_MILLIS = 20;
  private static final long TIDY_MILLIS = 1000;

  /** Without a new tick for so long, and for some ticks' time, the world stands still. */
  private static final long STANDS_MILLIS = 1000;

  private static final int STANDS_TICKS = 4;

  /** How long a gateway that stops waits for those who want to leave the world. */
  private static final long PARTING_MILLIS = 2000;

  private static final int MOST_QUERIES = 64;

  /** Streams that are given to the network together: one after another, each would wake it. */
  private static final int MAIL_BATCH = 64;

  private final WorldAccess access;
  private final GatewaySettings settings;
  private final @Nullable PlayerTokens tokens;
  private final LongSupplier clock;
  private final LongFunction<io.zonescaler.v1.proto.World> summary;
  private final ConcurrentLinkedQueue<Runnable> inbox = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean stopping;
  private volatile @Nullable CommandTraces traces;

  /** Whether somebody waits for new states; else they are taken in with the next timer. */
  private volatile boolean awaited;

  private boolean relocating;
  private String told = "";
  private volatile long newestTick = -1;

  private final UpdateLayout layout;
  private final ZoneStates states;
  private final Roster roster = new Roster();
  private final Addresses addresses;
  private final Strays strays = new Strays(this);
  private final SecureRandom random = new SecureRandom();
  private final GatewayMetrics metrics;
  private final List<EntityQuery> queries = new ArrayList<>();
  private final Map<Long, List<PlayerInput>> outbox = new TreeMap<>();
  private final List<ClientStream> mail = new ArrayList<>();
  private Set<Long> interest = Set.of();
  private boolean interestChanged;
  private boolean statesChanged;
  private long now;
  private long timerMillis;
  private long tidyMillis;
  private long advancedMillis;

  GatewayLoop(
      WorldAccess access,
      GatewaySettings settings,
      @Nullable PlayerTokens tokens,
      LongSupplier clock,
      LongFunction<io.zonescaler.v1.proto.World> summary) {
    this.access = access;
    this.settings = settings;
    this.tokens = tokens;
    this.clock = clock;
    this.summary = summary;
    layout = Sight.layout(access.world().schema(), access.world().space().dimensions());
    states =
        new ZoneStates(
            new SeenEntities(access.world().schema(), access.world().space().dimensions()));
    now = clock.getAsLong();
    addresses = new Addresses(settings);
    metrics = new GatewayMetrics(now);
    thread = new Thread(this, "gateway-" + access.node());
    thread.setDaemon(true);
  }

  void start() {
    metrics.count(access.node(), roster::clients, roster::lingering);
    thread.start();
    access.listen(this);
  }

  void stop() {
    stopping = true;
    LockSupport.unpark(thread);
    try {
      thread.join(2 * PARTING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    metrics.close();
    access.gateway(GatewayReport.NONE);
    access.unlisten(this);
    access.interest(this, Set.of());
  }

  /** Sends all clients to other nodes and lets no new ones in; any thread. */
  void relocate(List<String> nodes) {
    post(
        () -> {
          relocating = true;
          roster.forEach(s -> attempt(() -> s.relocate(nodes)));
        });
  }

  /** Runs something on the gateway's thread. */
  void post(Runnable work) {
    inbox.add(work);
    LockSupport.unpark(thread);
  }

  int clients() {
    return roster.clients();
  }

  long newestTick() {
    return newestTick;
  }

  // ---- the node's loop calls these

  @Override
  public void released(ZoneState state, byte[] frame, boolean own) {
    inbox.add(() -> take(state, own));
    if (awaited) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void located(long player, long zone) {
    post(() -> roster.located(Ids.avatar(player), zone));
  }

  // ---- the gateway's thread

  @Override
  public void run() {
    while (!stopping) {
      turn();
    }
    // Clients go elsewhere now, where their sessions go on.
    Refusal why = Refusal.stopping(access.node());
    roster.forEach(s -> attempt(() -> s.stop(why)));
    long endMillis = clock.getAsLong() + PARTING_MILLIS;
    while (!roster.isEmpty() && clock.getAsLong() < endMillis) {
      turn();
    }
    turn();
  }

  private void turn() {
    now = clock.getAsLong();
    Runnable work = inbox.poll();
    boolean idle = work == null;
    for (; work != null; work = inbox.poll()) {
      attempt(work);
    }
    pass();
    awaited = !roster.isEmpty() || !queries.isEmpty();
    if (idle) {
      long restMillis = Math.min(timerMillis + TIMER_MILLIS - now, TIMER_MILLIS);
      LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(Math.max(1, restMillis)));
    }
  }

  /** A bug that one client reaches must not end the others' sessions. */
  private void attempt(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("The gateway of node {} could not finish a piece of work", access.node(), e);
    }
  }

  private void pass() {
    advance();
    if (now - timerMillis >= TIMER_MILLIS) {
      timerMillis = now;
      timer();
    }
    flush();
    deliver();
  }

  private void advance() {
    if (statesChanged) {
      statesChanged = false;
      if (states.newestTick() > newestTick) {
        newestTick = states.newestTick();
        advancedMillis = now;
      }
      roster.forEach(s -> attempt(s::advance));
      queries.removeIf(q -> q.tryAnswer(states));
    }
  }

  private void timer() {
    String trouble = access.trouble();
    if (!trouble.equals(told)) {
      String text = trouble.isEmpty() ? "the world goes on" : "the world stands still: " + trouble;
      told = trouble;
      roster.forEach(s -> attempt(() -> s.notice(text)));
    }
    roster.forEach(s -> attempt(s::timer));
    interestChanged |= roster.tidy(this::forgotten);
    interestChanged |= queries.removeIf(q -> q.tryExpire(now));
    if (interestChanged) {
      interestChanged = false;
      Set<Long> wanted = new HashSet<>();
      roster.addWanted(wanted);
      queries.forEach(q -> wanted.addAll(q.zones()));
      if (!wanted.equals(interest)) {
        interest = wanted;
        access.interest(this, wanted);
      }
    }
    ControlRecord control = control();
    if (now - tidyMillis >= TIDY_MILLIS) {
      tidyMillis = now;
      access.gateway(metrics.report(roster.clients(), now));
      addresses.tidy(now);
      if (control != null) {
        states.tidy(control);
        attempt(worldStands() ? strays::pause : strays::look);
      }
    }
  }

  private void flush() {
    if (!outbox.isEmpty()) {
      outbox.forEach(access::submit);
      outbox.clear();
    }
  }

  /** The stream has messages that wait. */
  void hasMail(ClientStream stream) {
    mail.add(stream);
    if (mail.size() == MAIL_BATCH) {
      deliver();
    }
  }

  private void deliver() {
    mail.forEach(stream -> attempt(stream::deliver));
    mail.clear();
  }

  private void take(ZoneState state, boolean own) {
    if (own) {
      strays.released(state);
    }
    if (state.tick() > newestTick + ZoneStates.KEPT / 2) {
      // Many ticks at once, after a hold-up: show them before they are overwritten.
      advance();
    }
    if (!states.put(state)) {
      return;
    }
    statesChanged = true;
    if (roster.isEmpty()) {
      return;
    }
    for (InputOutcome outcome : state.inputs()) {
      for (Session s : roster.of(Ids.avatar(outcome.input().player()))) {
        s.outcome(state.tick(), outcome);
      }
    }
    for (Kind kind : world().schema().avatars()) {
      if (kind.role() != Kind.Role.PARKED || roster.looksForParked()) {
        find(state, state.tables().get(kind.index()));
      }
    }
  }

  private void find(ZoneState state, EntityTable table) {
    for (int row = 0; row < table.size; row++) {
      for (Session s : roster.of(table.id[row])) {
        s.found(state.tick(), table, row, isInPlay(table, row));
      }
    }
  }

  /** Whether an avatar is some session's: live, or on its way to where it will be. */
  static boolean isInPlay(EntityTable avatars, int row) {
    return switch (avatars.kind.role()) {
      case AVATAR -> true;
      case CARRIED -> avatars.integer(avatars.kind.leavesColumn(), row) == 0;
      default -> false;
    };
  }

  // ---- clients and queries

  /** A client has connected; any thread. */
  void open(ClientStream stream) {
    post(
        () -> {
          if (stopping || relocating) {
            stream.close(Refusal.stopping(access.node()));
            return;
          }
          if (roster.clients() >= settings.get(GatewayLimit.CLIENTS)) {
            stream.close(Refusal.full(access.node(), settings.get(GatewayLimit.CLIENTS)));
            return;
          }
          Refusal refusal = addresses.open(stream.address(), now);
          if (refusal != null) {
            stream.close(refusal);
            return;
          }
          Session session = new Session(this, stream);
          stream.session = session;
          roster.add(session);
        });
  }

  /** The client of a session is lost, and may come back; whether there is room to wait for it. */
  boolean tryLinger(Session session) {
    boolean may =
        !stopping
            && settings.get(GatewayLimit.RESUME) > 0
            && roster.lingering() < settings.get(GatewayLimit.CLIENTS)
            && addresses.tryLinger(session.address(), now);
    if (may) {
      roster.beginsLingering();
    }
    return may;
  }

  private void forgotten(Session session) {
    if (session.hasLingered()) {
      addresses.endsLingering(session.address());
    } else {
      addresses.closed(session.address());
    }
  }

  Roster roster() {
    return roster;
  }

  Addresses addresses() {
    return addresses;
  }

  GatewayMetrics metrics() {
    return metrics;
  }

  /** Answers a query as soon as possible; any thread. */
  void ask(EntityQuery query) {
    post(
        () -> {
          if (queries.size() >= MOST_QUERIES) {
            query.refuse(MOST_QUERIES);
            return;
          }
          ControlRecord control = control();
          query.begin(control, now);
          if (!query.tryAnswer(states)) {
            queries.add(query);
            interestChanged = true;
          }
        });
  }

  // ---- what sessions need

  WorldAccess access() {
    return access;
  }

  World world() {
    return access.world();
  }

  /** What updates consist of. */
  UpdateLayout layout() {
    return layout;
  }

  GatewaySettings settings() {
    return settings;
  }

  /** Null where anyone may be anyone. */
  @Nullable PlayerTokens tokens() {
    return tokens;
  }

  ZoneStates states() {
    return states;
  }

  @Nullable ControlRecord control() {
    return access.control();
  }

  /** Tells somebody of commands from now on; any thread. */
  void trace(CommandTraces told) {
    traces = told;
  }

  /** Who is told of commands; null if nobody is. */
  @Nullable CommandTraces traces() {
    return traces;
  }

  /** The clock, as of now. */
  long clockMillis() {
    return clock.getAsLong();
  }

  /** The clock, as of the beginning of this pass. */
  long now() {
    return now;
  }

  /** Whether no tick has come for a while, as far as this gateway hears. */
  boolean worldStands() {
    long patience = STANDS_TICKS * 1000L / world().settings().tickRate();
    return now - advancedMillis > Math.max(STANDS_MILLIS, patience);
  }

  /** A new session. */
  int newSession() {
    return random.nextInt(SessionEpoch.SESSIONS);
  }

  /** The zone that runs what is at a place after {@code tick}, or null if no map is known. */
  @Nullable Zone zoneAt(long tick, int x, int y, int z) {
    ControlRecord control = control();
    ZoneMap map = control == null ? null : control.mapAt(tick + 1);
    return map == null ? null : map.locate(x, y, z);
  }

  /**
   * An epoch for a session that is later than another one, and than all of the avatar's here.
   *
   * @param resumed whether the session goes on, and gives way to a new one
   */
  long newEpoch(long avatar, long earlier, int session, boolean resumed) {
    long latest = earlier;
    for (Session s : roster.of(avatar)) {
      Seat seat = s.seat();
      latest = seat == null ? latest : Math.max(latest, seat.epoch());
    }
    return SessionEpoch.after(latest, session, access.incarnation(), resumed);
  }

  /** Gives an input to a zone with the end of this pass. */
  void submit(long zone, PlayerInput input) {
    outbox.computeIfAbsent(zone, z -> new ArrayList<>()).add(input);
  }

  void interestChanged() {
    interestChanged = true;
  }

  Welcome welcome(Seat seat) {
    ControlRecord control = control();
    CommandTraces told = traces;
    Secret secret = control == null ? Secret.NONE : control.secret();
    return seat.welcome()
        .setWorld(summary.apply(newestTick))
        .setMaxOutstandingCommands(settings.get(GatewayLimit.OUTSTANDING_COMMANDS))
        .setMaxMessageBytes(
            Math.min(
                settings.get(GatewayLimit.MESSAGE_BYTES),
                settings.get(GatewayLimit.BYTES_PER_SECOND)))
        .setNode(access.node())
        .setResumeToken(ByteString.copyFrom(ResumeTokens.sign(secret, seat.player(), seat.epoch())))
        .setTracesOneIn(told == null ? 0 : told.oneIn())
        .setResumeMillis(settings.get(GatewayLimit.RESUME))
        .build();
  }
}
