package io.zonescaler.bench;

import io.grpc.InsecureChannelCredentials;
import io.zonescaler.bench.hostile.HostileInput;
import io.zonescaler.bench.hostile.HostileInputs;
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
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
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

  private final Map<String, LongAdder> done = new ConcurrentHashMap<>();
  private final Map<String, String> wrong = new ConcurrentHashMap<>();
  private volatile boolean stopped;

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
      TimeUnit.SECONDS.sleep(WINDOW_SECONDS);
      NodeCluster.Sample calm = cluster.sample();
      List<HostileInput> inputs =
          HostileInputs.of(cluster.addresses().get(0), cluster.dashboards().get(0), SECRET);
      System.err.println("  " + inputs.size() + " hostile inputs");
      attack(inputs);
      NodeCluster.Sample attacked = cluster.sample();
      boolean sound = cluster.reexecuted().path("reexecuted").path("equal").asBoolean();
      fleet.stop();
      playing.join();
      return tell(inputs, calm, attacked, sound, report[0]) ? 0 : 1;
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

  /** Every input over and over, each by a thread of its own. */
  private void attack(List<HostileInput> inputs) throws InterruptedException {
    List<Thread> attackers = new ArrayList<>();
    for (HostileInput input : inputs) {
      Thread attacker = new Thread(() -> repeat(input), "hostile");
      attacker.setDaemon(true);
      attacker.start();
      attackers.add(attacker);
    }
    TimeUnit.SECONDS.sleep(Math.max(WINDOW_SECONDS, seconds));
    stopped = true;
    for (Thread attacker : attackers) {
      attacker.join(TimeUnit.SECONDS.toMillis(WINDOW_SECONDS));
    }
  }

  private void repeat(HostileInput input) {
    try {
      while (!stopped) {
        String answer;
        try {
          answer = input.attack().run();
        } catch (Exception e) {
          if (e instanceof InterruptedException) {
            throw e;
          }
          answer = "fails: " + e;
        }
        done.computeIfAbsent(input.name(), n -> new LongAdder()).increment();
        if (!input.isAnswered(answer)) {
          wrong.putIfAbsent(input.name(), answer);
        }
        TimeUnit.MILLISECONDS.sleep(pauseMillis);
      }
    } catch (Exception e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean tell(
      List<HostileInput> inputs,
      NodeCluster.Sample calm,
      NodeCluster.Sample attacked,
      boolean sound,
      BotReport report) {
    long all = 0;
    for (HostileInput input : inputs) {
      long times = done.getOrDefault(input.name(), new LongAdder()).sum();
      all += times;
      String other = wrong.get(input.name());
      System.out.printf(
          Locale.ROOT,
          "%-7s %6d  %-62s %s%n",
          other == null && times > 0 ? "holds" : "FAILS",
          times,
          input.name(),
          other == null ? input.answer() : "asked " + input.answer() + ", got " + other);
    }
    boolean answered =
        wrong.isEmpty() && inputs.stream().allMatch(input -> done.containsKey(input.name()));
    double budget = 1000.0 / attacked.nominalRate();
    boolean inTime = attacked.slowMillis() <= budget;
    System.out.printf(
        Locale.ROOT,
        "%d inputs, %d times in all; ticks p50 / p99: calm %.1f / %.1f ms, meanwhile %.1f / %.1f ms%n",
        inputs.size(),
        all,
        calm.medianMillis(),
        calm.slowMillis(),
        attacked.medianMillis(),
        attacked.slowMillis());
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

  private static void verdict(boolean holds, String what) {
    System.out.println((holds ? "holds  " : "FAILS  ") + " " + what);
  }
}
