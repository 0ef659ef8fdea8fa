package io.zonescaler.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs clusters of node processes with the standard load, one after the other, and measures each
 * once it is warm. Whatever ends this process, the nodes are stopped and temporary files deleted.
 */
final class ClusterMeter implements AutoCloseable {
  /** A cluster that takes so many times as long to get warm is measured as it is then. */
  private static final int PATIENCE = 2;

  private static final int START_SECONDS = 30;
  private static final long POLL_MILLIS = 250;

  /**
   * What a cluster runs.
   *
   * @param nodes its nodes
   * @param entities creatures of its world, about
   * @param rate nominal ticks per second
   */
  record Load(int nodes, int entities, int rate) {}

  /**
   * What a cluster did.
   *
   * @param before at the beginning
   * @param after at the end
   * @param megabytes resident memory per process at the end
   */
  record Figures(NodeCluster.Sample before, NodeCluster.Sample after, double megabytes) {
    long ticks() {
      return after.tick() - before.tick();
    }

    /** Ticks per second. */
    double rate() {
      return ticks() / seconds();
    }

    /** Actual tick rate divided by the nominal one. */
    double speed() {
      return rate() / after.nominalRate();
    }

    /** Cores that all nodes together kept busy. */
    double cores() {
      return (after.cpuSeconds() - before.cpuSeconds()) / seconds();
    }

    private double seconds() {
      return (after.nanos() - before.nanos()) / 1e9;
    }
  }

  private final ClusterOptions options;
  private final int warmTicks;
  private final int seconds;
  private final Path directory;
  private int started;
  private boolean closed;
  private @Nullable NodeCluster running;

  /**
   * Prepares to run clusters.
   *
   * @param warmTicks ticks at {@link StandardLoad#RATE} before a cluster is measured; at another
   *     rate the same time passes
   * @param seconds how long each cluster is measured
   */
  ClusterMeter(ClusterOptions options, int warmTicks, int seconds) throws IOException {
    this.options = options;
    this.warmTicks = warmTicks;
    this.seconds = seconds;
    directory = options.directory();
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "clean-up"));
  }

  /** Starts a cluster, measures it and stops it. */
  Figures measure(Load load) throws IOException, InterruptedException {
    try {
      NodeCluster cluster = start(load);
      awaitWarm(cluster, load);
      NodeCluster.Sample before = cluster.sample();
      TimeUnit.SECONDS.sleep(seconds);
      NodeCluster.Sample after = cluster.sample();
      return new Figures(before, after, Processes.meanMegabytes(cluster.pids()));
    } finally {
      stop();
    }
  }

  private synchronized NodeCluster start(Load load) throws IOException, InterruptedException {
    if (closed) {
      throw new IllegalStateException("the benchmark has been ended");
    }
    Path own =
        directory.resolve(
            ++started + "-" + load.entities + "-at-" + load.rate + "-on-" + load.nodes);
    List<String> settings = options.settings(load);
    NodeCluster cluster = new NodeCluster(NodeCluster.script(), own, load.nodes, settings);
    running = cluster;
    return cluster;
  }

  private void awaitWarm(NodeCluster cluster, Load load) throws IOException, InterruptedException {
    long wanted = (long) warmTicks * load.rate / StandardLoad.RATE;
    long limitSeconds = (long) PATIENCE * warmTicks / StandardLoad.RATE + START_SECONDS;
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
    long tick = cluster.tick();
    while (tick < wanted && System.nanoTime() < deadlineNanos) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      tick = cluster.tick();
    }
    if (tick < wanted) {
      System.err.printf("  measured from tick %d on, as it is not at %d yet%n", tick, wanted);
    }
  }

  private synchronized void stop() {
    NodeCluster cluster = running;
    running = null;
    if (cluster != null) {
      cluster.close();
    }
  }

  /** Stops what runs. May be called again. */
  @Override
  public synchronized void close() {
    stop();
    if (!closed && options.runDirectory == null) {
      deleteTree(directory);
    }
    closed = true;
  }

  private static void deleteTree(Path root) {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("clean-up failed: " + e);
    }
  }
}
