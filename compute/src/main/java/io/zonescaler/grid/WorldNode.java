package io.zonescaler.grid;

import io.zonescaler.cluster.Balancer;
import io.zonescaler.cluster.ClusterView;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.Coordinator;
import io.zonescaler.cluster.CoreSettings;
import io.zonescaler.cluster.Decision;
import io.zonescaler.cluster.Decisions;
import io.zonescaler.cluster.Forecasts;
import io.zonescaler.cluster.FrameFeed;
import io.zonescaler.cluster.GatewayReport;
import io.zonescaler.cluster.InputLog;
import io.zonescaler.cluster.Interests;
import io.zonescaler.cluster.Loads;
import io.zonescaler.cluster.MessageCodec;
import io.zonescaler.cluster.NodeCore;
import io.zonescaler.cluster.NodeListener;
import io.zonescaler.cluster.NodeMessage;
import io.zonescaler.cluster.NodeReport;
import io.zonescaler.cluster.NodeReport.Wish;
import io.zonescaler.cluster.Ownership;
import io.zonescaler.cluster.Secret;
import io.zonescaler.cluster.Standing;
import io.zonescaler.cluster.TickTimes;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.game.World;
import io.zonescaler.placement.LoadPlan;
import io.zonescaler.placement.LoadPlanner;
import io.zonescaler.placement.LoadPlanner.Limits;
import io.zonescaler.placement.LoadSnapshot;
import io.zonescaler.placement.PlacementPlan;
import io.zonescaler.placement.ZonePolicy;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.FailureListener;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.tick.StartPopulation;
import io.zonescaler.tick.WorldStart;
import io.zonescaler.tick.ZoneTick;
import io.zonescaler.world.Kind;
import io.zonescaler.world.WorldVariable;
import io.zonescaler.zone.MapChange;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.failure.FailureContext;
import org.apache.ignite.failure.FailureType;
import org.apache.ignite.internal.IgniteEx;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A node of a world in an active grid: the state machine of {@link NodeCore} on a thread of its
 * own, with the grid as its ports. The oldest server node coordinates; if it dies, the next oldest
 * takes over by raising the epoch.
 */
public final class WorldNode implements WorldAccess, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorldNode.class);
  private static final int AUDIT_SECONDS = 5;
  private static final int SMALLEST_RANGE = 64;

  /** A tenth of the time that a tick has at 20 per second. */
  private static final long BUSY_MICROS = 5_000;

  private static final long PROBE_TIMEOUT_MILLIS = 1000;

  /** Part of all cores below which what zones take is mostly noise. */
  private static final double IDLE_PART = 0.2;

  /** Share of the heap for recorded inputs: a quarter of an hour of 200 busy players in 1 GB. */
  private static final int INPUTS_SHARE = 32;

  private final Ignite ignite;
  private final World world;
  private final String name;
  private final int incarnation;
  private final LongSupplier clock = new SteadyClock(System::currentTimeMillis, System::nanoTime);
  private final ExecutorService helpers =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(),
          task -> {
            Thread thread = new Thread(task, "zonescaler-ranges");
            thread.setDaemon(true);
            return thread;
          });
  private final NodeLoop loop;
  private final IgniteLink link;
  private final NodeCore core;
  private final Coordinator coordinator;
  private final Placement placement;
  private final OwnershipView ownershipView;
  private final ClusterView view;
  private final Trouble trouble;
  private final Loads loads;
  private final StoreSweep sweep;
  private final Balancer balancer;
  private final Decisions decisions = new Decisions();
  private final Forecasts forecasts;
  private final InputLog inputs = new InputLog(Runtime.getRuntime().maxMemory() / INPUTS_SHARE);
  private final List<NodeListener> listeners = new CopyOnWriteArrayList<>();
  private final Interests interests = new Interests();
  private final Map<String, AtomicLong> failuresLogged = new ConcurrentHashMap<>();
  private boolean coordinating;
  private long timerMillis;
  private volatile @Nullable ControlRecord control;
  private volatile Ownership ownership = Ownership.none();

  /**
   * A node of an active grid; {@link #start} lets it run.
   *
   * @param ignite the grid; caches of {@link GridCaches} must be there
   * @param world the world, the same on all nodes
   * @param firstMap zones of a new world if this grid was founded to have one; null for a node that
   *     must not create one
   * @param settings settings of the state machine
   */
  public WorldNode(Ignite ignite, World world, @Nullable ZoneMap firstMap, CoreSettings settings) {
    this(ignite, world, new StartPopulation(world), firstMap, settings);
  }

  /**
   * A node of an active grid, whose world begins elsewhere than with its start population.
   *
   * @param start where a new world begins; other parameters as above
   */
  public WorldNode(
      Ignite ignite,
      World world,
      WorldStart start,
      @Nullable ZoneMap firstMap,
      CoreSettings settings) {
    this.ignite = ignite;
    this.world = world;
    loads = new Loads(world.settings().tickRate(), world.space().halo());
    forecasts = new Forecasts(world.space().bounds());
    view = new ClusterView(AUDIT_SECONDS * world.settings().tickRate());
    trouble = new Trouble(ignite, view);
    name = ignite.cluster().localNode().consistentId().toString();
    incarnation = GridMembers.incarnation(ignite.cluster().localNode());
    loop = new NodeLoop("zonescaler-" + name, this::timer, this::wakeMillis, clock, this::broken);
    MajorityProbe probe = new MajorityProbe(ignite, PROBE_TIMEOUT_MILLIS, loop);
    link =
        new IgniteLink(ignite, name, probe, loop, this::received, new MessageCodec(world.space()));
    placement =
        new Placement(
            ignite,
            view,
            probe,
            this::usedSlots,
            this::neededSlots,
            this::haltedZones,
            this::pins,
            plan -> loop.execute(() -> balancer().published(plan)),
            clock);
    IgniteFrameStore store = new IgniteFrameStore(ignite, loop);
    ownershipView = new OwnershipView(ignite);
    FailureListener failures = this::kernelFailed;
    core =
        new NodeCore(
            world,
            start,
            name,
            store,
            link,
            new SlotJobs(ignite, loop),
            clock,
            () -> new ZoneTick(world, spreading(), failures),
            new Fanout(),
            settings);
    coordinator =
        new Coordinator(
            store,
            link,
            clock,
            world.settings().tickRate(),
            firstMap == null
                ? null
                : ControlRecord.first(start.tick(), firstMap, start.variables(), Secret.random()));
    balancer =
        new Balancer(
            this, loads, forecasts, placement.copies(), coordinator, decisions, link, clock);
    sweep = new StoreSweep(ignite, this::control);
    listeners.add(inputs);
  }

  /** Zones whose ticks take long use all cores. */
  private RangeRunner spreading() {
    int cores = Runtime.getRuntime().availableProcessors();
    return RangeRunner.spreading(helpers, cores, SMALLEST_RANGE, BUSY_MICROS);
  }

  /** Lets the node run. */
  public void start() {
    loop.start();
  }

  /** Lets zones follow the load, within limits, when this node coordinates. */
  public void balance(Limits moves, ZonePolicy.Limits zones) {
    loop.execute(() -> balancer.limit(moves, zones));
  }

  /** Sends frames over a faster way from now on. */
  public void feed(FrameFeed feed) {
    link.feed(feed);
  }

  /** Frames came over the faster way. Any thread. */
  public void receivedFrames(String from, List<byte[]> frames) {
    loop.execute(() -> core.message(from, new NodeMessage.Frames(frames)));
  }

  /** Ends this node as Ignite ends a node that is broken: others take over. */
  private void broken(Error error) {
    LOG.error("Node {} is broken and ends", name, error);
    ((IgniteEx) ignite)
        .context()
        .failure()
        .process(new FailureContext(FailureType.CRITICAL_ERROR, error));
  }

  private void received(String from, NodeMessage message) {
    if (message instanceof NodeMessage.Forget forget) {
      if (coordinating) {
        placement.forget(forget.node());
      }
    } else if (message instanceof NodeMessage.Steer steer) {
      if (coordinating) {
        coordinator.steer(steer.steering(), steer.argument());
      }
    } else if (message instanceof NodeMessage.Reshape reshape) {
      if (coordinating) {
        coordinator.reshape(reshape.change());
      }
    } else if (message instanceof NodeMessage.Pin pin) {
      if (coordinating) {
        coordinator.pin(pin.slot(), pin.node());
        balancer.pinned(pin.slot(), pin.node());
      }
    } else if (message instanceof NodeMessage.SetVariable set) {
      if (coordinating) {
        coordinator.set(set.variable(), set.bits());
      }
    } else if (message instanceof NodeMessage.End end) {
      if (end.node().equals(name)) {
        LOG.warn("Asked from {} to end {}", from, end.orderly() ? "in order" : "at once");
        listeners.forEach(listener -> listener.asked(end.orderly()));
      }
    } else if (message instanceof NodeMessage.Decided decided) {
      decisions.learn(decided.decision());
    } else if (message instanceof NodeMessage.Flows flows) {
      forecasts.learn(flows.flows());
    } else {
      core.message(from, message);
    }
  }

  private long wakeMillis() {
    return Math.min(core.wakeMillis(), timerMillis + NodeCore.TIMER_MILLIS);
  }

  /** The zones go on, whatever becomes of what steers them. */
  private void timer() {
    try {
      steer();
    } finally {
      core.timer();
    }
  }

  private void steer() {
    long now = clock.getAsLong();
    if (now - timerMillis >= NodeCore.TIMER_MILLIS) {
      timerMillis = now;
      core.exchanging(ownershipView.isExchanging());
      Ownership seen = ownershipView.refresh();
      if (!seen.equals(ownership)) {
        ownership = seen;
        core.ownership(seen);
        placed();
      }
      coordinate();
      placement.watchForgotten();
      trouble.look(control, ownership, coordinating ? coordinator.unreadable() : "");
      forecasts.timer(now, loads::cost);
    }
  }

  private void placed() {
    ControlRecord record = control;
    if (record != null) {
      loads.placed(record, ownership);
    }
  }

  private void coordinate() {
    boolean mine = coordinator().equals(name);
    if (mine && !coordinating) {
      coordinator.start();
    }
    coordinating = mine;
    if (mine) {
      coordinator.timer();
      placement.timer(ownership);
      balancer.timer();
    }
  }

  /** The balancer needs the placement, which needs it. */
  private Balancer balancer() {
    return balancer;
  }

  private Map<Integer, String> pins() {
    ControlRecord record = control;
    return record == null ? Map.of() : record.directives().pins();
  }

  /** Slots that hold a zone, with what they take: as long as that is little, each the same. */
  private Map<Integer, Double> usedSlots() {
    ControlRecord record = control;
    Set<Zone> zones = record == null ? Set.of() : record.allZones();
    double cores = view.reports().stream().mapToDouble(NodeReport::cores).sum();
    double least = IDLE_PART * Math.max(1, cores) / Math.max(1, zones.size());
    Map<Integer, Double> slots = new HashMap<>();
    zones.forEach(zone -> slots.merge(zone.slot(), least + loads.cost(zone.id()), (a, b) -> a + b));
    return slots;
  }

  /** The control record's slot, and those of zones that have begun. */
  private Set<Integer> neededSlots() {
    ControlRecord record = control;
    Set<Integer> slots = new HashSet<>();
    if (record == null) {
      // Any slot may hold a zone.
      IntStream.range(0, world.settings().slots()).forEach(slots::add);
      return slots;
    }
    slots.add(ControlRecord.SLOT);
    record.allZones().stream().filter(core::hasBegun).map(Zone::slot).forEach(slots::add);
    return slots;
  }

  /** Zones that have begun and cannot go on. */
  private Set<Long> haltedZones() {
    ControlRecord record = control;
    Set<Long> halted = new HashSet<>();
    for (long id : trouble.lost()) {
      Zone zone = record == null ? null : record.find(id);
      if (zone != null && core.hasBegun(zone)) {
        halted.add(id);
      }
    }
    return halted;
  }

  /** Says what this node wants to be; it wants to own its share of the slots if not told. */
  public void wish(Wish wish) {
    loop.execute(() -> core.wish(wish));
  }

  /**
   * Asks the other nodes to take over what this one owns, and waits until they have; at once if all
   * of them leave too.
   *
   * @param limit longest time to wait
   * @return whether this node can stop without leaving a gap
   */
  public boolean leave(Duration limit) throws InterruptedException {
    wish(Wish.LEAVER);
    return await(() -> placement.mayLeave(name, ownership), limit);
  }

  /**
   * Waits until a plan has taken this node in and its slots have all their data.
   *
   * @param limit longest time to wait
   * @return whether that is so
   */
  public boolean awaitTakenIn(Duration limit) throws InterruptedException {
    return await(() -> !isOutside() && BaselinePlan.isFulfilled(ignite), limit);
  }

  /**
   * Says that members are gone for ever: when this node coordinates, they do not count any more.
   */
  public void presumeGone(Collection<String> members) {
    loop.execute(() -> members.forEach(placement::forget));
  }

  /** Whether this node is no member of the grid: it owns nothing then. */
  public boolean isOutside() {
    return !GridMembers.baseline(ignite).contains(name);
  }

  private static boolean await(BooleanSupplier condition, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(NodeCore.TIMER_MILLIS);
    }
    return true;
  }

  /** One line per place in the game's code that fails, then one for every thousand times more. */
  private void kernelFailed(long zone, long tick, Kind kind, long id, Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    String place =
        kind
            + " "
            + failure.getClass().getName()
            + " at "
            + (trace.length > 0 ? trace[0] : failure);
    long count = failuresLogged.computeIfAbsent(place, p -> new AtomicLong()).incrementAndGet();
    if (count == 1) {
      LOG.atWarn()
          .addKeyValue("zone", zone)
          .addKeyValue("tick", tick)
          .addKeyValue("kind", kind.name())
          .addKeyValue("entity", Long.toHexString(id))
          .setCause(failure)
          .log(
              "The game failed in zone {} at tick {} on {} {}; it stays as it was",
              zone,
              tick,
              kind,
              Long.toHexString(id));
    } else if (count % 1000 == 0) {
      LOG.atWarn()
          .addKeyValue("zone", zone)
          .addKeyValue("tick", tick)
          .addKeyValue("kind", kind.name())
          .log("The game failed {} times: {}", count, place);
    }
  }

  /** Tells all listeners; one that fails harms nobody. */
  private final class Fanout implements NodeListener {
    @Override
    public void released(ZoneState state, byte[] frame, boolean own) {
      tell(state.zone(), state.tick(), listener -> listener.released(state, frame, own));
    }

    @Override
    public void ticked(TickTimes times) {
      tell(times.zone(), times.tick(), listener -> listener.ticked(times));
    }

    private void tell(long zone, long tick, Consumer<NodeListener> what) {
      for (NodeListener listener : listeners) {
        try {
          what.accept(listener);
        } catch (RuntimeException e) {
          LOG.atError()
              .addKeyValue("zone", zone)
              .addKeyValue("tick", tick)
              .setCause(e)
              .log("A listener failed on zone {} at tick {}", zone, tick);
        }
      }
    }

    @Override
    public void controlled(ControlRecord record) {
      control = record;
      view.retain(record.zones());
      placed();
      forecasts.retain(record.oldestMap().ids());
      coordinator.known(record);
      listeners.forEach(l -> l.controlled(record));
    }

    @Override
    public void reported(NodeReport report) {
      ControlRecord record = control;
      view.reported(
          report, clock.getAsLong(), tick -> record == null ? null : record.certainMapAt(tick));
      loads.reported(report, clock.getAsLong());
      coordinator.reported(report);
      listeners.forEach(l -> l.reported(report));
    }

    @Override
    public void located(long player, long zone) {
      listeners.forEach(l -> l.located(player, zone));
    }

    @Override
    public void noticed(long zone, long tick, String sentence) {
      LoggingEventBuilder line = LOG.atWarn();
      if (zone != 0) {
        line = line.addKeyValue("zone", zone);
      }
      if (tick >= 0) {
        line = line.addKeyValue("tick", tick);
      }
      line.log("{}", sentence);
      listeners.forEach(l -> l.noticed(zone, tick, sentence));
    }
  }

  @Override
  public World world() {
    return world;
  }

  @Override
  public String node() {
    return name;
  }

  @Override
  public @Nullable ControlRecord control() {
    return control;
  }

  @Override
  public Ownership ownership() {
    return ownership;
  }

  @Override
  public @Nullable PlacementPlan plan() {
    return BaselinePlan.current(ignite);
  }

  @Override
  public ClusterView view() {
    return view;
  }

  @Override
  public InputLog inputs() {
    return inputs;
  }

  @Override
  public void history(Zone zone, Consumer<List<byte[]>> done) {
    loop.execute(() -> core.history(zone, done));
  }

  @Override
  public void listen(NodeListener listener) {
    listeners.add(listener);
  }

  @Override
  public void unlisten(NodeListener listener) {
    listeners.remove(listener);
  }

  @Override
  public void interest(Object holder, Set<Long> zones) {
    Set<Long> wanted = Set.copyOf(zones);
    loop.execute(
        () -> {
          interests.set(holder, wanted);
          core.interest(interests.all());
        });
  }

  @Override
  public void gateway(GatewayReport report) {
    loop.execute(() -> core.gateway(report));
  }

  @Override
  public void submit(long zone, List<PlayerInput> newInputs) {
    List<PlayerInput> copy = List.copyOf(newInputs);
    loop.execute(() -> core.submit(zone, copy));
  }

  @Override
  public void locate(long player) {
    loop.execute(() -> link.broadcast(new NodeMessage.Locate(player)));
  }

  /**
   * What this node's own copies have of zones that others have lost; null before the world is known
   * here.
   *
   * @param zones ids of zones, with the newest tick of each that the others know of
   */
  public @Nullable Salvage salvage(Map<Long, Long> zones) {
    ControlRecord record = control;
    return record == null ? null : Salvage.of(ignite, world, record, zones);
  }

  @Override
  public boolean hasMajority() {
    return trouble.hasMajority();
  }

  @Override
  public String coordinator() {
    return GridMembers.oldest(ignite);
  }

  @Override
  public Set<String> present() {
    return trouble.present();
  }

  @Override
  public int incarnation() {
    return incarnation;
  }

  @Override
  public Set<Integer> incarnations() {
    return GridMembers.incarnations(ignite);
  }

  @Override
  public Standing standing() {
    ControlRecord record = control;
    return new Standing(
        name,
        trouble.members(),
        trouble.present(),
        false,
        trouble.lost(),
        core.seen(),
        trouble.hasMajority() ? Map.of() : StoredTicks.here(ignite),
        record == null ? Set.of() : record.zones(),
        record == null ? 0 : record.newestMap().nextZoneId());
  }

  /** The others have taken this node for dead. */
  public void expelled() {
    trouble.expelled();
  }

  @Override
  public Set<Long> lost() {
    return trouble.lost();
  }

  @Override
  public String trouble() {
    return trouble.sentence();
  }

  @Override
  public void forget(String node) {
    loop.execute(() -> link.broadcast(new NodeMessage.Forget(node)));
  }

  @Override
  public void end(String node, boolean orderly) {
    loop.execute(() -> link.broadcast(new NodeMessage.End(node, orderly)));
  }

  @Override
  public void quarantine(long entity, boolean release) {
    loop.execute(() -> link.broadcast(new NodeMessage.Quarantine(entity, release)));
  }

  @Override
  public void reshape(MapChange change) {
    loop.execute(() -> link.broadcast(new NodeMessage.Reshape(change)));
  }

  @Override
  public LoadPlan whatIf(Limits limits) {
    LoadSnapshot expected = balancer.expected();
    if (expected == null) {
      throw new IllegalArgumentException("the world has not begun yet: wait until it runs");
    }
    return LoadPlanner.plan(expected, limits);
  }

  @Override
  public Forecasts forecasts() {
    return forecasts;
  }

  @Override
  public List<Decision> decisions() {
    return decisions.all();
  }

  @Override
  public void pin(int slot, String node) {
    loop.execute(() -> link.broadcast(new NodeMessage.Pin(slot, node)));
  }

  @Override
  public void set(WorldVariable variable, Number value) {
    NodeMessage message = NodeMessage.SetVariable.of(world, variable, value);
    loop.execute(() -> link.broadcast(message));
  }

  @Override
  public void steer(NodeMessage.Steering steering, long argument) {
    loop.execute(() -> link.broadcast(new NodeMessage.Steer(steering, argument)));
  }

  @Override
  public void close() {
    link.close();
    loop.close();
    placement.close();
    sweep.close();
    helpers.shutdownNow();
  }
}
