package io.zonescaler.bench.workload;

import io.zonescaler.cluster.Balancer;
import io.zonescaler.cluster.ClusterView;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.Coordinator;
import io.zonescaler.cluster.CutPlaces;
import io.zonescaler.cluster.Decision;
import io.zonescaler.cluster.Decisions;
import io.zonescaler.cluster.Forecasts;
import io.zonescaler.cluster.GatewayReport;
import io.zonescaler.cluster.Link;
import io.zonescaler.cluster.Loads;
import io.zonescaler.cluster.MessageCodec;
import io.zonescaler.cluster.NodeListener;
import io.zonescaler.cluster.NodeMessage;
import io.zonescaler.cluster.NodeReport;
import io.zonescaler.cluster.NodeReport.Wish;
import io.zonescaler.cluster.NodeReport.Work;
import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.cluster.Ownership;
import io.zonescaler.cluster.RecentTimes.Percentiles;
import io.zonescaler.cluster.Secret;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.cluster.ZoneFlow;
import io.zonescaler.game.World;
import io.zonescaler.grid.LoadAffinityFunction;
import io.zonescaler.placement.LoadGrid;
import io.zonescaler.placement.LoadPlanner.Limits;
import io.zonescaler.placement.ZonePolicy;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.VariableValues;
import io.zonescaler.verify.InMemoryStore;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The real coordinator, balancer and forecasts of a cluster, in virtual time, with nodes that only
 * report what their zones would take: a workload is replayed into them. Nothing is random.
 */
public final class ReplayedCluster implements WorldAccess {
  /** Most slots that a world can have. */
  private static final int MOST_SLOTS = 4096;

  private static final int RATE = 20;
  private static final int REPORTS_PER_SECOND = 4;
  private static final int MILLIS = 1000;
  private static final double NANOS = 1e9;

  /** CPU time of a node beside its zones, in cores. */
  private static final double OTHER = 0.1;

  private final Replay replay;
  private final World world;
  private final LoadGrid grid;
  private final boolean predicts;
  private final double coresPerWeight;
  private final double coresPerNode;
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Ownership ownership;

  private final ClusterView view;
  private final Loads loads;
  private final Forecasts forecasts;
  private final Decisions decisions = new Decisions();
  private final Coordinator coordinator;
  private final Balancer balancer;
  private final double[] tickNanos;
  private long now = MILLIS;
  private @Nullable ControlRecord control;
  private long crossings;
  private long handoffs;
  private Traffic traffic;

  /**
   * How it is.
   *
   * @param nodes number of nodes
   * @param zones zones at first
   * @param cores what all zones take together at first, in cores
   * @param coresPerNode cores of a node
   * @param moves most moves per minute
   * @param zonePart most that one zone may take of what a node has to do; 0 if zones are not cut
   * @param predicts whether the nodes tell where their entities are heading
   * @param rendezvous whether slots are where Ignite's own function has them; else in turn, as a
   *     new world has them
   */
  public record Setup(
      int nodes,
      int zones,
      double cores,
      double coresPerNode,
      int moves,
      double zonePart,
      boolean predicts,
      boolean rendezvous) {}

  /**
   * What the coordinator has to do, in all so far: numbers, bytes and real time. Each node tells
   * all others what it tells the coordinator.
   */
  public static final class Traffic {
    private final MessageCodec codec;

    /** Reports of nodes, with what their zones take. */
    public long reports;

    /** Bytes of these. */
    public long reportBytes;

    /** What nodes say of where their entities are heading. */
    public long flows;

    /** Bytes of these. */
    public long flowBytes;

    /** Control records that were changed, or told again. */
    public long records;

    /** Bytes of these. */
    public long recordBytes;

    /** Time to take in what nodes say. */
    public long learningNanos;

    /** Time to decide. */
    public long decidingNanos;

    /** The longest time that a decision took. */
    public long slowestNanos;

    private Traffic(MessageCodec codec) {
      this.codec = codec;
    }

    private void told(List<NodeReport> all) {
      reports += all.size();
      for (NodeReport report : all) {
        reportBytes += codec.encode(new NodeMessage.Report(report)).length;
      }
    }

    private void told(NodeMessage.Flows told) {
      flows++;
      flowBytes += codec.encode(told).length;
    }

    private void told(NodeMessage.Control told) {
      records++;
      recordBytes += codec.encode(told).length;
    }

    private void decided(long nanos) {
      decidingNanos += nanos;
      slowestNanos = Math.max(slowestNanos, nanos);
    }
  }

  /** A cluster whose world has just begun; any game stands in for who moves in it. */
  public ReplayedCluster(Motion motion, Setup setup) {
    world = World.of(new Waypoints().in(motion.world()));
    traffic = new Traffic(new MessageCodec(world.space()));
    grid = new LoadGrid(world.space().bounds());
    replay = new Replay(motion, grid.width());
    predicts = setup.predicts();
    coresPerNode = setup.coresPerNode();
    replay.run(RATE);
    double weight = 0;
    for (int i = 0; i < replay.size(); i++) {
      weight += replay.weight(i);
    }
    coresPerWeight = setup.cores() / weight;
    for (int n = 1; n <= setup.nodes(); n++) {
      numbers.put("n" + n, names.size());
      names.add("n" + n);
    }
    tickNanos = new double[names.size()];
    int slots = Math.min(MOST_SLOTS, Math.max(256, 4 * setup.zones()));
    ownership = ownership(setup.rendezvous() ? Rendezvous.owners(names, slots) : inTurn(slots));
    view = new ClusterView(10 * RATE);
    loads = new Loads(RATE, world.space().halo());
    forecasts = new Forecasts(world.space().bounds());
    ZoneMap map = ZoneMap.uniform(world.space(), setup.zones(), slots);
    Wire wire = new Wire();
    coordinator =
        new Coordinator(
            new InMemoryStore(Runnable::run),
            wire,
            () -> now,
            RATE,
            ControlRecord.first(0, map, VariableValues.NONE, Secret.NONE));
    balancer = new Balancer(this, loads, forecasts, 2, coordinator, decisions, wire, () -> now);
    balancer.limit(Limits.of(setup.moves()), ZonePolicy.Limits.of(setup.zonePart(), setup.zones()));
    coordinator.start();
  }

  /** Slots in turn, as a new world has them. */
  private List<List<String>> inTurn(int slots) {
    return IntStream.range(0, slots)
        .mapToObj(slot -> LoadAffinityFunction.ownersOf(slot, names, 1))
        .toList();
  }

  private static Ownership ownership(List<List<String>> owners) {
    return new Ownership(
        1,
        owners.stream().map(of -> of.get(0)).toList(),
        owners.stream().map(of -> of.subList(1, of.size())).toList(),
        Set.of());
  }

  private final class Wire implements Link {
    @Override
    public void send(String node, NodeMessage message) {
      broadcast(message);
    }

    @Override
    public void broadcast(NodeMessage message) {
      if (message instanceof NodeMessage.Control m) {
        control = m.record();
        traffic.told(m);
        loads.placed(m.record(), ownership);
        view.retain(m.record().zones());
        forecasts.retain(m.record().oldestMap().ids());
        coordinator.known(m.record());
      } else if (message instanceof NodeMessage.Decided m) {
        decisions.learn(m.decision());
      }
    }

    @Override
    public void probeMajority(Consumer<Boolean> done) {
      done.accept(true);
    }
  }

  /** Lets a second pass; cores that the nodes' ticks keep busy in it. */
  public double[] second() {
    replay.run(RATE);
    Map<Long, Crowd> crowds = crowds();
    double[] busy = new double[names.size()];
    for (int i = 0; i < REPORTS_PER_SECOND; i++) {
      now += MILLIS / REPORTS_PER_SECOND;
      double[] part = report(crowds);
      for (int n = 0; n < busy.length; n++) {
        busy[n] += part[n] / REPORTS_PER_SECOND;
      }
      if (i == 0 && predicts && now / MILLIS % Forecasts.PERIOD_SECONDS == 0) {
        tellFlows(crowds);
      }
      long from = System.nanoTime();
      coordinator.timer();
      balancer.timer();
      forecasts.timer(now, loads::cost);
      traffic.decided(System.nanoTime() - from);
    }
    return busy;
  }

  private void tellFlows(Map<Long, Crowd> crowds) {
    List<List<ZoneFlow>> told = new ArrayList<>();
    names.forEach(name -> told.add(new ArrayList<>()));
    for (Zone zone : running().zones()) {
      Crowd crowd = crowds.get(zone.id());
      if (crowd != null) {
        told.get(nodeOf(zone)).add(crowd.flow());
      }
    }
    for (List<ZoneFlow> flows : told) {
      traffic.told(new NodeMessage.Flows(flows));
      long from = System.nanoTime();
      forecasts.learn(flows);
      traffic.learningNanos += System.nanoTime() - from;
    }
  }

  private int nodeOf(Zone zone) {
    return numbers.getOrDefault(ownership.owner(zone.slot()), 0);
  }

  /** Who is in a zone. */
  private final class Crowd {
    final long zone;
    final List<Integer> walkers = new ArrayList<>();
    double weight;
    private @Nullable CutPlaces cuts;

    Crowd(long zone) {
      this.zone = zone;
    }

    CutPlaces cuts() {
      CutPlaces places = cuts;
      if (places == null) {
        places = new CutPlaces(median(0), median(1), 0);
        cuts = places;
      }
      return places;
    }

    private int median(int axis) {
      List<Integer> sorted = new ArrayList<>(walkers);
      sorted.sort((a, b) -> Double.compare(replay.at(a, axis), replay.at(b, axis)));
      double below = 0;
      for (int walker : sorted) {
        below += replay.weight(walker);
        if (2 * below >= weight) {
          return quanta(axis, replay.at(walker, axis));
        }
      }
      return 0;
    }

    ZoneFlow flow() {
      ZoneFlow.Builder flow = new ZoneFlow.Builder();
      for (int walker : walkers) {
        double x = replay.at(walker, 0);
        double y = replay.at(walker, 1);
        int to =
            cell(
                x + Forecasts.SECONDS * (x - replay.before(walker, 0)),
                y + Forecasts.SECONDS * (y - replay.before(walker, 1)));
        flow.add(cell(x, y), to, 1, replay.weight(walker));
      }
      return flow.build(zone);
    }

    private int cell(double x, double y) {
      double quantum = world.space().quantum();
      return grid.cell(
          (x - world.settings().min(0)) / quantum, (y - world.settings().min(1)) / quantum);
    }
  }

  private int quanta(int axis, double at) {
    return world.space().toQuanta(axis, at);
  }

  private ZoneMap running() {
    ControlRecord record = control();
    ZoneMap map = record == null ? null : record.mapAt(tick(record));
    if (map == null) {
      throw new IllegalStateException("the world has not begun");
    }
    return map;
  }

  private long tick(ControlRecord record) {
    return Math.min(record.limit(), now * RATE / MILLIS);
  }

  private Map<Long, Crowd> crowds() {
    ZoneMap map = running();
    Map<Long, Crowd> crowds = new TreeMap<>();
    for (int i = 0; i < replay.size(); i++) {
      Zone zone = map.locate(quanta(0, replay.at(i, 0)), quanta(1, replay.at(i, 1)), 0);
      Zone before = map.locate(quanta(0, replay.before(i, 0)), quanta(1, replay.before(i, 1)), 0);
      Crowd crowd = crowds.computeIfAbsent(zone.id(), Crowd::new);
      crowd.walkers.add(i);
      crowd.weight += replay.weight(i);
      if (zone.id() != before.id()) {
        crossings++;
        handoffs += ownership.owner(zone.slot()).equals(ownership.owner(before.slot())) ? 0 : 1;
      }
    }
    return crowds;
  }

  /** All nodes report; cores that their ticks keep busy. */
  private double[] report(Map<Long, Crowd> crowds) {
    ControlRecord record = control();
    if (record == null) {
      throw new IllegalStateException("the world has not begun");
    }
    long tick = tick(record);
    double[] busy = new double[names.size()];
    List<List<ZoneReport>> reports = new ArrayList<>();
    names.forEach(name -> reports.add(new ArrayList<>()));
    for (Zone zone : record.allZones()) {
      long last = Math.min(tick, record.lastTick(zone.id()));
      if (last < record.firstTick(zone.id())) {
        continue;
      }
      Crowd crowd = crowds.getOrDefault(zone.id(), new Crowd(zone.id()));
      double cores = crowd.weight * coresPerWeight;
      int node = nodeOf(zone);
      busy[node] += last == tick ? cores : 0;
      reports
          .get(node)
          .add(
              new ZoneReport(
                  zone.id(),
                  last,
                  false,
                  crowd.walkers.size(),
                  0,
                  0,
                  (int) (cores * 1e6 / RATE),
                  20 * crowd.walkers.size(),
                  last,
                  crowd.cuts()));
    }
    List<NodeReport> told = new ArrayList<>();
    for (int n = 0; n < busy.length; n++) {
      tickNanos[n] += busy[n] * NANOS / REPORTS_PER_SECOND;
      double cpuNanos = tickNanos[n] + OTHER * NANOS * now / MILLIS;
      Work work = new Work(0, 0, Percentiles.NONE, (long) cpuNanos, (long) tickNanos[n]);
      NodeReport report =
          new NodeReport(
              names.get(n),
              record.version(),
              Wish.OWNER,
              reports.get(n),
              List.of(),
              work,
              coresPerNode,
              GatewayReport.NONE);
      told.add(report);
    }
    traffic.told(told);
    long from = System.nanoTime();
    for (NodeReport report : told) {
      loads.reported(report, now);
      view.reported(report, now, record::certainMapAt);
      coordinator.reported(report);
    }
    traffic.learningNanos += System.nanoTime() - from;
    return busy;
  }

  /** Zones that run now. */
  public int zones() {
    return running().size();
  }

  /** Entities that have crossed a border. */
  public long crossings() {
    return crossings;
  }

  /** Those of them that went to another node. */
  public long handoffs() {
    return handoffs;
  }

  /** From now on what the coordinator has to do is counted anew. */
  public Traffic startOver() {
    traffic = new Traffic(new MessageCodec(world.space()));
    return traffic;
  }

  /** What the coordinator has had to do. */
  public Traffic traffic() {
    return traffic;
  }

  @Override
  public List<Decision> decisions() {
    return decisions.all();
  }

  @Override
  public World world() {
    return world;
  }

  @Override
  public String node() {
    return names.get(0);
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
  public Forecasts forecasts() {
    return forecasts;
  }

  @Override
  public Set<String> present() {
    return Set.copyOf(names);
  }

  @Override
  public void listen(NodeListener listener) {}

  @Override
  public void unlisten(NodeListener listener) {}

  @Override
  public void interest(Object holder, Set<Long> zones) {}

  @Override
  public void submit(long zone, List<PlayerInput> inputs) {}

  @Override
  public void locate(long player) {}

  @Override
  public void quarantine(long entity, boolean release) {
    throw new UnsupportedOperationException("its zones make no ticks: " + entity + release);
  }

  @Override
  public void steer(NodeMessage.Steering steering, long argument) {
    coordinator.steer(steering, argument);
  }
}
