package io.zonescaler.simulation;

import io.zonescaler.cluster.FrameStore.Write;
import io.zonescaler.cluster.NodeMessage;
import io.zonescaler.verify.RandomBorders;
import io.zonescaler.zone.MapChange;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Stages the scenario's faults, never more at once than the world must survive. */
final class Faults {
  private enum Fault {
    DEATH,
    DEATH_OF_AUTHOR_AFTER_STORE,
    DEATH_OF_PRIMARY_AFTER_STORE,
    DEATH_OF_COORDINATOR,
    CUT_OFF,
    WRONG_OWNER,
    NO_OWNER,
    MOVE,
    SECOND_COORDINATOR,
    PAUSE,
    STALL
  }

  private final SimulatedCluster cluster;
  private final Random random;
  private final List<Fault> armed = new ArrayList<>();
  private int open;
  private long lastEnded;

  Faults(SimulatedCluster cluster) {
    this.cluster = cluster;
    random = cluster.random;
  }

  /** Whether all faults have been staged and have ended. */
  boolean over() {
    return open == 0;
  }

  long lastEnded() {
    return lastEnded;
  }

  void schedule() {
    long duration = cluster.scenario.ticks() * cluster.scenario.tickMillis();
    for (int i = 0; i < cluster.scenario.reshapes(); i++) {
      cluster.events.after(random.nextInt((int) duration), this::reshape);
    }
    // In long runs the rings of frames have gone round by then.
    int from = cluster.scenario.isLong() ? (int) duration / 2 : 0;
    for (int i = 0; i < cluster.scenario.faults(); i++) {
      open++;
      Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
      cluster.events.after(from + random.nextInt((int) duration - from), () -> begin(fault, 0));
    }
  }

  private void ended() {
    open--;
    lastEnded = cluster.events.now();
  }

  private void begin(Fault fault, int attempt) {
    boolean begun =
        switch (fault) {
          case DEATH -> die(anyNode());
          case DEATH_OF_COORDINATOR -> die(coordinator());
          case DEATH_OF_AUTHOR_AFTER_STORE, DEATH_OF_PRIMARY_AFTER_STORE -> arm(fault);
          case CUT_OFF -> cutOff();
          case WRONG_OWNER -> wrongView(true);
          case NO_OWNER -> wrongView(false);
          case MOVE -> move();
          case SECOND_COORDINATOR -> secondCoordinator();
          case PAUSE -> pause();
          case STALL -> stall();
        };
    if (begun) {
      cluster.check.coverage().count(fault.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    } else {
      if (attempt > 20) {
        ended();
      } else {
        cluster.events.after(200, () -> begin(fault, attempt + 1));
      }
    }
  }

  private String anyNode() {
    List<String> up = cluster.topology.mainNodes();
    return up.get(random.nextInt(up.size()));
  }

  private String coordinator() {
    return cluster.topology.mainMembers().stream()
        .filter(n -> cluster.nodes.get(n).isCoordinator())
        .findFirst()
        .orElse("");
  }

  /** Whether one more node may be lost: all copies are there, and a majority is left or returns. */
  private boolean mayLose() {
    return cluster.topology.isWhole();
  }

  private boolean die(String name) {
    if (name.isEmpty() || !mayLose()) {
      return false;
    }
    cluster.kill(name);
    comeBack(name);
    return true;
  }

  /** Sooner or later, or never if the others are enough. */
  private void comeBack(String name) {
    boolean needed =
        !cluster.topology.hasMajority(cluster.topology.mainNodes().size())
            || cluster.topology.mainNodes().size() < 2;
    if (needed || random.nextInt(3) > 0) {
      cluster.events.after(
          50 + random.nextInt(3000),
          () -> {
            if (!cluster.topology.isUp(name)) {
              cluster.restart(name);
            }
            ended();
          });
    } else {
      ended();
    }
  }

  private boolean arm(Fault fault) {
    armed.add(fault);
    return true;
  }

  /** A value has just been stored at its primary, and nowhere else. */
  void stored(String author, String primary, Write write) {
    if (armed.isEmpty() || random.nextInt(4) > 0 || !mayLose()) {
      return;
    }
    boolean ofAuthor = armed.get(0) == Fault.DEATH_OF_AUTHOR_AFTER_STORE;
    String victim = ofAuthor ? author : primary;
    if (cluster.topology.isMain(victim)) {
      armed.remove(0);
      // Backups that are quick still get it.
      cluster.events.after(
          random.nextInt(4),
          () -> {
            if (mayLose() && cluster.topology.isMain(victim)) {
              cluster.kill(victim);
              comeBack(victim);
            } else {
              ended();
            }
          });
    }
  }

  private boolean cutOff() {
    if (!mayLose()) {
      return false;
    }
    String name = anyNode();
    cluster.cutOff(name);
    cluster.events.after(
        300 + random.nextInt(2500),
        () -> {
          // A node without a majority stops, and joins again with nothing.
          cluster.kill(name);
          comeBack(name);
        });
    return true;
  }

  private boolean wrongView(boolean owns) {
    String name = anyNode();
    int slot = random.nextInt(cluster.topology.slots());
    List<String> owners = cluster.topology.owners(slot);
    boolean owner = !owners.isEmpty() && owners.get(0).equals(name);
    boolean used = cluster.check.newestMap().zones().stream().anyMatch(z -> z.slot() == slot);
    if (owner == owns || !used) {
      return false;
    }
    cluster.events.note(() -> name + " believes " + (owns ? "" : "not ") + "to own slot " + slot);
    cluster.topology.err(name, slot, owns ? name : "");
    cluster.nodes.get(name).ownershipChanged();
    cluster.events.after(
        200 + random.nextInt(2000),
        () -> {
          cluster.topology.endError(name, slot);
          cluster.tellSoon(name);
          ended();
        });
    return true;
  }

  private boolean move() {
    for (int i = 0; i < 4; i++) {
      cluster.move(random.nextInt(cluster.topology.slots()));
    }
    ended();
    return true;
  }

  private boolean secondCoordinator() {
    String name = anyNode();
    SimulatedNode node = cluster.nodes.get(name);
    if (node.isCoordinator()) {
      return false;
    }
    node.startCoordinator();
    cluster.events.after(
        500 + random.nextInt(1500),
        () -> {
          cluster.nodes.values().stream()
              .filter(SimulatedNode::isCoordinator)
              .skip(1)
              .toList()
              .forEach(SimulatedNode::stopCoordinator);
          ended();
        });
    return true;
  }

  private void reshape() {
    ZoneMap map = cluster.check.newestMap();
    MapChange change = new RandomBorders(random, cluster.scenario.map().size()).next(map);
    if (change != null) {
      cluster.events.note(() -> "a " + change + " is asked for");
      cluster.nodes.get(anyNode()).link().broadcast(new NodeMessage.Reshape(change));
    }
  }

  /** A node's loop hangs, while its copies work; sometimes its slots move away meanwhile. */
  private boolean stall() {
    String name = anyNode();
    boolean leaves = random.nextBoolean();
    long millis = 200 + random.nextInt(leaves ? 8000 : 1500);
    cluster.events.note(() -> name + " stalls for " + millis + " ms");
    cluster
        .nodes
        .get(name)
        .stall(
            millis,
            () -> {
              if (leaves) {
                moveAway(name);
              }
            });
    cluster.events.after(millis, this::ended);
    return true;
  }

  private void moveAway(String name) {
    for (int slot = 0; slot < cluster.topology.slots(); slot++) {
      List<String> owners = cluster.topology.owners(slot);
      if (!owners.isEmpty() && owners.get(0).equals(name)) {
        cluster.move(slot);
      }
    }
    if (cluster.scenario.reshapes() > 0) {
      reshape();
    }
  }

  private boolean pause() {
    cluster.pauseFor(300 + random.nextInt(2000));
    ended();
    return true;
  }
}
