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
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Kills the nodes of a real cluster one after another, with SIGKILL and in an order that a seed
 * decides, while bots play; each comes back before the next one dies. Counts what got lost and how
 * long clients saw nothing new. Exit codes as those of {@code bin/zonescaler}: 4 if anything was
 * lost, or somebody waited longer than is asked.
 */
@Command(
    name = "chaos.sh",
    description = "Kills nodes under load, one after another, and says what players saw of it.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 1,
    exitCodeOnExecutionException = 4)
public final class ChaosRun implements Callable<Integer> {
  private static final int FAILED = 4;
  private static final double MEDIAN_MILLIS = 500;
  private static final double WORST_MILLIS = 1500;
  private static final double RECONNECTED_MILLIS = 3000;
  private static final long LIMIT_SECONDS = 60;
  private static final long POLL_MILLIS = 100;
  private static final int TENTHS = 10;

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
      description = "How many nodes are killed (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Decides the order of the nodes (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private ClusterOptions options = new ClusterOptions();

  /** Longest gaps in tenths of a millisecond, one value per client and kill. */
  private final Histogram survivors = new Histogram(3);

  private final Histogram reconnected = new Histogram(3);

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
      System.out.printf(
          "%4s  %-6s %28s %10s %s%n", "", "", "longest gap of clients, ms", "whole", "");
      System.out.printf(
          "%4s  %-6s %13s %14s %10s  %s%n",
          "kill", "node", "of others", "of the node", "after s", "audit");
      boolean sound = true;
      List<String> order = new ArrayList<>();
      Random random = new Random(seed);
      for (int kill = 1; kill <= kills; kill++) {
        if (order.isEmpty()) {
          order.addAll(cluster.names());
          Collections.shuffle(order, random);
        }
        sound &= kill(kill, order.remove(0), cluster, fleet);
      }
      fleet.stop();
      return verdict(report.get(), sound);
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

  /** Kills a node, lets it come back, and tells what was seen of it. */
  private boolean kill(int number, String node, NodeCluster cluster, BotFleet fleet)
      throws IOException, InterruptedException {
    TimeUnit.SECONDS.sleep(3);
    fleet.takeGaps();
    cluster.kill(node);
    // Whoever has to reconnect has done so when all play again.
    TimeUnit.SECONDS.sleep(3);
    await("all bots play again", fleet::isComplete);
    TimeUnit.SECONDS.sleep(1);
    List<BotGap> gaps = fleet.takeGaps();
    double ofOthers = longest(gaps, gap -> !gap.reconnected());
    double ofNode = longest(gaps, BotGap::reconnected);
    for (BotGap gap : gaps) {
      (gap.reconnected() ? reconnected : survivors).recordValue(Math.round(gap.millis() * TENTHS));
    }
    cluster.startAgain(node);
    long backNanos = System.nanoTime();
    await(
        "every slot has its backup",
        () -> cluster.status().path("redundancy").path("slotsBelow").asInt(1) == 0);
    double wholeSeconds = (System.nanoTime() - backNanos) / 1e9;
    JsonNode audit = cluster.status().path("audit");
    boolean ok = audit.path("ok").asBoolean();
    System.out.printf(
        "%4d  %-6s %13.0f %14.0f %10.1f  %s%n",
        number,
        node,
        ofOthers,
        ofNode,
        wholeSeconds,
        ok ? "ok, " + audit.path("unchecked") + " unchecked" : audit.path("firstBreak"));
    return ok;
  }

  private static double longest(List<BotGap> gaps, Predicate<BotGap> which) {
    return gaps.stream().filter(which).mapToDouble(BotGap::millis).max().orElse(0);
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

  private int verdict(BotReport report, boolean audited) {
    double median = survivors.getValueAtPercentile(50) / (double) TENTHS;
    double worst = survivors.getMaxValue() / (double) TENTHS;
    double worstReconnected = reconnected.getMaxValue() / (double) TENTHS;
    System.out.printf(
        "commands: %d acknowledged, %d lost, %d doubled, %d open%n",
        report.commandsAcked(),
        report.commandsLost(),
        report.commandsDoubled(),
        report.commandsOpen());
    boolean lossless =
        report.commandsLost() + report.commandsDoubled() + report.commandsOpen() == 0;
    boolean held = says("nothing lost, the audit clean", lossless && audited);
    held &= says("gap of others, median", median, MEDIAN_MILLIS);
    held &= says("gap of others, worst", worst, WORST_MILLIS);
    held &= says("gap of the node's own, worst", worstReconnected, RECONNECTED_MILLIS);
    return held ? 0 : FAILED;
  }

  private static boolean says(String what, double millis, double most) {
    return says(String.format("%s: %.0f ms, asked %.0f", what, millis, most), millis <= most);
  }

  private static boolean says(String what, boolean holds) {
    System.out.println((holds ? "holds   " : "FAILS   ") + what);
    return holds;
  }
}
