package io.zonescaler.verify;

import io.zonescaler.cluster.ClusterView;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.Coordinator;
import io.zonescaler.cluster.CoreSettings;
import io.zonescaler.cluster.GatewayReport;
import io.zonescaler.cluster.Interests;
import io.zonescaler.cluster.Jobs;
import io.zonescaler.cluster.Link;
import io.zonescaler.cluster.NodeCore;
import io.zonescaler.cluster.NodeListener;
import io.zonescaler.cluster.NodeMessage;
import io.zonescaler.cluster.NodeReport;
import io.zonescaler.cluster.Ownership;
import io.zonescaler.cluster.Reshaping;
import io.zonescaler.cluster.Secret;
import io.zonescaler.cluster.TickTimes;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.game.World;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.VariableValues;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.tick.StartPopulation;
import io.zonescaler.tick.ZoneTick;
import io.zonescaler.world.WorldVariable;
import io.zonescaler.zone.MapChange;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A world in real time without a grid: the framework's own nodes and coordinator, all on one
 * thread, with a map for a store. {@link WorldAccess} shows it as the first node, {@code n1}, sees
 * it: what a gateway or a dashboard sees of it is what it sees of a node of a grid. For tests of
 * what is built on a node.
 */
public class InMemoryCluster implements WorldAccess, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InMemoryCluster.class);
  private static final String FIRST = "n1";
  private static final int AUDIT_TICKS = 100;

  /** Nobody has to take over here, and changes of the zone map need not wait for that. */
  private static final int HORIZON_SECONDS = 2;

  private static final long NODE_MILLIS = 2;
  private static final long COORDINATOR_MILLIS = 50;

  private final World world;
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "in-memory-cluster");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, NodeCore> nodes = new LinkedHashMap<>();
  private final List<NodeListener> listeners = new CopyOnWriteArrayList<>();
  private final Interests interests = new Interests();
  private final ClusterView view = new ClusterView(AUDIT_TICKS);
  private final Coordinator coordinator;
  private volatile @Nullable ControlRecord control;
  private volatile Ownership ownership;

  /**
   * A cluster that does not run yet.
   *
   * @param world the world
   * @param map its zones
   * @param nodeCount nodes, named {@code n1} and so on, that own the slots in turns
   */
  public InMemoryCluster(World world, ZoneMap map, int nodeCount) {
    this.world = world;
    List<String> owners = new ArrayList<>();
    List<List<String>> backups = new ArrayList<>();
    for (int slot = 0; slot < world.settings().slots(); slot++) {
      owners.add("n" + (slot % nodeCount + 1));
      backups.add(nodeCount == 1 ? List.of() : List.of("n" + ((slot + 1) % nodeCount + 1)));
    }
    ownership = new Ownership(1, owners, backups, Set.of());
    InMemoryStore store = new InMemoryStore(this::later);
    for (int i = 1; i <= nodeCount; i++) {
      String name = "n" + i;
      nodes.put(
          name,
          new NodeCore(
              world,
              new StartPopulation(world),
              name,
              store,
              new LoopLink(name),
              new LoopJobs(),
              System::currentTimeMillis,
              () -> new ZoneTick(world, RangeRunner.single(), (zone, tick, kind, id, e) -> {}),
              i == 1 ? new Teller() : new NodeListener() {},
              CoreSettings.defaults()));
    }
    coordinator =
        new Coordinator(
            store,
            new LoopLink(FIRST),
            System::currentTimeMillis,
            world.settings().tickRate(),
            HORIZON_SECONDS * world.settings().tickRate(),
            ControlRecord.first(0, map, VariableValues.initial(world.schema()), Secret.random()));
    Reshaping reshaping = new Reshaping(this);
    coordinator.chooseSlots((zones, node, box) -> reshaping.freeSlots(zones, node).get(0));
  }

  /** Lets it run. */
  public void start() {
    later(
        () -> {
          nodes.values().forEach(node -> node.ownership(ownership));
          coordinator.start();
        });
    every(NODE_MILLIS, () -> nodes.values().forEach(NodeCore::timer));
    every(COORDINATOR_MILLIS, coordinator::timer);
  }

  /** Whether a message between nodes arrives; on the loop. */
  protected boolean arrives(NodeMessage message) {
    return true;
  }

  /** A state is safe; {@code tell} tells all listeners. On the loop. */
  protected void released(ZoneState state, Runnable tell) {
    tell.run();
  }

  private void every(long millis, Runnable task) {
    loop.scheduleWithFixedDelay(() -> guarded(task), millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Runs a task on the loop, unless it has been closed. */
  protected final void later(Runnable task) {
    if (!loop.isShutdown()) {
      loop.execute(() -> guarded(task));
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("The loop failed", e);
    }
  }

  private final class Teller implements NodeListener {
    @Override
    public void released(ZoneState state, byte[] frame, boolean own) {
      InMemoryCluster.this.released(
          state, () -> listeners.forEach(l -> l.released(state, frame, own)));
    }

    @Override
    public void ticked(TickTimes times) {
      listeners.forEach(l -> l.ticked(times));
    }

    @Override
    public void controlled(ControlRecord record) {
      control = record;
      view.retain(record.zones());
      coordinator.known(record);
      listeners.forEach(l -> l.controlled(record));
    }

    @Override
    public void reported(NodeReport report) {
      ControlRecord known = control;
      view.reported(
          report,
          System.currentTimeMillis(),
          tick -> known == null ? null : known.certainMapAt(tick));
      coordinator.reported(report);
      listeners.forEach(l -> l.reported(report));
    }

    @Override
    public void located(long player, long zone) {
      listeners.forEach(l -> l.located(player, zone));
    }

    @Override
    public void noticed(long zone, long tick, String sentence) {
      LOG.warn("{}", sentence);
    }
  }

  private final class LoopLink implements Link {
    private final String from;

    LoopLink(String from) {
      this.from = from;
    }

    @Override
    public void send(String node, NodeMessage message) {
      NodeCore target = nodes.get(node);
      if (target != null && arrives(message)) {
        later(() -> target.message(from, message));
      }
    }

    @Override
    public void broadcast(NodeMessage message) {
      nodes.keySet().forEach(node -> send(node, message));
    }

    @Override
    public void probeMajority(Consumer<Boolean> done) {
      later(() -> done.accept(true));
    }
  }

  private final class LoopJobs implements Jobs {
    @Override
    public <T> void run(int slot, Supplier<T> work, Consumer<T> done, Consumer<Throwable> failed) {
      later(
          () -> {
            T result;
            try {
              result = work.get();
            } catch (RuntimeException e) {
              failed.accept(e);
              return;
            }
            done.accept(result);
          });
    }
  }

  private NodeCore first() {
    return nodes.values().iterator().next();
  }

  /** Lets another node own a slot. */
  public void move(int slot, String node) {
    later(
        () -> {
          List<String> owners = new ArrayList<>(ownership.owners());
          owners.set(slot, node);
          ownership =
              new Ownership(
                  ownership.version() + 1, owners, ownership.backups(), ownership.filling());
          nodes.values().forEach(n -> n.ownership(ownership));
        });
  }

  @Override
  public World world() {
    return world;
  }

  @Override
  public String node() {
    return FIRST;
  }

  @Override
  public Set<String> present() {
    return Set.copyOf(nodes.keySet());
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
  public ClusterView view() {
    return view;
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
  public synchronized void interest(Object holder, Set<Long> zones) {
    interests.set(holder, zones);
    Set<Long> all = interesting();
    later(() -> first().interest(all));
  }

  /** Zones that somebody wants to be told of. */
  public synchronized Set<Long> interesting() {
    return interests.all();
  }

  @Override
  public void history(Zone zone, Consumer<List<byte[]>> done) {
    later(
        () -> {
          NodeCore owner = nodes.get(ownership.owner(zone.slot()));
          if (owner == null) {
            done.accept(List.of());
          } else {
            owner.history(zone, done);
          }
        });
  }

  @Override
  public void gateway(GatewayReport report) {
    later(() -> first().gateway(report));
  }

  @Override
  public void submit(long zone, List<PlayerInput> inputs) {
    later(() -> first().submit(zone, inputs));
  }

  @Override
  public void locate(long player) {
    later(() -> new LoopLink(FIRST).broadcast(new NodeMessage.Locate(player)));
  }

  @Override
  public void quarantine(long entity, boolean release) {
    later(() -> new LoopLink(FIRST).broadcast(new NodeMessage.Quarantine(entity, release)));
  }

  @Override
  public void reshape(MapChange change) {
    later(() -> coordinator.reshape(change));
  }

  @Override
  public void set(WorldVariable variable, Number value) {
    NodeMessage.SetVariable set = NodeMessage.SetVariable.of(world, variable, value);
    later(() -> coordinator.set(set.variable(), set.bits()));
  }

  @Override
  public void steer(NodeMessage.Steering steering, long argument) {
    later(() -> coordinator.steer(steering, argument));
  }

  /** Stops it, as if all nodes hung. */
  @Override
  public void close() {
    loop.shutdownNow();
  }
}
