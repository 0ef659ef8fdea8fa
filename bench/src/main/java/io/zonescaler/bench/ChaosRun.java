package io.zonescaler.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.demo.DemoGame;
import io.zonescaler.server.bots.BotFleet;
import io.zonescaler.server.bots.BotGap;
import io.zonescaler.server.bots.BotReport;
import io.zonescaler.server.bots.BotSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Harms the nodes of a real cluster while bots play, in an order that a seed decides: kills and
 * freezes them, lets them leave and join. Counts what got lost and how long clients saw nothing
 * new. Exit codes as those of {@code bin/zonescaler}: 4 if anything was lost, or somebody waited
 * longer than is asked.
 */
@Command(
    name = "chaos.sh",
    description = "Harms nodes under load, one after another, and says what players saw of it.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 1,
    exitCodeOnExecutionException = 4)
public final class ChaosRun implements Callable<Integer> {
  private static final int FAILED = 4;
  private static final int FREEZE_SECONDS = 15;
  private static final int REST_SECONDS = 3;
  private static final long LIMIT_SECONDS = 60;
  private static final long POLL_MILLIS = 100;
  private static final double ANY = Double.POSITIVE_INFINITY;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Nodes of the cluster (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--bots",
      paramLabel = "N",
      defaultValue = "200",
      description = "Bots that play (default: ${DEFAULT-VALUE}).")
  private int bots;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "20",
      description = "How often a node is killed and comes back (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--at-once",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How many nodes are killed at once; grid.backups must be as many (default: ${DEFAULT-VALUE}).")
  private int atOnce;

  @Option(
      names = "--freezes",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often a node stands still for 15 s (default: ${DEFAULT-VALUE}).")
  private int freezes;

  @Option(
      names = "--leaves",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "How often a node is stopped as planned and joins again (default: ${DEFAULT-VALUE}).")
  private int leaves;

  @Option(
      names = "--rollings",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How often all nodes are stopped and started in turn (default: ${DEFAULT-VALUE}).")
  private int rollings;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Decides the order of the nodes (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private ClusterOptions options = new ClusterOptions();

  private final FaultRow killed = new FaultRow("kill", new FaultRow.Asked(500, 1500, 3000));
  private final FaultRow frozen = new FaultRow("freeze", new FaultRow.Asked(ANY, ANY, ANY));
  private final FaultRow left = new FaultRow("leave", new FaultRow.Asked(ANY, 400, 400));
  private final FaultRow joined = new FaultRow("join", new FaultRow.Asked(ANY, 400, 400));
  private final FaultRow rolled = new FaultRow("rolling", new FaultRow.Asked(ANY, 600, 600));
  private final List<String> order = new ArrayList<>();
  private int number;
  private boolean sound = true;

  /** Runs it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ChaosRun()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path run = options.directory();
    Path home = Path.of(System.getProperty("zonescaler.home"));
    ExecutorService player = Executors.newSingleThreadExecutor();
    try (NodeCluster cluster = new NodeCluster(home, run, nodes, options.given());
        BotFleet fleet = new BotFleet(players(cluster))) {
      Future<BotReport> report = player.submit(fleet::run);
      await("all bots play", fleet::isComplete);
      System.out.printf("logs are in %s, seed %d%n", run, seed);
      System.out.printf("%13s %-6s %28s %10s%n", "", "", "longest gap of clients, ms", "whole");
      System.out.printf(
          "%4s %-8s %-6s %13s %14s %10s  %s%n",
          "", "fault", "node", "of others", "of the node", "after s", "audit, re-execution");
      Random random = new Random(seed);
      for (int i = 0; i < kills; i++) {
        kill(victims(cluster, random), cluster, fleet);
      }
      for (int i = 0; i < freezes; i++) {
        freeze(next(cluster, random), cluster, fleet);
      }
      for (int i = 0; i < leaves; i++) {
        String node = next(cluster, random);
        leave(node, cluster, fleet);
        join(node, cluster, fleet);
      }
      for (int i = 0; i < rollings; i++) {
        roll(cluster, fleet);
      }
      fleet.stop();
      return verdict(report.get());
    } catch (ExecutionException e) {
      throw new IOException("the bots could not play: " + e.getCause(), e);
    } finally {
      player.shutdownNow();
    }
  }

  private BotSettings players(NodeCluster cluster) {
    DemoGame game = new DemoGame();
    return BotSettings.of(
        cluster.addresses(),
        bots,
        Duration.ofDays(1),
        random -> game.sampleCommand(random.nextLong(), random.nextLong()));
  }

  /** All nodes get their turn before one has its second. */
  private String next(NodeCluster cluster, Random random) {
    if (order.isEmpty()) {
      order.addAll(cluster.names());
      Collections.shuffle(order, random);
    }
    return order.remove(0);
  }

  private List<String> victims(NodeCluster cluster, Random random) {
    List<String> victims = new ArrayList<>();
    while (victims.size() < atOnce) {
      String next = next(cluster, random);
      if (!victims.contains(next)) {
        victims.add(next);
      }
    }
    return victims;
  }

  private void kill(List<String> victims, NodeCluster cluster, BotFleet fleet)
      throws IOException, InterruptedException {
    rest(fleet);
    victims.forEach(cluster::kill);
    double wholeSeconds =
        awaitWhole(cluster, status -> victims.stream().noneMatch(node -> owns(status, node)));
    tell(killed, "kill", String.join("+", victims), gaps(fleet), wholeSeconds, cluster);
    for (String node : victims) {
      cluster.startAgain(node);
    }
  }

  private void freeze(String node, NodeCluster cluster, BotFleet fleet)
      throws IOException, InterruptedException {
    rest(fleet);
    cluster.signal(node, "STOP");
    TimeUnit.SECONDS.sleep(FREEZE_SECONDS);
    cluster.signal(node, "CONT");
    double wholeSeconds = awaitWhole(cluster, status -> owns(status, node));
    tell(frozen, "freeze", node, gaps(fleet), wholeSeconds, cluster);
  }

  private void leave(String node, NodeCluster cluster, BotFleet fleet)
      throws IOException, InterruptedException {
    rest(fleet);
    cluster.stop(node);
    double wholeSeconds = awaitWhole(cluster, status -> !owns(status, node));
    tell(left, "leave", node, gaps(fleet), wholeSeconds, cluster);
  }

  /** Only what comes when the joining node's JVM is up and runs its part of the world. */
  private void join(String node, NodeCluster cluster, BotFleet fleet)
      throws IOException, InterruptedException {
    ExecutorService starter = Executors.newSingleThreadExecutor();
    try {
      Future<?> started =
          starter.submit(
              () -> {
                cluster.startAgain(node);
                return null;
              });
      await("node " + node + " reports", () -> isUp(cluster.status(), node));
      fleet.takeGaps();
      double wholeSeconds = awaitWhole(cluster, status -> owns(status, node));
      tell(joined, "join", node, gaps(fleet), wholeSeconds, cluster);
      started.get();
    } catch (ExecutionException e) {
      throw new IOException("node " + node + " could not be started: " + e.getCause(), e);
    } finally {
      starter.shutdown();
    }
  }

  private void roll(NodeCluster cluster, BotFleet fleet) throws IOException, InterruptedException {
    rest(fleet);
    for (String node : cluster.names()) {
      cluster.stop(node);
      cluster.startAgain(node);
    }
    double wholeSeconds = awaitWhole(cluster, status -> true);
    tell(rolled, "rolling", "all", gaps(fleet), wholeSeconds, cluster);
  }

  private static void rest(BotFleet fleet) throws InterruptedException {
    fleet.spread();
    TimeUnit.SECONDS.sleep(REST_SECONDS);
    fleet.takeGaps();
  }

  /** The longest gaps since the last call, when those that had to reconnect have done so. */
  private static List<BotGap> gaps(BotFleet fleet) throws IOException, InterruptedException {
    TimeUnit.SECONDS.sleep(REST_SECONDS);
    await("all bots play again", fleet::isComplete);
    TimeUnit.SECONDS.sleep(1);
    return fleet.takeGaps();
  }

  /** Waits until every slot has all its copies, and something else holds; how long it took. */
  private static double awaitWhole(NodeCluster cluster, Predicate<JsonNode> too)
      throws IOException, InterruptedException {
    long fromNanos = System.nanoTime();
    await(
        "every slot has its backups, on the right nodes",
        () -> {
          JsonNode status = cluster.status();
          return status.path("redundancy").path("slotsBelow").asInt(1) == 0 && too.test(status);
        });
    return (System.nanoTime() - fromNanos) / 1e9;
  }

  private static boolean owns(JsonNode status, String node) {
    for (JsonNode zone : status.path("zones")) {
      if (zone.path("owner").asText().equals(node)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isUp(JsonNode status, String name) {
    for (JsonNode node : status.path("nodes")) {
      if (node.path("name").asText().equals(name)) {
        return node.path("state").asText().equals("up");
      }
    }
    return false;
  }

  private void tell(
      FaultRow row,
      String fault,
      String node,
      List<BotGap> gaps,
      double wholeSeconds,
      NodeCluster cluster)
      throws IOException, InterruptedException {
    JsonNode audit = cluster.reexecuted();
    boolean equal = audit.path("reexecuted").path("equal").asBoolean();
    boolean ok = audit.path("ok").asBoolean() && equal;
    sound &= ok;
    System.out.printf(
        "%4d %-8s %-6s %s %10.1f  %s%n",
        ++number,
        fault,
        node,
        row.add(gaps),
        wholeSeconds,
        ok ? "ok, " + audit.path("unchecked") + " unchecked" : audit);
  }

  /** Asks until it holds. */
  private interface Question {
    boolean holds() throws IOException, InterruptedException;
  }

  private static void await(String what, Question question)
      throws IOException, InterruptedException {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!question.holds()) {
      if (System.nanoTime() > deadlineNanos) {
        throw new IOException("this did not come true in " + LIMIT_SECONDS + " s: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private int verdict(BotReport report) {
    System.out.printf(
        "commands: %d acknowledged, %d lost, %d doubled, %d open%n",
        report.commandsAcked(),
        report.commandsLost(),
        report.commandsDoubled(),
        report.commandsOpen());
    boolean held =
        sound && report.commandsLost() + report.commandsDoubled() + report.commandsOpen() == 0;
    System.out.println(
        (held ? "holds  " : "FAILS  ") + " nothing lost, the audit clean, re-executions equal");
    for (FaultRow row : List.of(killed, frozen, left, joined, rolled)) {
      held &= row.verdict();
    }
    return held ? 0 : FAILED;
  }
}
