package io.zonescaler.web;

import io.zonescaler.cluster.ClusterView;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.Coordinator;
import io.zonescaler.cluster.CoreSettings;
import io.zonescaler.cluster.Jobs;
import io.zonescaler.cluster.Link;
import io.zonescaler.cluster.NodeCore;
import io.zonescaler.cluster.NodeListener;
import io.zonescaler.cluster.NodeMessage;
import io.zonescaler.cluster.NodeReport;
import io.zonescaler.cluster.Ownership;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.game.Game;
import io.zonescaler.game.World;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.tick.ZoneTick;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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

/** Some nodes of a world in real time, all on one thread, as the first of them sees it. */
public final class InMemoryCluster implements WorldAccess, AutoCloseable {
  private final World world;
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "world-loop"));
  private final Map<String, NodeCore> nodes = new LinkedHashMap<>();
  private final List<NodeListener> listeners = new CopyOnWriteArrayList<>();
  private final Map<Object, Set<Long>> interests = new HashMap<>();
  private final ClusterView view = new ClusterView(100);
  private final Coordinator coordinator;
  private volatile ControlRecord control;
  private volatile Ownership ownership;

  /** A world of {@code zones} zones on {@code nodeCount} nodes. */
  public InMemoryCluster(Game game, int nodeCount, int zones) {
    this(game, nodeCount, zones, true);
  }

  /** A node that knows of no world. */
  static InMemoryCluster unstarted(Game game) {
    return new InMemoryCluster(game, 1, 1, false);
  }

  private InMemoryCluster(Game game, int nodeCount, int zones, boolean started) {
    world = World.of(game);
    int slots = world.settings().slots();
    List<String> owners = new ArrayList<>();
    List<List<String>> backups = new ArrayList<>();
    for (int slot = 0; slot < slots; slot++) {
      owners.add("n" + (slot % nodeCount + 1));
      backups.add(nodeCount == 1 ? List.of() : List.of("n" + ((slot + 1) % nodeCount + 1)));
    }
    ownership = new Ownership(1, owners, backups);
    InMemoryStore store = new InMemoryStore(this::later);
    for (int i = 1; i <= nodeCount; i++) {
      String name = "n" + i;
      nodes.put(
          name,
          new NodeCore(
              world,
              name,
              store,
              new LoopLink(name),
              new LoopJobs(),
              System::currentTimeMillis,
              () -> new ZoneTick(world, RangeRunner.single(), (z, t, k, id, e) -> {}),
              i == 1 ? new Teller() : new NodeListener() {},
              CoreSettings.defaults()));
    }
    ZoneMap map = ZoneMap.uniform(world.space(), zones, slots);
    coordinator =
        new Coordinator(
            store, new LoopLink("n1"), System::currentTimeMillis, world.settings().tickRate(), map);
    if (started) {
      later(
          () -> {
            nodes.values().forEach(node -> node.ownership(ownership));
            coordinator.start();
          });
      every(5, () -> nodes.values().forEach(NodeCore::timer));
      every(100, coordinator::timer);
    }
  }

  private void every(long millis, Runnable task) {
    loop.scheduleWithFixedDelay(() -> guarded(task), millis, millis, TimeUnit.MILLISECONDS);
  }

  private void later(Runnable task) {
    if (!loop.isShutdown()) {
      loop.execute(() -> guarded(task));
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      e.printStackTrace();
    }
  }

  private final class Teller implements NodeListener {
    @Override
    public void released(ZoneState state, byte[] frame, boolean own) {
      listeners.forEach(l -> l.released(state, frame, own));
    }

    @Override
    public void controlled(ControlRecord record) {
      control = record;
      listeners.forEach(l -> l.controlled(record));
    }

    @Override
    public void reported(NodeReport report) {
      view.reported(
          report, System.currentTimeMillis(), tick -> control == null ? null : control.mapAt(tick));
      coordinator.reported(report);
      listeners.forEach(l -> l.reported(report));
    }

    @Override
    public void noticed(String sentence) {
      System.err.println(sentence);
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
      if (target != null) {
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

  /** Lets another node own a slot. */
  public void move(int slot, String node) {
    later(
        () -> {
          List<String> owners = new ArrayList<>(ownership.owners());
          owners.set(slot, node);
          ownership = new Ownership(ownership.version() + 1, owners, ownership.backups());
          nodes.values().forEach(n -> n.ownership(ownership));
        });
  }

  /** Stops the loop, as if all nodes hung. */
  public void freeze() {
    loop.shutdownNow();
  }

  /** Zones that somebody has asked for. */
  public synchronized Set<Long> interesting() {
    Set<Long> all = new HashSet<>();
    interests.values().forEach(all::addAll);
    return all;
  }

  @Override
  public World world() {
    return world;
  }

  @Override
  public String node() {
    return "n1";
  }

  @Override
  public ControlRecord control() {
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
    if (zones.isEmpty()) {
      interests.remove(holder);
    } else {
      interests.put(holder, zones);
    }
    Set<Long> all = interesting();
    later(() -> nodes.get("n1").interest(all));
  }

  @Override
  public void submit(long zone, List<PlayerInput> inputs) {
    later(() -> nodes.get("n1").submit(zone, inputs));
  }

  @Override
  public void locate(long player) {
    throw new UnsupportedOperationException("the dashboard does not locate players");
  }

  @Override
  public void steer(NodeMessage.Steering steering, long argument) {
    later(
        () -> {
          switch (steering) {
            case PAUSE -> coordinator.pause();
            case RESUME -> coordinator.resume();
            case STEP -> coordinator.step(argument);
          }
        });
  }

  @Override
  public void close() {
    loop.shutdownNow();
  }
}
