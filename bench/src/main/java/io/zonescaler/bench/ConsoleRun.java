package io.zonescaler.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures what the console costs the node that serves it: CPU time of its process, and of its web
 * threads alone, with nobody, one and many looking in turn; and what ticks take meanwhile.
 */
@Command(
    name = "console.sh",
    description = "Looks at the console of one of three nodes, and says what that costs it.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 1,
    exitCodeOnExecutionException = 4)
public final class ConsoleRun implements Callable<Integer> {
  private static final int NODES = 3;

  /** What threads are called that serve pages, as far as the kernel keeps names. */
  private static final List<String> WEB = List.of("dashboard-feed", "JettyServerThre", "qtp");

  private static final int SETTLE_SECONDS = 5;

  @Option(
      names = "--viewers",
      paramLabel = "N,...",
      split = ",",
      defaultValue = "0,1,20",
      description = "How many look, in turn (default: ${DEFAULT-VALUE}).")
  private List<Integer> viewers = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "2",
      description = "How often each (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "62",
      description =
          "How long each; percentiles of ticks are of the last 30 to 60 (default:"
              + " ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm",
      paramLabel = "S",
      defaultValue = "60",
      description = "How long the nodes run before (default: ${DEFAULT-VALUE}).")
  private int warmSeconds;

  @Mixin private ClusterOptions options = new ClusterOptions();

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ConsoleRun()).execute(args));
  }

  /** Somebody who looks, and throws away what comes. */
  private static final class Look implements WebSocket.Listener {
    private final AtomicLong frames;
    private final AtomicLong bytes;

    Look(AtomicLong frames, AtomicLong bytes) {
      this.frames = frames;
      this.bytes = bytes;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      bytes.addAndGet(data.remaining());
      frames.addAndGet(last ? 1 : 0);
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      bytes.addAndGet(data.length());
      socket.request(1);
      return null;
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (NodeCluster cluster =
        new NodeCluster(NodeCluster.script(), options.directory(), NODES, options.given())) {
      TimeUnit.SECONDS.sleep(warmSeconds);
      System.out.println(
          "viewers  process %  web threads %  frames/s each  MB/s  ticks p50/p99 ms  speed");
      for (int round = 0; round < rounds; round++) {
        for (int count : viewers) {
          measure(cluster, count);
        }
      }
    }
    return 0;
  }

  private void measure(NodeCluster cluster, int count) throws IOException, InterruptedException {
    long pid = cluster.pids().get(0);
    AtomicLong frames = new AtomicLong();
    AtomicLong bytes = new AtomicLong();
    URI live = URI.create("ws://" + cluster.dashboards().get(0) + "/live");
    List<WebSocket> sockets = new ArrayList<>();
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i < count; i++) {
      sockets.add(client.newWebSocketBuilder().buildAsync(live, new Look(frames, bytes)).join());
    }
    TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
    ThreadTimes threads = new ThreadTimes(pid);
    threads.spentByName();
    NodeCluster.Sample from = cluster.sample();
    double cpuFrom = Processes.cpuSeconds(List.of(pid));
    long framesFrom = frames.get();
    long bytesFrom = bytes.get();
    TimeUnit.SECONDS.sleep(seconds);
    double cpu = Processes.cpuSeconds(List.of(pid)) - cpuFrom;
    Map<String, Long> spent = threads.spentByName();
    NodeCluster.Sample to = cluster.sample();
    double took = (to.nanos() - from.nanos()) / 1e9;
    long web =
        spent.entrySet().stream()
            .filter(thread -> WEB.stream().anyMatch(thread.getKey()::startsWith))
            .mapToLong(Map.Entry::getValue)
            .sum();
    System.out.printf(
        Locale.ROOT,
        "%7d  %9.2f  %13.2f  %13.1f  %4.1f  %7.1f / %6.1f  %5.2f%n",
        count,
        100 * cpu / took,
        100 * web / 1e9 / took,
        count == 0 ? 0 : (frames.get() - framesFrom) / took / count,
        (bytes.get() - bytesFrom) / took / 1e6,
        to.medianMillis(),
        to.slowMillis(),
        (to.tick() - from.tick()) / took / to.nominalRate());
    sockets.forEach(WebSocket::abort);
  }
}
