package io.zonescaler.simulation;

import io.zonescaler.cluster.FrameStore.Write;
import io.zonescaler.cluster.NodeMessage;
import io.zonescaler.cluster.NodeMessage.Steering;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A whole cluster in one thread: runs a {@link Scenario} to its end and checks it on the way. */
final class SimulatedCluster {
  private static final long LONGEST_RUN = 240_000;

  final Scenario scenario;
  final Seams seams;
  final EventQueue events;
  final Random random;
  final SimulatedTopology topology;
  final SimulatedStore store;
  final SimulatedLink link;
  final SimulationCheck check;
  final Map<String, SimulatedNode> nodes = new TreeMap<>();
  private final Faults faults;
  private boolean electing;
  private boolean pausing;

  SimulatedCluster(Scenario scenario, Seams seams, boolean tracing) {
    this.scenario = scenario;
    this.seams = seams;
    events = new EventQueue(tracing);
    random = new Random(scenario.seed());
    topology =
        new SimulatedTopology(
            scenario.nodes(), scenario.world().settings().slots(), scenario.backups(), random);
    check = new SimulationCheck(this);
    faults = new Faults(this);
    store = new SimulatedStore(events, random, topology, scenario, this::stored, check.coverage());
    seams.prepare(store);
    link = new SimulatedLink(events, random, topology, scenario, nodes);
    for (String name : topology.names) {
      nodes.put(name, new SimulatedNode(name, this, true));
    }
    for (int i = 0; i < scenario.players(); i++) {
      new SimulatedPlayer(this, i, nodes.get(topology.names.get(i % topology.names.size())));
    }
    new SimulatedOperator(this);
    topology.names.forEach(this::tellSoon);
    keepCoordinated();
    faults.schedule();
  }

  /** Runs to the end. */
  void run() {
    while (!isDone()) {
      if (isNeverMade()) {
        check.coverage().count("worlds whose founders died before they made it");
        return;
      }
      if (events.now() > LONGEST_RUN || !events.step()) {
        check.fail(
            "no progress: tick "
                + check.slowest()
                + " of "
                + scenario.ticks()
                + " after "
                + events.now()
                + " ms, the last fault ended at "
                + faults.lastEnded());
      }
    }
    check.finish();
  }

  /** All founders died before one of them made the world: nobody else may (I9). */
  private boolean isNeverMade() {
    return !check.hasControl()
        && nodes.values().stream().noneMatch(node -> node.isFounder() && !node.ended());
  }

  private boolean isDone() {
    return faults.over()
        && !pausing
        && check.slowest() >= scenario.ticks()
        && check.auditsReached(scenario.ticks());
  }

  private void stored(String author, String primary, Write write) {
    check.stored(author, write);
    faults.stored(author, primary, write);
  }

  /** A node hears soon, but not at once, who owns what. */
  void tellSoon(String name) {
    SimulatedNode node = nodes.get(name);
    if (node != null) {
      events.after(random.nextInt(150), node::ownershipChanged);
    }
  }

  void tellAll() {
    topology.names.forEach(this::tellSoon);
  }

  /**
   * The cluster-singleton service: when no coordinator is left, another one starts after a while.
   */
  private void keepCoordinated() {
    boolean present =
        nodes.values().stream().anyMatch(n -> topology.isMember(n.name) && n.isCoordinator());
    if (!present && !electing) {
      electing = true;
      events.after(
          events.now() == 0 ? 0 : 300 + random.nextInt(3000),
          () -> {
            electing = false;
            List<String> candidates = new ArrayList<>(topology.mainMembers());
            if (!check.hasControl()) {
              // In a grid the oldest coordinates, and who came back is younger than any founder:
              // such a node must not be what keeps the world from being made (I9).
              candidates.removeIf(name -> !nodes.get(name).isFounder());
            }
            if (!candidates.isEmpty()) {
              nodes.get(candidates.get(random.nextInt(candidates.size()))).startCoordinator();
            }
          });
    }
    events.after(50, this::keepCoordinated);
  }

  void kill(String name) {
    events.note(() -> name + " dies");
    nodes.get(name).end();
    topology.kill(name);
    store.forget(name);
    events.after(100 + random.nextInt(500), () -> noticeGone(name));
  }

  private void noticeGone(String name) {
    if (topology.isMember(name) && !topology.isMain(name)) {
      events.note(() -> "the others notice that " + name + " is gone");
      topology.noticeGone(name);
      check.afterPromotion();
      tellAll();
      events.after(100 + random.nextInt(800), this::restoreBackups);
    }
  }

  /** A new plan gives every slot all its copies again. */
  void restoreBackups() {
    events.note(() -> "backups are restored");
    for (int slot = 0; slot < topology.slots(); slot++) {
      List<String> owners = new ArrayList<>(topology.owners(slot));
      if (owners.isEmpty() || !topology.isMain(owners.get(0))) {
        continue;
      }
      while (owners.size() < topology.copiesWanted()) {
        String spare = topology.spare(slot, random);
        if (spare.isEmpty()) {
          break;
        }
        store.copySlot(slot, owners.get(0), spare);
        owners.add(spare);
        topology.assign(slot, owners);
      }
    }
    tellAll();
  }

  /** A planned move: the slot's copies change hands, with all values. */
  void move(int slot) {
    List<String> owners = new ArrayList<>(topology.owners(slot));
    if (!owners.stream().allMatch(topology::isMain)) {
      return;
    }
    String primary = owners.get(0);
    String spare = topology.spare(slot, random);
    List<String> next = new ArrayList<>(owners.subList(1, owners.size()));
    if (!spare.isEmpty() && random.nextBoolean()) {
      next.add(0, spare);
    } else {
      next.add(primary);
    }
    while (next.size() > owners.size()) {
      next.remove(next.size() - 1);
    }
    next.stream().filter(n -> !n.equals(primary)).forEach(n -> store.copySlot(slot, primary, n));
    topology.assign(slot, next);
    check.coverage().count("slots moved");
    events.note(() -> "slot " + slot + " moves from " + owners + " to " + next);
    tellAll();
  }

  void cutOff(String name) {
    events.note(() -> name + " is cut off");
    topology.cutOff(name);
    Set<Integer> held = topology.held(name);
    events.after(100 + random.nextInt(500), () -> noticeGone(name));
    SimulatedNode node = nodes.get(name);
    events.after(
        100 + random.nextInt(500),
        () -> {
          if (!node.ended()) {
            events.note(() -> name + " believes to be alone");
            topology.noticeAlone(name, held);
            tellSoon(name);
            if (random.nextBoolean()) {
              node.startCoordinator();
            }
          }
        });
  }

  /** A new process under the name of a dead one. */
  void restart(String name) {
    events.note(() -> name + " starts again and joins");
    topology.join(name);
    nodes.put(name, new SimulatedNode(name, this, false));
    events.after(100 + random.nextInt(500), this::restoreBackups);
    tellAll();
  }

  /** Asks whoever coordinates; the message may get lost. */
  void steer(Steering steering, long argument) {
    List<String> up = topology.mainNodes();
    nodes
        .get(up.get(random.nextInt(up.size())))
        .link()
        .broadcast(new NodeMessage.Steer(steering, argument));
  }

  /** Pauses the world for a while; the wish is repeated until the world goes on. */
  void pauseFor(long millis) {
    if (pausing) {
      return;
    }
    pausing = true;
    events.note(() -> "pause");
    steer(Steering.PAUSE, 0);
    if (random.nextBoolean()) {
      events.after(millis / 2, () -> steer(Steering.STEP, 1 + random.nextInt(3)));
    }
    events.after(
        millis,
        () -> {
          if (pausing) {
            goOn();
          }
        });
  }

  private void goOn() {
    pausing = false;
    if (check.isPaused()) {
      events.note(() -> "go on");
      steer(Steering.RESUME, 0);
    }
    events.after(
        600,
        () -> {
          if (!pausing) {
            goOn();
          }
        });
  }
}
