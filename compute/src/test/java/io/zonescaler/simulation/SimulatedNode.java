package io.zonescaler.simulation;

import io.zonescaler.cluster.ClusterView;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.Coordinator;
import io.zonescaler.cluster.CoreSettings;
import io.zonescaler.cluster.EndedZones;
import io.zonescaler.cluster.FrameStore;
import io.zonescaler.cluster.Link;
import io.zonescaler.cluster.NodeCore;
import io.zonescaler.cluster.NodeListener;
import io.zonescaler.cluster.NodeMessage;
import io.zonescaler.cluster.NodeReport;
import io.zonescaler.cluster.Secret;
import io.zonescaler.cluster.TickTimes;
import io.zonescaler.state.VariableValues;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.StartPopulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A process: a {@link NodeCore}, perhaps a coordinator, and the players that are connected. */
final class SimulatedNode implements NodeListener {
  static final long STUCK_AFTER = 400;
  private static final long KEEP_ENDED = 200;
  private static final long EPOCH_MILLIS = 1_700_000_000_000L;

  final String name;
  final NodeCore core;
  final ClusterView view = new ClusterView(100);
  final List<SimulatedPlayer> players = new ArrayList<>();
  private final SimulatedCluster cluster;
  private final FrameStore store;
  private final Link link;
  private final long skew;
  private final boolean founder;
  private @Nullable ControlRecord known;
  private final EndedZones over = new EndedZones(KEEP_ENDED);
  private @Nullable Coordinator coordinator;
  private boolean ended;
  private long stalledUntil;
  private @Nullable Runnable nextStall;
  private long viewVersion;
  private Set<Long> interest = Set.of();

  SimulatedNode(String name, SimulatedCluster cluster, boolean founder) {
    this.name = name;
    this.cluster = cluster;
    this.founder = founder;
    skew = cluster.random.nextInt(7) - 3L;
    store = cluster.seams.store(cluster.store.of(this), this);
    link = cluster.seams.link(cluster.link.of(this), this);
    long tickMillis = cluster.scenario.tickMillis();
    core =
        NodeCore.withEngine(
            cluster.scenario.world(),
            new StartPopulation(cluster.scenario.world()),
            name,
            store,
            link,
            new SimulatedJobs(cluster.events, cluster.random, cluster.scenario, this),
            this::clock,
            () -> cluster.seams.engine(cluster.scenario.world(), this)::apply,
            this,
            new CoreSettings(STUCK_AFTER, Math.max(100, 2 * tickMillis), 4 * tickMillis));
    timer();
    sweep();
  }

  private void sweep() {
    if (!ended) {
      for (long zone : over.look(known, cluster.store.zonesAt(name), cluster.events.now())) {
        cluster.check.coverage().count("zones removed");
        cluster.store.remove(this, zone);
      }
      cluster.events.after(500, this::sweep);
    }
  }

  private long clock() {
    return EPOCH_MILLIS + cluster.events.now() + skew;
  }

  /** Does something on this node's loop, unless the process has ended. */
  void run(Runnable action) {
    long stall = stalledUntil - cluster.events.now();
    if (!ended && stall > 0) {
      cluster.events.after(stall, () -> run(action));
    } else if (!ended) {
      action.run();
    }
  }

  /**
   * The loop hangs for a while, from the next tick on that it starts; all that comes meanwhile is
   * dealt with afterwards, in order.
   */
  void stall(long millis, Runnable begun) {
    nextStall =
        () -> {
          stalledUntil = Math.max(stalledUntil, cluster.events.now() + millis);
          begun.run();
        };
  }

  /** A tick has been given to the node's threads. */
  void ticks() {
    Runnable stall = nextStall;
    if (stall != null) {
      nextStall = null;
      cluster.events.after(0, () -> run(stall));
    }
  }

  /** Does something on this node's loop in a moment. */
  void soon(Runnable action) {
    cluster.events.after(0, () -> run(action));
  }

  private void timer() {
    if (ended) {
      return;
    }
    core.timer();
    Coordinator c = coordinator;
    if (c != null) {
      c.timer();
    }
    cluster.events.after(8 + cluster.random.nextInt(5), () -> run(this::timer));
  }

  void end() {
    ended = true;
    coordinator = null;
  }

  boolean ended() {
    return ended;
  }

  void receive(String from, NodeMessage message) {
    run(() -> take(from, message));
  }

  private void take(String from, NodeMessage message) {
    Coordinator c = coordinator;
    if (message instanceof NodeMessage.Steer steer && c != null) {
      switch (steer.steering()) {
        case PAUSE -> c.pause();
        case RESUME -> c.resume();
        case STEP -> c.step(steer.argument());
      }
    }
    if (message instanceof NodeMessage.Reshape reshape && c != null) {
      c.reshape(reshape.change());
    }
    if (message instanceof NodeMessage.SetVariable set && c != null) {
      c.set(set.variable(), set.bits());
    }
    core.message(from, message);
  }

  void ownershipChanged() {
    run(() -> core.ownership(cluster.topology.viewOf(name, ++viewVersion)));
  }

  void startCoordinator() {
    cluster.events.note(() -> name + " coordinates");
    Coordinator c =
        new Coordinator(
            store,
            link,
            this::clock,
            cluster.scenario.world().settings().tickRate(),
            cluster.scenario.horizonTicks(),
            founder
                ? ControlRecord.first(
                    0,
                    cluster.scenario.map(),
                    VariableValues.initial(cluster.scenario.world().schema()),
                    Secret.of(new byte[] {1}))
                : null);
    ControlRecord heard = known;
    if (heard != null) {
      c.known(heard);
    }
    coordinator = c;
    c.start();
  }

  void stopCoordinator() {
    coordinator = null;
  }

  /** The record that it acts on, or null before the first. */
  @Nullable ControlRecord control() {
    return known;
  }

  boolean isFounder() {
    return founder;
  }

  boolean isCoordinator() {
    return coordinator != null;
  }

  Link link() {
    return link;
  }

  /** Follows the zones that the connected players want. */
  void interestChanged() {
    Set<Long> wanted = new TreeSet<>();
    players.forEach(p -> wanted.addAll(p.zones()));
    if (!ended && !wanted.equals(interest)) {
      interest = wanted;
      core.interest(wanted);
    }
  }

  void tickFailed(Throwable failure) {
    cluster.check.fail("an engine failed on " + name + ": " + failure.getMessage(), failure);
  }

  @Override
  public void released(ZoneState state, byte[] frame, boolean own) {
    cluster.check.released(this, state);
    for (SimulatedPlayer player : players) {
      player.released(state);
    }
    interestChanged();
  }

  @Override
  public void ticked(TickTimes times) {
    cluster.check.ticked(times);
  }

  @Override
  public void controlled(ControlRecord record) {
    cluster.events.note(
        () ->
            name
                + " has control version "
                + record.version()
                + " epoch "
                + record.epoch()
                + " horizon "
                + record.horizon()
                + " pause "
                + record.pauseAt());
    cluster.check.controlled(this, record);
    known = record;
    Coordinator c = coordinator;
    if (c != null) {
      c.known(record);
    }
  }

  @Override
  public void reported(NodeReport report) {
    Coordinator c = coordinator;
    if (c != null) {
      c.reported(report);
    }
    ControlRecord record = known;
    view.reported(report, clock(), tick -> record == null ? null : record.certainMapAt(tick));
  }

  @Override
  public void located(long player, long zone) {
    players.stream().filter(p -> p.id() == player).forEach(p -> p.located(zone));
    interestChanged();
  }

  @Override
  public void noticed(long zone, long tick, String sentence) {
    cluster.events.note(() -> name + " notices: " + sentence);
  }
}
