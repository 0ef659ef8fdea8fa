package io.zonescaler.web;

import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.ControlRecord.MapInForce;
import io.zonescaler.cluster.Ownership;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.state.ZoneState;
import io.zonescaler.web.MapFrame.ZoneNote;
import io.zonescaler.web.status.StatusReader;
import io.zonescaler.zone.Zone;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes the live map to all viewers, from one thread of its own: a frame per pushed tick, built
 * once for all, and the status once a second. Follows the world's zones only while somebody looks,
 * or has just asked for an entity.
 */
final class LiveFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
  private static final long TURN_MILLIS = 10;
  private static final long SAMPLE_MILLIS = 50;
  private static final long STATUS_MILLIS = 1_000;
  private static final long LEASE_MILLIS = 5_000;

  /** When ticks come slower than this, each is pushed. */
  private static final long IDLE_MILLIS = 250;

  private final WorldAccess access;
  private final StatusReader status;
  private final LiveMessages messages;
  private final LongSupplier clock;
  private final long stride;
  private final LiveStates states = new LiveStates();
  private final MapFrame writer = new MapFrame();
  private final Map<Session, Viewer> viewers = new ConcurrentHashMap<>();
  private final ScheduledExecutorService worker;
  private Set<Long> interest = Set.of();
  private long followedVersion;
  private volatile long leasedUntilMillis;
  private volatile @Nullable ByteBuffer lastFrame;
  private long pushedTick = -1;
  private long pushedMillis;
  private long statusMillis;
  private long sampledMillis;
  private long timelineMillis;
  private final Timeline timeline;

  LiveFeed(
      WorldAccess access,
      StatusReader status,
      DashboardSettings settings,
      LongSupplier clockMillis) {
    this.access = access;
    this.status = status;
    this.clock = clockMillis;
    messages = new LiveMessages(access, settings);
    timeline = new Timeline(status.read());
    int rate = access.world().settings().tickRate();
    stride = Math.max(1, (rate + settings.pushesPerSecond() - 1) / settings.pushesPerSecond());
    worker =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "dashboard-feed");
              thread.setDaemon(true);
              return thread;
            });
  }

  void start() {
    access.listen(states);
    worker.execute(this::turns);
  }

  Timeline timeline() {
    return timeline;
  }

  LiveStates states() {
    return states;
  }

  int viewers() {
    return viewers.size();
  }

  /** A browser has connected. */
  void join(Session session, boolean maySteer) {
    Viewer viewer = new Viewer(session);
    viewer.text(messages.hello(maySteer));
    viewer.text(messages.status(status.read()));
    ByteBuffer frame = lastFrame;
    if (frame != null && !viewers.isEmpty()) {
      viewer.frame(frame);
    }
    viewers.put(session, viewer);
  }

  /** A browser has gone. */
  void leave(Session session) {
    viewers.remove(session);
  }

  /**
   * The world as of now, following all of it for a few seconds; waits until the zones' states have
   * come, at most {@code waitMillis}; null if they have not.
   */
  @Nullable WorldTick worldNow(long waitMillis) throws InterruptedException {
    long begin = clock.getAsLong();
    leasedUntilMillis = begin + LEASE_MILLIS;
    long atLeast = access.view().audit().tick();
    while (true) {
      WorldTick now = states.newest(access.control(), atLeast - 1);
      if (now != null || clock.getAsLong() - begin > waitMillis) {
        return now;
      }
      TimeUnit.MILLISECONDS.sleep(TURN_MILLIS);
    }
  }

  private void turns() {
    turn();
    if (worker.isShutdown()) {
      return;
    }
    boolean looked = !viewers.isEmpty() || clock.getAsLong() < leasedUntilMillis;
    worker.schedule(this::turns, looked ? TURN_MILLIS : SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void turn() {
    try {
      long now = clock.getAsLong();
      if (now - sampledMillis >= SAMPLE_MILLIS) {
        sampledMillis = now;
        status.sample();
      }
      if (now - timelineMillis >= STATUS_MILLIS) {
        timelineMillis = now;
        timeline.add(status.read(), now);
      }
      viewers.keySet().removeIf(session -> !session.isOpen());
      follow(!viewers.isEmpty() || now < leasedUntilMillis);
      if (!viewers.isEmpty()) {
        push(now);
      }
    } catch (RuntimeException e) {
      LOG.warn("the dashboard's feed goes on after a failure", e);
    }
  }

  private void follow(boolean wanted) {
    ControlRecord control = wanted ? access.control() : null;
    long version = control == null ? 0 : control.version();
    if (version != followedVersion) {
      followedVersion = version;
      Set<Long> zones = new HashSet<>();
      if (control != null) {
        for (MapInForce m : control.maps()) {
          for (Zone zone : m.map().zones()) {
            zones.add(zone.id());
          }
        }
      }
      if (!zones.equals(interest)) {
        interest = Set.copyOf(zones);
        states.looking(!zones.isEmpty());
        access.interest(this, interest);
      }
    }
    if (!wanted) {
      lastFrame = null;
      pushedTick = -1;
    }
  }

  private void push(long now) {
    WorldTick tick = states.newest(access.control(), pushedTick);
    boolean next = tick != null && tick.tick() / stride > pushedTick / stride;
    if (tick != null && (pushedTick < 0 || next || now - pushedMillis >= IDLE_MILLIS)) {
      List<ZoneState> skipped =
          pushedTick < 0 ? List.of() : states.between(pushedTick, tick.tick());
      Ownership ownership = access.ownership();
      Map<Long, Integer> behind = states.behind();
      ByteBuffer frame =
          writer
              .write(
                  access.world(),
                  tick,
                  zone ->
                      new ZoneNote(ownership.owner(zone.slot()), behind.getOrDefault(zone.id(), 0)),
                  skipped,
                  now)
              .asReadOnlyBuffer();
      lastFrame = frame;
      pushedTick = tick.tick();
      pushedMillis = now;
      viewers.values().forEach(v -> v.frame(frame));
    }
    if (now - statusMillis >= STATUS_MILLIS) {
      statusMillis = now;
      String text = messages.status(status.read());
      viewers.values().forEach(v -> v.text(text));
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
    access.unlisten(states);
    if (!interest.isEmpty()) {
      access.interest(this, Set.of());
    }
  }
}
