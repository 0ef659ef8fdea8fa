package io.zonescaler.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.bench.StepKiller.MapStep;
import io.zonescaler.bench.StepKiller.PlanStep;
import io.zonescaler.bench.StepKiller.Role;
import io.zonescaler.demo.DemoGame;
import io.zonescaler.server.bots.BotFleet;
import io.zonescaler.server.bots.BotReport;
import io.zonescaler.server.bots.BotSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Harms the nodes of a real cluster while bots play, in an order that a seed decides: kills and
 * freezes them, lets them leave and join, splits, merges and moves zones. Counts what got lost and
 * how long clients saw nothing new. Exit codes as those of {@code bin/zonescaler}: 4 if anything
 * was lost, or somebody waited longer than is asked.
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
  private static final int REST_SECONDS = 3;
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
      names = "--stutters",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "How often a node stands still for 0.3 s, ten times in a row (default: ${DEFAULT-VALUE}).")
  private int stutters;

  @Option(
      names = "--pauses",
      paramLabel = "N",
      defaultValue = "1",
      description = "How often the world is paused for 3 s (default: ${DEFAULT-VALUE}).")
  private int pauses;

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
      names = "--reshapes",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "How often three zones are split or merged, in one change of the map (default: ${DEFAULT-VALUE}).")
  private int reshapes;

  @Option(
      names = "--moves",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often a zone gets another owner (default: ${DEFAULT-VALUE}).")
  private int moves;

  @Option(
      names = "--calms",
      paramLabel = "N",
      defaultValue = "2",
      description = "How often nothing happens, to compare with (default: ${DEFAULT-VALUE}).")
  private int calms;

  @Option(
      names = "--reshape-kills",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "How often a node is killed while zones are split or merged, at one step of that after the other (default: ${DEFAULT-VALUE}).")
  private int reshapeKills;

  @Option(
      names = "--move-kills",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "How often a node is killed while a zone gets another owner, at one step of that after the other (default: ${DEFAULT-VALUE}).")
  private int moveKills;

  @Option(
      names = "--drain-kills",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "How often a node is killed while one is stopped as planned, at one step of that after the other: itself, the coordinator, another one (default: ${DEFAULT-VALUE}).")
  private int drainKills;

  @Option(
      names = "--join-kills",
      paramLabel = "N",
      defaultValue = "2",
      description = "The same while a node joins (default: ${DEFAULT-VALUE}).")
  private int joinKills;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Decides the order of faults and nodes (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--untimed",
      description = "Judges what got lost only, not how long players waited.")
  private boolean untimed;

  @Mixin private ClusterOptions options = new ClusterOptions();

  private final List<String> zonescaler;
  private final List<FaultRow> rows = new ArrayList<>();
  private final FaultRow calm = row("calm", ANY, ANY, ANY);
  private final FaultRow killed = row("kill", 500, 1500, 3000);
  private final FaultRow frozen = row("freeze", ANY, ANY, ANY);
  private final FaultRow stuttered = row("stutter", ANY, ANY, ANY);
  private final FaultRow paused = row("pause", ANY, ANY, ANY);
  private final FaultRow left = row("leave", ANY, 400, 400);
  private final FaultRow joined = row("join", ANY, 400, 400);
  private final FaultRow rolled = row("rolling", ANY, 600, 600);
  private final FaultRow reshaped = row("reshape", ANY, 100, 100);
  private final FaultRow moved = row("move", ANY, 150, 150);
  private final FaultRow reshapeKilled = row("kill in reshape", 500, 1500, 3000);
  private final FaultRow moveKilled = row("kill in move", 500, 1500, 3000);
  private final FaultRow drainKilled = row("kill in drain", ANY, ANY, ANY);
  private final FaultRow joinKilled = row("kill in join", ANY, ANY, ANY);

  private final List<String> order = new ArrayList<>();
  private int number;
  private boolean sound = true;

  /**
   * A run that has not begun.
   *
   * @param zonescaler the command that runs {@code bin/zonescaler}
   */
  ChaosRun(List<String> zonescaler) {
    this.zonescaler = zonescaler;
  }

  private FaultRow row(String name, double median, double worst, double own) {
    FaultRow row = new FaultRow(name, new FaultRow.Asked(median, worst, own));
    rows.add(row);
    return row;
  }

  /** Runs it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ChaosRun(NodeCluster.script())).execute(arguments));
  }

  /** One thing that happens to the cluster, from calm to calm. */
  private interface Fault {
    void happen() throws IOException, InterruptedException;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path run = options.directory();
    ExecutorService player = Executors.newSingleThreadExecutor();
    try (NodeCluster cluster = new NodeCluster(zonescaler, run, nodes, options.given());
        BotFleet fleet = new BotFleet(players(cluster))) {
      Future<BotReport> report = player.submit(fleet::run);
      FaultInjector.await("all bots play", fleet::isComplete);
      System.out.printf("logs are in %s, seed %d%n", run, seed);
      System.out.printf("%20s %-17s %28s %10s%n", "", "", "longest gap of clients, ms", "whole");
      System.out.printf(
          "%4s %-15s %-17s %13s %14s %10s  %s%n",
          "", "fault", "node", "of others", "of the node", "after s", "audit, re-execution");
      try {
        for (Fault fault : schedule(cluster, fleet)) {
          rest(fleet);
          fault.happen();
        }
      } catch (IOException e) {
        keepEvidence(cluster, run);
        throw e;
      }
      fleet.stop();
      boolean held = verdict(report.get());
      if (!held) {
        keepEvidence(cluster, run);
      }
      return held ? 0 : FAILED;
    } catch (ExecutionException e) {
      throw new IOException("the bots could not play: " + e.getCause(), e);
    } finally {
      player.shutdownNow();
    }
  }

  private static void keepEvidence(NodeCluster cluster, Path run) throws InterruptedException {
    Path archive = run.resolve("world.zsw");
    try {
      cluster.export(archive);
      System.out.println("evidence: " + archive + ", and the nodes' logs beside it");
    } catch (IOException e) {
      System.out.println("evidence: the nodes' logs in " + run + "; no export: " + e.getMessage());
    }
  }

  /** What happens, in an order that the seed decides. */
  private List<Fault> schedule(NodeCluster cluster, BotFleet fleet) {
    FaultInjector injector = new FaultInjector(cluster);
    Random random = new Random(seed);
    List<Fault> faults = new ArrayList<>();
    add(faults, kills, () -> kill(victims(cluster, random), injector, cluster, fleet));
    add(
        faults,
        freezes,
        () -> harm(next(cluster, random), frozen, injector::freeze, cluster, fleet));
    add(
        faults,
        stutters,
        () -> harm(next(cluster, random), stuttered, injector::stutter, cluster, fleet));
    add(faults, pauses, () -> tell(paused, "all", injector.pause(), cluster, fleet));
    add(
        faults,
        leaves,
        () -> {
          String node = next(cluster, random);
          harm(node, left, injector::leave, cluster, fleet);
          tell(joined, node, injector.join(node, fleet::takeGaps), cluster, fleet);
        });
    add(faults, rollings, () -> tell(rolled, "all", injector.roll(), cluster, fleet));
    add(faults, calms, () -> tell(calm, "none", injector.nothing(), cluster, fleet));
    add(faults, reshapes, () -> tell(reshaped, "all", injector.reshape(random), cluster, fleet));
    add(faults, moves, () -> tell(moved, "all", injector.move(random), cluster, fleet));
    StepKiller killer = new StepKiller(cluster, injector);
    for (int i = 0; i < reshapeKills; i++) {
      MapStep step = nth(MapStep.values(), i);
      Harm harm = node -> killer.whileReshaping(random, step, node);
      faults.add(() -> killOnTheWay(reshapeKilled, step, harm, random, cluster, fleet));
    }
    for (int i = 0; i < moveKills; i++) {
      MapStep step = nth(MapStep.values(), i);
      Harm harm = node -> killer.whileMoving(random, step, node);
      faults.add(() -> killOnTheWay(moveKilled, step, harm, random, cluster, fleet));
    }
    // Their numbers have no common factor: each step meets each role.
    for (int i = 0; i < drainKills; i++) {
      PlanStep step = nth(PlanStep.values(), i);
      Role role = nth(Role.values(), i);
      faults.add(() -> killInDrain(step, role, killer, random, cluster, fleet));
    }
    for (int i = 0; i < joinKills; i++) {
      PlanStep step = nth(PlanStep.values(), i);
      Role role = nth(Role.values(), i);
      faults.add(() -> killInJoin(step, role, killer, random, cluster, fleet));
    }
    Collections.shuffle(faults, random);
    return faults;
  }

  private static void add(List<Fault> faults, int times, Fault fault) {
    faults.addAll(Collections.nCopies(times, fault));
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

  /** Something that is done to one node; how many seconds it took to get over it. */
  private interface Harm {
    double to(String node) throws IOException, InterruptedException;
  }

  private void harm(String node, FaultRow row, Harm harm, NodeCluster cluster, BotFleet fleet)
      throws IOException, InterruptedException {
    tell(row, node, harm.to(node), cluster, fleet);
  }

  private void killOnTheWay(
      FaultRow row, MapStep step, Harm kill, Random random, NodeCluster cluster, BotFleet fleet)
      throws IOException, InterruptedException {
    String node = next(cluster, random);
    double seconds = kill.to(node);
    tell(row, node + " " + lower(step), seconds, cluster, fleet);
    cluster.startAgain(node);
  }

  private void killInDrain(
      PlanStep step,
      Role role,
      StepKiller killer,
      Random random,
      NodeCluster cluster,
      BotFleet fleet)
      throws IOException, InterruptedException {
    String leaver = next(cluster, random);
    String victim = killer.victim(role, leaver, random);
    double seconds = killer.whileLeaving(leaver, step, victim);
    tell(drainKilled, told(victim, leaver, step), seconds, cluster, fleet);
    cluster.startAgain(leaver);
  }

  private void killInJoin(
      PlanStep step,
      Role role,
      StepKiller killer,
      Random random,
      NodeCluster cluster,
      BotFleet fleet)
      throws IOException, InterruptedException {
    String joiner = next(cluster, random);
    cluster.stop(joiner);
    String victim = killer.victim(role, joiner, random);
    double seconds = killer.whileJoining(joiner, step, victim);
    tell(joinKilled, told(victim, joiner, step), seconds, cluster, fleet);
  }

  private static String told(String victim, String itself, PlanStep step) {
    return victim + "/" + itself + " " + lower(step);
  }

  private static String lower(Enum<?> step) {
    return step.name().toLowerCase(Locale.ROOT);
  }

  private static <T> T nth(T[] values, int i) {
    return values[i % values.length];
  }

  private void kill(
      List<String> victims, FaultInjector injector, NodeCluster cluster, BotFleet fleet)
      throws IOException, InterruptedException {
    tell(killed, String.join("+", victims), injector.kill(victims), cluster, fleet);
    for (String node : victims) {
      cluster.startAgain(node);
    }
  }

  private static void rest(BotFleet fleet) throws InterruptedException {
    fleet.spread();
    TimeUnit.SECONDS.sleep(REST_SECONDS);
    fleet.takeGaps();
  }

  /** Says what players saw of a fault, when those that had to reconnect have done so. */
  private void tell(
      FaultRow row, String node, double wholeSeconds, NodeCluster cluster, BotFleet fleet)
      throws IOException, InterruptedException {
    TimeUnit.SECONDS.sleep(REST_SECONDS);
    try {
      FaultInjector.await("all bots play again", fleet::isComplete);
    } catch (IOException e) {
      throw new IOException(
          "the first that lost its stream: " + fleet.progress().firstTrouble(), e);
    }
    TimeUnit.SECONDS.sleep(1);
    String gaps = row.add(fleet.takeGaps());
    JsonNode audit = cluster.reexecuted();
    boolean equal = audit.path("reexecuted").path("equal").asBoolean();
    boolean ok = audit.path("ok").asBoolean() && equal;
    sound &= ok;
    System.out.printf(
        "%4d %-15s %-17s %s %10.1f  %s%n",
        ++number,
        row.name(),
        node,
        gaps,
        wholeSeconds,
        ok ? "ok, " + audit.path("unchecked") + " unchecked" : audit);
  }

  private boolean verdict(BotReport report) {
    System.out.printf(
        "commands: %d acknowledged, %d lost, %d doubled, %d open; %d streams lost, %d times resumed, %d begun anew%n",
        report.commandsAcked(),
        report.commandsLost(),
        report.commandsDoubled(),
        report.commandsOpen(),
        report.reconnects(),
        report.resumed(),
        report.begunAnew());
    boolean held =
        sound && report.commandsLost() + report.commandsDoubled() + report.commandsOpen() == 0;
    System.out.println(
        (held ? "holds  " : "FAILS  ") + " nothing lost, the audit clean, re-executions equal");
    for (FaultRow row : rows) {
      held &= row.verdict() || untimed;
    }
    return held;
  }
}
