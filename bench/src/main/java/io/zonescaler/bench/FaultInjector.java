package io.zonescaler.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Does harm to the nodes of a cluster, and waits until it has got over it. Each fault returns how
 * long it took, in seconds, until every slot had all its copies again, where they belong.
 */
final class FaultInjector {
  private static final int FREEZE_SECONDS = 15;
  private static final int STUTTERS = 10;
  private static final long STUTTER_MILLIS = 300;
  private static final int PAUSE_SECONDS = 3;
  private static final int CHANGES = 3;
  private static final int CALM_SECONDS = 8;
  private static final int USUAL_ZONES = 16;
  private static final long LIMIT_SECONDS = 60;
  private static final long POLL_MILLIS = 100;
  private static final String WHOLE = "every slot has its backups, on the right nodes";

  private final NodeCluster cluster;

  FaultInjector(NodeCluster cluster) {
    this.cluster = cluster;
  }

  /** Kills nodes at once. They do not come back by themselves. */
  double kill(List<String> victims) throws IOException, InterruptedException {
    victims.forEach(cluster::kill);
    return awaitWhole(status -> victims.stream().noneMatch(node -> owns(status, node)));
  }

  /** A node stands still for longer than the others wait for it. */
  double freeze(String node) throws IOException, InterruptedException {
    cluster.signal(node, "STOP");
    TimeUnit.SECONDS.sleep(FREEZE_SECONDS);
    cluster.signal(node, "CONT");
    // What the node itself says is old.
    return await(
        WHOLE, () -> isWhole(cluster.statusForOthersThan(node), status -> owns(status, node)));
  }

  /** A node stands still again and again, each time for less than the others wait for it. */
  double stutter(String node) throws IOException, InterruptedException {
    for (int i = 0; i < STUTTERS; i++) {
      cluster.signal(node, "STOP");
      TimeUnit.MILLISECONDS.sleep(STUTTER_MILLIS);
      cluster.signal(node, "CONT");
      TimeUnit.MILLISECONDS.sleep(STUTTER_MILLIS);
    }
    return awaitWhole(status -> owns(status, node));
  }

  /** An operator lets the world stand still for a while. */
  double pause() throws IOException, InterruptedException {
    cluster.steer("pause");
    TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
    cluster.steer("resume");
    return awaitWhole(status -> true);
  }

  /** A node is stopped as planned. */
  double leave(String node) throws IOException, InterruptedException {
    cluster.stop(node);
    return awaitWhole(status -> !owns(status, node));
  }

  /**
   * A node that was stopped joins again.
   *
   * @param up called once its process is up and reports; what comes from then on is the join
   */
  double join(String node, Runnable up) throws IOException, InterruptedException {
    ExecutorService starter = Executors.newSingleThreadExecutor();
    try {
      Future<?> started =
          starter.submit(
              () -> {
                cluster.startAgain(node);
                return null;
              });
      await("node " + node + " reports", () -> isUp(cluster.status(), node));
      up.run();
      double wholeSeconds = awaitWhole(status -> owns(status, node));
      started.get();
      return wholeSeconds;
    } catch (ExecutionException e) {
      throw new IOException("node " + node + " could not be started: " + e.getCause(), e);
    } finally {
      starter.shutdown();
    }
  }

  /** All nodes are stopped and started again, one after another. */
  double roll() throws IOException, InterruptedException {
    for (String node : cluster.names()) {
      cluster.stop(node);
      cluster.startAgain(node);
    }
    return awaitWhole(status -> true);
  }

  /** Nothing happens, for as long as a change of the map takes. */
  double nothing() throws IOException, InterruptedException {
    TimeUnit.SECONDS.sleep(CALM_SECONDS);
    return awaitWhole(status -> true);
  }

  /** Some zones are split or merged, in one change of the map. */
  double reshape(Random random) throws IOException, InterruptedException {
    Set<String> ended = askForChanges(random);
    return awaitWhole(status -> zones(status).stream().noneMatch(ended::contains));
  }

  /** Asks for a few changes; the ids of the zones that they end. */
  Set<String> askForChanges(Random random) throws IOException, InterruptedException {
    Set<String> ended = new HashSet<>();
    List<JsonNode> zones = new ArrayList<>();
    cluster.status().path("zones").forEach(zones::add);
    for (int i = 0; i < CHANGES; i++) {
      Collections.shuffle(zones, random);
      if (random.nextInt(2 * USUAL_ZONES) > zones.size()) {
        split(zones, ended);
      } else {
        merge(zones, ended);
      }
    }
    return ended;
  }

  private void split(List<JsonNode> zones, Set<String> ended)
      throws IOException, InterruptedException {
    for (JsonNode zone : zones) {
      if (!ended.contains(id(zone)) && cluster.ask("/api/v1/split?zone=" + id(zone))) {
        ended.add(id(zone));
        return;
      }
    }
  }

  /** Only halves of one cut can be merged; which those are, the nodes know. */
  private void merge(List<JsonNode> zones, Set<String> ended)
      throws IOException, InterruptedException {
    for (JsonNode a : zones) {
      for (JsonNode b : zones) {
        if (!ended.contains(id(a))
            && !ended.contains(id(b))
            && !a.equals(b)
            && cluster.ask("/api/v1/merge?zone=" + id(a) + "&with=" + id(b))) {
          ended.add(id(a));
          ended.add(id(b));
          return;
        }
      }
    }
  }

  private static String id(JsonNode zone) {
    return zone.path("id").asText();
  }

  private static List<String> zones(JsonNode status) {
    List<String> ids = new ArrayList<>();
    status.path("zones").forEach(zone -> ids.add(id(zone)));
    return ids;
  }

  /** A zone gets another owner. */
  double move(Random random) throws IOException, InterruptedException {
    return awaitWhole(askForMove(random));
  }

  /** Asks for a move of some zone to another node; whether a status shows that it is there. */
  Predicate<JsonNode> askForMove(Random random) throws IOException, InterruptedException {
    JsonNode zones = cluster.status().path("zones");
    JsonNode zone = zones.path(random.nextInt(zones.size()));
    List<String> others = new ArrayList<>(cluster.names());
    others.remove(zone.path("owner").asText());
    String node = others.get(random.nextInt(others.size()));
    if (!cluster.ask("/api/v1/move?zone=" + id(zone) + "&node=" + node)) {
      throw new IOException("zone " + id(zone) + " cannot go to node " + node);
    }
    return status -> {
      for (JsonNode now : status.path("zones")) {
        if (now.path("min").equals(zone.path("min")) && now.path("max").equals(zone.path("max"))) {
          return now.path("owner").asText().equals(node);
        }
      }
      return false;
    };
  }

  /** Waits until every slot has all its copies, and something else holds too. */
  double awaitWhole(Predicate<JsonNode> too) throws IOException, InterruptedException {
    return await(WHOLE, () -> isWhole(cluster.status(), too));
  }

  static boolean isWhole(JsonNode status, Predicate<JsonNode> too) {
    return status.path("redundancy").path("slotsBelow").asInt(1) == 0 && too.test(status);
  }

  static boolean owns(JsonNode status, String node) {
    for (JsonNode zone : status.path("zones")) {
      if (zone.path("owner").asText().equals(node)) {
        return true;
      }
    }
    return false;
  }

  static boolean isUp(JsonNode status, String name) {
    JsonNode node = NodeCluster.node(status, name);
    return node.path("state").asText().equals("up") && node.path("pid").asLong() > 0;
  }

  /** Asks until it holds. */
  interface Question {
    boolean holds() throws IOException, InterruptedException;
  }

  /**
   * Waits until something holds; an error that names it if it does not within a minute.
   *
   * @return how long it took, in seconds
   */
  static double await(String what, Question question) throws IOException, InterruptedException {
    return await(what, POLL_MILLIS, question);
  }

  /** The same, looking every so many milliseconds. */
  static double await(String what, long pollMillis, Question question)
      throws IOException, InterruptedException {
    long fromNanos = System.nanoTime();
    while (!question.holds()) {
      if (System.nanoTime() - fromNanos > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
        throw new IOException("this did not come true in " + LIMIT_SECONDS + " s: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(pollMillis);
    }
    return (System.nanoTime() - fromNanos) / 1e9;
  }
}
