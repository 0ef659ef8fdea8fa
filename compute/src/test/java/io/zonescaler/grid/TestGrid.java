package io.zonescaler.grid;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.ExecutorConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.failure.StopNodeFailureHandler;
import org.apache.ignite.logger.slf4j.Slf4jLogger;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/**
 * Several Ignite nodes in one JVM, on free loopback ports, configured as {@code node.xml} does it.
 */
public final class TestGrid implements AutoCloseable {
  private static final int FIRST_PORT = 10_000;
  private static final int END_OF_PORTS = 32_768;
  private static final int PORT_ATTEMPTS = 100;

  private final Map<String, Ignite> nodes = new LinkedHashMap<>();
  private final Map<String, Integer> discoveryPorts = new LinkedHashMap<>();
  private final int slots;
  private final int backups;
  private int kernelThreads = 4;
  private final Map<String, String> racks = new HashMap<>();
  private final String run = Long.toString(System.nanoTime(), 36);

  /** A grid without nodes. */
  public TestGrid(int slots, int backups) {
    this.slots = slots;
    this.backups = backups;
  }

  /** Gives nodes that start from now on so many threads for kernels. */
  public TestGrid kernelThreads(int threads) {
    kernelThreads = threads;
    return this;
  }

  /** A node that will be started is in a rack. */
  public TestGrid rack(String name, String rack) {
    racks.put(name, rack);
    return this;
  }

  /** Starts inactive nodes at once, and waits until all have started. */
  public void start(String... names) {
    for (String name : names) {
      discoveryPorts.put(name, freePort());
    }
    ExecutorService executor = Executors.newFixedThreadPool(names.length);
    try {
      List<Future<Ignite>> starting = new ArrayList<>();
      for (String name : names) {
        starting.add(executor.submit(() -> Ignition.start(configuration(name))));
      }
      for (int i = 0; i < names.length; i++) {
        nodes.put(names[i], await(starting.get(i)));
      }
    } finally {
      executor.shutdown();
    }
  }

  private IgniteConfiguration configuration(String name) {
    TcpDiscoveryVmIpFinder finder = new TcpDiscoveryVmIpFinder();
    finder.setAddresses(discoveryPorts.values().stream().map(port -> "127.0.0.1:" + port).toList());
    TcpDiscoverySpi discovery = new TcpDiscoverySpi();
    discovery.setLocalPort(discoveryPorts.get(name)).setLocalPortRange(0);
    discovery.setIpFinder(finder);
    TcpCommunicationSpi communication = new TcpCommunicationSpi();
    communication.setLocalPort(freePort());
    communication.setLocalPortRange(0);
    return new IgniteConfiguration()
        .setIgniteInstanceName(run + "-" + name)
        .setConsistentId(name)
        .setUserAttributes(Map.of(GridMembers.RACK, racks.getOrDefault(name, "")))
        .setLocalHost("127.0.0.1")
        .setWorkDirectory(Path.of("target", "ignite", run, name).toAbsolutePath().toString())
        .setGridLogger(new Slf4jLogger())
        .setMetricsLogFrequency(0)
        .setClusterStateOnStart(ClusterState.INACTIVE)
        .setFailureHandler(new StopNodeFailureHandler())
        .setDiscoverySpi(discovery)
        .setCommunicationSpi(communication)
        .setConnectorConfiguration(null)
        .setClientConnectorConfiguration(null)
        .setPublicThreadPoolSize(4)
        .setSystemThreadPoolSize(4)
        .setStripedPoolSize(4)
        .setExecutorConfiguration(
            new ExecutorConfiguration(MajorityProbe.EXECUTOR).setSize(2),
            new ExecutorConfiguration(SlotJobs.KERNELS).setSize(kernelThreads))
        .setDataStorageConfiguration(
            new DataStorageConfiguration()
                .setPageSize(16 * 1024)
                .setDefaultDataRegionConfiguration(
                    new DataRegionConfiguration().setInitialSize(64L << 20).setMaxSize(256L << 20)))
        .setCacheConfiguration(GridCaches.frames(slots, backups));
  }

  /** Founds the grid with the given nodes, which have started. */
  public void found(Collection<String> founders) {
    List<CompletableFuture<Void>> founding =
        founders.stream().map(name -> bootstrap(name, founders)).toList();
    founding.forEach(TestGrid::await);
  }

  /** Bootstraps one node in the background. */
  public CompletableFuture<Void> bootstrap(String name, Collection<String> founders) {
    Ignite ignite = node(name);
    return CompletableFuture.runAsync(
        () -> {
          try {
            new Bootstrap(ignite, founders, List.of()).await(Duration.ofSeconds(30));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        task -> new Thread(task, "bootstrap-" + name).start());
  }

  /** A running node. */
  public Ignite node(String name) {
    return nodes.get(name);
  }

  /** The running nodes, in the order in which they were named. */
  public Collection<Ignite> nodes() {
    return nodes.values();
  }

  /** Cuts all connections of a node, as if its process had been killed, and forgets it. */
  public void kill(String name) {
    cut(name);
    stop(name);
  }

  /** Cuts all connections of a node; it does not know yet. */
  public void cut(String name) {
    ((TcpDiscoverySpi) node(name).configuration().getDiscoverySpi()).simulateNodeFailure();
  }

  /** Stops a node, and forgets it. */
  public void stop(String name) {
    Ignition.stop(nodes.remove(name).name(), true);
  }

  @Override
  public void close() {
    nodes.values().forEach(ignite -> Ignition.stop(ignite.name(), true));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A port that is free now, and not one that the system gives to outgoing connections. */
  private static int freePort() {
    for (int attempt = 1; ; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, END_OF_PORTS);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        if (attempt == PORT_ATTEMPTS) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
