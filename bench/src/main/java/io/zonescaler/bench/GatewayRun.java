package io.zonescaler.bench;

import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.zonescaler.demo.DemoGame;
import io.zonescaler.server.bots.BotFleet;
import io.zonescaler.server.bots.BotReport;
import io.zonescaler.server.bots.BotSettings;
import io.zonescaler.v1.proto.ClientMessage;
import io.zonescaler.v1.proto.GameServiceGrpc;
import io.zonescaler.v1.proto.Ping;
import io.zonescaler.v1.proto.ServerMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What players cost the node that they are connected to: real clients that look around in the demo
 * game, all at one node process, beside a process that only sends as many messages of the same size
 * with grpc-java. CPU time of the threads, as the kernel counts it.
 */
@Command(
    name = "gateway.sh",
    description =
        "Connects many clients to one node, and says what they cost beside raw grpc-java streams.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 1,
    exitCodeOnExecutionException = 4)
public final class GatewayRun implements Callable<Integer> {
  /** What the threads are called that serve players; the rest makes the world. */
  private static final List<String> SERVING = List.of("gateway-", "grpc-", RawStreams.SENDER);

  /** And what those are called that collect garbage and compile, for everything. */
  private static final List<String> RUNTIME = List.of("G1 ", "GC ", "VM ", "C1 ", "C2 ");

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "500",
      description = "Clients (default: ${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--entities",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Creatures of the world, about (default: ${DEFAULT-VALUE}).")
  private int entities;

  @Option(
      names = "--radius",
      paramLabel = "UNITS",
      defaultValue = "40",
      description =
          "How far clients look; 40 shows about 100 creatures (default: ${DEFAULT-VALUE}).")
  private double radius;

  @Option(
      names = "--commands",
      paramLabel = "N",
      defaultValue = "1",
      description = "Commands of each client per second (default: ${DEFAULT-VALUE}).")
  private double commands;

  @Option(
      names = "--per-connection",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Clients that share a connection; 1, as players do (default: ${DEFAULT-VALUE}).")
  private int perConnection;

  @Option(
      names = "--rate",
      paramLabel = "HZ",
      defaultValue = "20",
      description = "Ticks per second (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--warm",
      paramLabel = "S",
      defaultValue = "120",
      description =
          "Seconds with all clients before anything is measured (default: ${DEFAULT-VALUE}).")
  private int warm;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "30",
      description = "Seconds that are measured (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Mixin private ClusterOptions options = new ClusterOptions();

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new GatewayRun()).execute(args));
  }

  /**
   * What was measured of one way to send.
   *
   * @param messages per second
   * @param bytes of the data of each
   * @param cores of the threads that serve clients
   * @param runtime cores of the threads that collect garbage and compile, whoever made them work
   */
  private record Sent(double messages, int bytes, double cores, double runtime) {
    static Sent of(double messages, int bytes, Map<String, Long> spent, double seconds) {
      return new Sent(
          messages,
          bytes,
          GatewayRun.cores(spent, SERVING, seconds),
          GatewayRun.cores(spent, RUNTIME, seconds));
    }

    double micros() {
      return cores * 1e6 / messages;
    }

    double microsOfAll() {
      return (cores + runtime) * 1e6 / messages;
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Sent gateway = gateway();
    Sent raw = raw(gateway.bytes());
    System.out.printf(
        Locale.ROOT,
        "gateway: %.1f us of CPU per update; grpc-java alone, same bytes: %.1f us; so %.0f %% of its"
            + " throughput%n",
        gateway.micros(),
        raw.micros(),
        100 * raw.micros() / gateway.micros());
    System.out.printf(
        Locale.ROOT,
        "with all of garbage collection and compilers, those of the world too: %.1f us, %.1f us;"
            + " %.0f %%%n",
        gateway.microsOfAll(),
        raw.microsOfAll(),
        100 * raw.microsOfAll() / gateway.microsOfAll());
    return 0;
  }

  private Sent gateway() throws IOException, InterruptedException {
    List<String> settings =
        new ArrayList<>(options.settings(new ClusterMeter.Load(1, entities, rate)));
    settings.add("balance.moves=0");
    try (NodeCluster cluster =
            new NodeCluster(NodeCluster.script(), options.directory(), 1, settings);
        BotFleet fleet = new BotFleet(players(cluster), perConnection)) {
      Thread playing = new Thread(fleet::run, "fleet");
      playing.setDaemon(true);
      playing.start();
      while (!fleet.isComplete()) {
        TimeUnit.MILLISECONDS.sleep(200);
      }
      System.err.printf("  %d clients are connected%n", fleet.progress().connected());
      TimeUnit.SECONDS.sleep(warm);
      long pid = cluster.pids().get(0);
      ThreadTimes times = new ThreadTimes(pid);
      times.spentByName();
      BotReport before = fleet.progress();
      long from = System.nanoTime();
      TimeUnit.SECONDS.sleep(seconds);
      Map<String, Long> spent = times.spentByName();
      BotReport after = fleet.progress();
      double elapsed = (System.nanoTime() - from) / 1e9;
      double updates = after.updates() - before.updates();
      double changed = after.changedEntities() - before.changedEntities();
      double bytes = after.updateBytes() - before.updateBytes();
      int size = (int) Math.round(bytes / updates);
      double serving = cores(spent, SERVING, elapsed);
      double all = spent.values().stream().mapToLong(Long::longValue).sum() / 1e9 / elapsed;
      System.out.printf(
          Locale.ROOT,
          "%d clients: %.1f updates per second each, %d ticks skipped, %.0f changed entities and %d"
              + " bytes in each; %.2f bytes per change; command to ack p50 %.0f, p99 %.0f ms%n",
          clients,
          updates / elapsed / clients,
          after.skippedTicks() - before.skippedTicks(),
          changed / updates,
          size,
          bytes / changed,
          after.ackMillis().p50(),
          after.ackMillis().p99());
      System.out.printf(
          Locale.ROOT,
          "cores: %.2f for the clients (%.3f us per changed entity), %.2f the whole node; %.0f MB%n",
          serving,
          serving * elapsed * 1e6 / changed,
          all,
          Processes.meanMegabytes(List.of(pid)));
      spent.entrySet().stream()
          .filter(e -> e.getValue() > 0.005e9 * elapsed)
          .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
          .forEach(
              e ->
                  System.out.printf(
                      Locale.ROOT, "  %-16s %.3f%n", e.getKey(), e.getValue() / 1e9 / elapsed));
      fleet.stop();
      return Sent.of(updates / elapsed, size, spent, elapsed);
    }
  }

  private static double cores(Map<String, Long> spent, List<String> names, double seconds) {
    return spent.entrySet().stream()
            .filter(e -> names.stream().anyMatch(name -> e.getKey().startsWith(name)))
            .mapToLong(Map.Entry::getValue)
            .sum()
        / 1e9
        / seconds;
  }

  private BotSettings players(NodeCluster cluster) {
    DemoGame game = new DemoGame();
    return new BotSettings(
        cluster.addresses(),
        clients,
        Duration.ofDays(1),
        commands,
        "player-",
        radius,
        "commands",
        random -> game.sampleCommand(random.nextLong(), random.nextLong()),
        1,
        null,
        name -> "",
        InsecureChannelCredentials.create());
  }

  private Sent raw(int size) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Xms512m",
                "-Xmx512m",
                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
                "-cp",
                System.getProperty("java.class.path"),
                RawStreams.class.getName(),
                Integer.toString(size),
                Integer.toString(rate))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<ManagedChannel> channels = new ArrayList<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      int port = Integer.parseInt(lines.readLine());
      LongAdder received = new LongAdder();
      for (int i = 0; i < (clients + perConnection - 1) / perConnection; i++) {
        channels.add(
            NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .directExecutor()
                .build());
      }
      for (int i = 0; i < clients; i++) {
        GameServiceGrpc.newStub(channels.get(i % channels.size()))
            .play(counting(received))
            .onNext(ClientMessage.newBuilder().setPing(Ping.getDefaultInstance()).build());
      }
      TimeUnit.SECONDS.sleep(warm);
      ThreadTimes times = new ThreadTimes(process.pid());
      times.spentByName();
      long before = received.sum();
      long from = System.nanoTime();
      TimeUnit.SECONDS.sleep(seconds);
      Map<String, Long> spent = times.spentByName();
      double elapsed = (System.nanoTime() - from) / 1e9;
      Sent sent = Sent.of((received.sum() - before) / elapsed, size, spent, elapsed);
      System.out.printf(
          Locale.ROOT,
          "grpc-java alone: %.0f messages per second, %.2f cores%n",
          sent.messages(),
          sent.cores());
      return sent;
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
      process.destroyForcibly();
    }
  }

  private static StreamObserver<ServerMessage> counting(LongAdder received) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ServerMessage message) {
        received.increment();
      }

      @Override
      public void onError(Throwable lost) {}

      @Override
      public void onCompleted() {}
    };
  }
}
