package io.zonescaler.bench;

import io.grpc.InsecureChannelCredentials;
import io.zonescaler.bench.hostile.Attackers;
import io.zonescaler.demo.DemoGame;
import io.zonescaler.server.bots.BotFleet;
import io.zonescaler.server.bots.BotReport;
import io.zonescaler.server.bots.BotSettings;
import io.zonescaler.server.gateway.PlayerTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Does all that hostile clients do, over and over and at the same time, to a node of a real cluster
 * in which bots play; says whether each input got the answer that it should, and what the world's
 * ticks took meanwhile.
 */
@Command(
    name = "hostile.sh",
    description =
        "Attacks a node of a real cluster, and says what it answers and how the world is.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 1,
    exitCodeOnExecutionException = 4)
public final class HostileRun implements Callable<Integer> {
  private static final String SECRET = "of this benchmark's players, for nobody else";
  private static final int NODES = 3;

  /** Percentiles of ticks are those of the last 30 to 60 seconds. */
  private static final int WINDOW_SECONDS = 62;

  private static final Duration LONGEST = Duration.ofHours(2);

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "70",
      description = "How long each input is repeated, 62 or more (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--bots",
      paramLabel = "N",
      defaultValue = "100",
      description = "Bots that play meanwhile (default: ${DEFAULT-VALUE}).")
  private int bots;

  @Option(
      names = "--pause",
      paramLabel = "MILLIS",
      defaultValue = "200",
      description = "Between two of the same input (default: ${DEFAULT-VALUE}).")
  private int pauseMillis;

  @Mixin private ClusterOptions options = new ClusterOptions();

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new HostileRun()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path directory = options.directory();
    Files.createDirectories(directory);
    Path keys = Files.writeString(directory.resolve("players.secret"), SECRET);
    List<String> settings = new ArrayList<>(options.given());
    settings.add("players.keys=" + keys);
    settings.add("gateway.joinMillis=2000");
    settings.add("gateway.slowMillis=3000");
    settings.add("gateway.maxFailedJoinsPerMinute=100000");
    try (NodeCluster cluster = new NodeCluster(NodeCluster.script(), directory, NODES, settings);
        BotFleet fleet = new BotFleet(players(cluster))) {
      BotReport[] report = new BotReport[1];
      Thread playing = new Thread(() -> report[0] = fleet.run(), "fleet");
      playing.setDaemon(true);
      playing.start();
      while (!fleet.isComplete()) {
        TimeUnit.MILLISECONDS.sleep(200);
      }
      System.err.println("  calm");
      NodeCluster.Sample before = cluster.sample();
      TimeUnit.SECONDS.sleep(WINDOW_SECONDS);
      NodeCluster.Sample calm = cluster.sample();
      boolean answered = attack(cluster.addresses().get(0), cluster.dashboards().get(0));
      NodeCluster.Sample attacked = cluster.sample();
      boolean sound = cluster.reexecuted().path("reexecuted").path("equal").asBoolean();
      fleet.stop();
      playing.join();
      return tell(answered, before, calm, attacked, sound, report[0]) ? 0 : 1;
    }
  }

  private BotSettings players(NodeCluster cluster) {
    DemoGame game = new DemoGame();
    return new BotSettings(
        cluster.addresses(),
        bots,
        LONGEST,
        4,
        "bot-",
        0,
        "commands",
        random -> game.sampleCommand(random.nextLong(), random.nextLong()),
        1,
        null,
        name -> PlayerTokens.issue(SECRET, name, "", "", LONGEST, List.of()),
        InsecureChannelCredentials.create());
  }

  /**
   * Lets another process attack: with low priority, as attackers have machines of their own.
   * Whether all answers were as they should be.
   */
  private boolean attack(String grpc, String http) throws IOException, InterruptedException {
    Process attackers =
        new ProcessBuilder(
                "nice",
                "-n",
                "19",
                System.getProperty("java.home") + "/bin/java",
                "-Xmx512m",
                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
                "-cp",
                System.getProperty("java.class.path"),
                Attackers.class.getName(),
                grpc,
                http,
                SECRET,
                Integer.toString(Math.max(WINDOW_SECONDS, seconds)),
                Integer.toString(pauseMillis))
            .inheritIO()
            .start();
    return attackers.waitFor() == 0;
  }

  private boolean tell(
      boolean answered,
      NodeCluster.Sample before,
      NodeCluster.Sample calm,
      NodeCluster.Sample attacked,
      boolean sound,
      BotReport report) {
    double budget = 1000.0 / attacked.nominalRate();
    boolean inTime = attacked.slowMillis() <= budget;
    System.out.printf(
        Locale.ROOT,
        "ticks p50 / p99: calm %.1f / %.1f ms, meanwhile %.1f / %.1f ms; cores of all nodes: calm"
            + " %.2f, meanwhile %.2f%n",
        calm.medianMillis(),
        calm.slowMillis(),
        attacked.medianMillis(),
        attacked.slowMillis(),
        cores(before, calm),
        cores(calm, attacked));
    long lost = report.commandsLost() + report.commandsDoubled() + report.commandsOpen();
    System.out.printf(
        Locale.ROOT,
        "%d bots: %d commands acknowledged, %d lost, %d doubled, %d open, %d streams lost%n",
        report.connected(),
        report.commandsAcked(),
        report.commandsLost(),
        report.commandsDoubled(),
        report.commandsOpen(),
        report.reconnects());
    verdict(answered, "every input gets its answer");
    verdict(inTime, String.format(Locale.ROOT, "tick p99 within the budget of %.0f ms", budget));
    verdict(lost == 0 && report.reconnects() == 0, "the bots notice nothing");
    verdict(sound, "re-execution equal");
    return answered && inTime && lost == 0 && report.reconnects() == 0 && sound;
  }

  private static double cores(NodeCluster.Sample from, NodeCluster.Sample to) {
    return (to.cpuSeconds() - from.cpuSeconds()) * 1e9 / (to.nanos() - from.nanos());
  }

  private static void verdict(boolean holds, String what) {
    System.out.println((holds ? "holds  " : "FAILS  ") + " " + what);
  }
}
