package io.zonescaler.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Kills a node at one step of something that the cluster is just doing: a change of the zone map, a
 * move, or the plan for a node that leaves or joins. What is being done is finished then, or it is
 * cleanly undone. Each method returns how long it took, in seconds, until every slot had all its
 * copies again.
 */
final class StepKiller {
  private static final long POLL_MILLIS = 10;
  private static final int TICKS_BEFORE = 2;

  /** The way of a change of the zone map. */
  enum MapStep {
    /** It has been asked for; nobody may know of it. */
    ASKED,
    /** It is announced; its first tick is to come. */
    ANNOUNCED,
    /** Its first tick is being made. */
    BEGINNING,
    /** Its zones run, and are derived from others' frames only. */
    BEGUN,
    /** All its zones have a snapshot on all copies, and the map before is forgotten. */
    KEPT
  }

  /** The way of a plan for a node that leaves or joins. */
  enum PlanStep {
    /** The others know what it wants. */
    WANTED,
    /** The grid is being told of the plan. */
    PUBLISHING,
    /** The plan is in force; copies are on their way. */
    IN_FORCE,
    /** Every slot has its copies. */
    FULFILLED
  }

  /** Who is killed. */
  enum Role {
    /** The node that leaves or joins. */
    ITSELF,
    /** The node that makes the plan. */
    COORDINATOR,
    /** One that does neither. */
    OTHER
  }

  private final NodeCluster cluster;
  private final FaultInjector injector;

  StepKiller(NodeCluster cluster, FaultInjector injector) {
    this.cluster = cluster;
    this.injector = injector;
  }

  /** While some zones are split or merged. The victim does not come back by itself. */
  double whileReshaping(Random random, MapStep step, String victim)
      throws IOException, InterruptedException {
    JsonNode before = cluster.status();
    injector.askForChanges(random);
    return killAt(step, before, victim);
  }

  /** While a zone gets another owner. The victim does not come back by itself. */
  double whileMoving(Random random, MapStep step, String victim)
      throws IOException, InterruptedException {
    JsonNode before = cluster.status();
    injector.askForMove(random);
    return killAt(step, before, victim);
  }

  private double killAt(MapStep step, JsonNode before, String victim)
      throws IOException, InterruptedException {
    await(
        "a change of the map is " + step,
        () -> isAt(step, before.path("world"), cluster.status().path("world")));
    return injector.kill(List.of(victim));
  }

  private static boolean isAt(MapStep step, JsonNode before, JsonNode now) {
    long first = now.path("mapPending").asLong(-1);
    boolean begun = now.path("mapVersion").asLong() > before.path("mapVersion").asLong();
    return switch (step) {
      case ASKED -> true;
      case ANNOUNCED -> first >= 0 || begun;
      case BEGINNING -> begun || (first >= 0 && now.path("tick").asLong() >= first - TICKS_BEFORE);
      case BEGUN -> begun;
      case KEPT -> begun && first < 0;
    };
  }

  /**
   * While a node is stopped as planned. It does not come back by itself; another victim is started
   * again at once: without it those that are left may be no majority.
   */
  double whileLeaving(String leaver, PlanStep step, String victim)
      throws IOException, InterruptedException {
    PlanWatch plan = new PlanWatch(cluster);
    cluster.signal(leaver, "TERM");
    plan.await(step, status -> state(status, leaver).equals("leaving"));
    killAndAwait(victim);
    if (!victim.equals(leaver)) {
      cluster.startAgain(victim);
    }
    await("node " + leaver + " has stopped", () -> !cluster.isAlive(leaver));
    return injector.awaitWhole(
        status ->
            !FaultInjector.owns(status, leaver)
                && (victim.equals(leaver) || FaultInjector.owns(status, victim)));
  }

  /** While a node joins that was stopped. All nodes are there again in the end. */
  double whileJoining(String joiner, PlanStep step, String victim)
      throws IOException, InterruptedException {
    PlanWatch plan = new PlanWatch(cluster);
    ExecutorService starter = Executors.newSingleThreadExecutor();
    try {
      Future<?> started =
          starter.submit(
              () -> {
                cluster.startAgain(joiner);
                return null;
              });
      plan.await(step, status -> FaultInjector.isUp(status, joiner));
      cluster.learnPid(joiner);
      killAndAwait(victim);
      if (victim.equals(joiner)) {
        awaitFailure(started);
        cluster.startAgain(victim);
      } else {
        // Without it those that are left may be no majority that could take in the joiner.
        cluster.startAgain(victim);
        started.get();
      }
      return injector.awaitWhole(
          status -> FaultInjector.owns(status, joiner) && FaultInjector.owns(status, victim));
    } catch (ExecutionException e) {
      throw new IOException("node " + joiner + " could not be started: " + e.getCause(), e);
    } finally {
      starter.shutdown();
    }
  }

  /** The command that starts a node says that it has ended, or was done already. */
  private static void awaitFailure(Future<?> started) throws InterruptedException {
    try {
      started.get();
    } catch (ExecutionException e) {
      // That is so.
    }
  }

  private void killAndAwait(String victim) throws IOException, InterruptedException {
    cluster.kill(victim);
    await("node " + victim + " is dead", () -> !cluster.isAlive(victim));
  }

  /** The node that has a role, where one leaves or joins. */
  String victim(Role role, String itself, Random random) throws IOException, InterruptedException {
    String coordinator = cluster.status().path("world").path("coordinator").asText();
    List<String> others = new ArrayList<>(cluster.names());
    others.removeAll(List.of(itself, coordinator));
    return switch (role) {
      case ITSELF -> itself;
      case COORDINATOR -> coordinator;
      case OTHER -> others.get(random.nextInt(others.size()));
    };
  }

  private static String state(JsonNode status, String name) {
    return NodeCluster.node(status, name).path("state").asText();
  }

  private static void await(String what, FaultInjector.Question question)
      throws IOException, InterruptedException {
    FaultInjector.await(what, POLL_MILLIS, question);
  }
}
