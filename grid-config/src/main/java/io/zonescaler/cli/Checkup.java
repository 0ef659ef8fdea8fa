package io.zonescaler.cli;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.zonescaler.node.GameWorld;
import io.zonescaler.node.NodeRuntime;
import io.zonescaler.node.NodeSettings;
import io.zonescaler.node.NodeTls;
import io.zonescaler.node.UserError;
import io.zonescaler.server.tls.TlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a machine and a configuration are like, looked at before a node runs there. */
final class Checkup {
  /** How a finding is. */
  enum Verdict {
    OK,
    WARNING,
    BAD
  }

  /**
   * What was found.
   *
   * @param about what was looked at
   * @param found how it is
   * @param remedy what to do; empty if it is well
   */
  record Finding(String about, Verdict verdict, String found, String remedy) {}

  private static final long MEGABYTE = 1 << 20;
  private static final long LEAST_DISK_MEGABYTES = 2048;

  /** Of memory, what the system and other programs need besides. */
  private static final long SPARE_MEGABYTES = 512;

  /** Open files that a node needs besides those of its clients. */
  private static final long FILES_BESIDES = 1000;

  private static final int SYNCS = 20;
  private static final double SLOW_SYNC_MILLIS = 20;
  private static final long SOON_DAYS = 14;
  private static final long MANY_SWAPPED_MEGABYTES = 256;

  private static final Set<String> TIME_DAEMONS =
      Set.of("chronyd", "ntpd", "systemd-timesyncd", "systemd-timesyn", "timed", "openntpd");

  private final NodeSettings settings;
  private final List<Finding> findings = new ArrayList<>();

  Checkup(NodeSettings settings) {
    this.settings = settings;
  }

  /** Looks at everything; each finding once, in an order that makes sense to a reader. */
  List<Finding> run() {
    java();
    cores();
    memory();
    files();
    ports();
    names();
    clock();
    directory("node.workDirectory", false);
    directory("grid.dataDirectory", true);
    protection();
    game();
    return List.copyOf(findings);
  }

  private void add(String about, Verdict verdict, String found, String remedy) {
    findings.add(new Finding(about, verdict, found, verdict == Verdict.OK ? "" : remedy));
  }

  private void require(
      boolean holds, Verdict otherwise, String about, String found, String remedy) {
    add(about, holds ? Verdict.OK : otherwise, found, remedy);
  }

  private static OperatingSystemMXBean system() {
    return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }

  private void java() {
    String model = System.getProperty("sun.arch.data.model", "");
    require(
        Runtime.version().feature() >= 17 && !model.equals("32"),
        Verdict.BAD,
        "Java",
        Runtime.version() + ", " + model + " bits, at " + System.getProperty("java.home"),
        "install a 64-bit Java of 17 or newer and set JAVA_HOME to it");
  }

  private void cores() {
    int cores = Runtime.getRuntime().availableProcessors();
    require(
        cores >= 2,
        Verdict.WARNING,
        "cores",
        String.valueOf(cores),
        "a node that has one core makes its ticks late whenever the JVM compiles or collects");
  }

  private void memory() {
    long all = system().getTotalMemorySize() / MEGABYTE;
    long heap = settings.integer("node.heapMegabytes");
    long stored = settings.integer("grid.memoryMegabytes");
    require(
        heap + stored + SPARE_MEGABYTES <= all,
        Verdict.BAD,
        "memory",
        String.format(
            Locale.ROOT,
            "%,d MB; the node wants %,d (heap %,d, stored values %,d, and some %,d besides)",
            all,
            heap + stored + SPARE_MEGABYTES,
            heap,
            stored,
            SPARE_MEGABYTES),
        "lower node.heapMegabytes or grid.memoryMegabytes, or take a larger machine");
    long swapped = (system().getTotalSwapSpaceSize() - system().getFreeSwapSpaceSize()) / MEGABYTE;
    require(
        swapped < MANY_SWAPPED_MEGABYTES,
        Verdict.WARNING,
        "swap",
        String.format(Locale.ROOT, "%,d MB in use", swapped),
        "a node that is swapped out stands still and is expelled: free memory, or turn swap off");
  }

  private void files() {
    if (system() instanceof UnixOperatingSystemMXBean unix) {
      long most = unix.getMaxFileDescriptorCount();
      long wanted = settings.integer("gateway.maxClients") + FILES_BESIDES;
      require(
          most >= wanted,
          Verdict.BAD,
          "open files",
          String.format(
              Locale.ROOT,
              "%,d may be open; gateway.maxClients and the rest want %,d",
              most,
              wanted),
          "raise the limit (ulimit -n, LimitNOFILE of the service), or lower gateway.maxClients");
    }
  }

  private void ports() {
    String host = settings.get("grid.host");
    Map<String, String> hosts = new LinkedHashMap<>();
    for (String key :
        List.of(
            "grpc.port",
            "http.port",
            "grid.discoveryPort",
            "grid.communicationPort",
            "grid.framePort")) {
      hosts.put(key, host);
    }
    if (!settings.get("game.file").isEmpty()) {
      hosts.put("worker.port", "127.0.0.1");
    }
    hosts.forEach(
        (key, at) -> {
          String address = at + ":" + settings.integer(key);
          try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(at, settings.integer(key)));
            add(key, Verdict.OK, address + " is free", "");
          } catch (IOException e) {
            add(
                key,
                Verdict.BAD,
                address + ": " + e.getMessage(),
                "end what listens there (a node that runs already?), choose another "
                    + key
                    + ", or a grid.host that is an address of this machine");
          }
        });
  }

  private void names() {
    for (String other : settings.get("grid.discovery").split(",", -1)) {
      String address = other.strip();
      if (!address.isEmpty()) {
        String host = address.replaceFirst(":[0-9]+$", "");
        try {
          String found = InetAddress.getByName(host).getHostAddress();
          add("grid.discovery", Verdict.OK, address + " is " + found, "");
        } catch (UnknownHostException e) {
          add(
              "grid.discovery",
              Verdict.BAD,
              host + " is not known here",
              "correct grid.discovery, or the machine's DNS or hosts file");
        }
      }
    }
  }

  private void clock() {
    boolean kept =
        ProcessHandle.allProcesses()
            .map(process -> process.info().command().orElse(""))
            .map(command -> command.substring(command.lastIndexOf('/') + 1))
            .anyMatch(TIME_DAEMONS::contains);
    require(
        kept,
        Verdict.WARNING,
        "clock",
        kept ? "a daemon keeps it right" : "nothing seems to keep it right",
        "nodes of several machines need clocks that agree within 250 ms: run chrony or the like");
  }

  private void directory(String key, boolean measures) {
    String text = settings.get(key);
    if (text.isEmpty()) {
      add(key, Verdict.OK, "none: the world is kept in memory only", "");
      return;
    }
    Path directory = Path.of(text).toAbsolutePath();
    try {
      Path there = directory;
      while (there != null && !Files.exists(there)) {
        there = there.getParent();
      }
      if (there == null || !Files.isWritable(there) || !Files.isDirectory(there)) {
        throw new IOException("it cannot be written");
      }
      long free = Files.getFileStore(there).getUsableSpace() / MEGABYTE;
      require(
          free >= LEAST_DISK_MEGABYTES,
          Verdict.WARNING,
          key,
          String.format(Locale.ROOT, "%s, %,d MB free", directory, free),
          "logs, and a world on disk, grow: leave at least 2 GB");
      if (measures) {
        double millis = syncMillis(there);
        require(
            millis < SLOW_SYNC_MILLIS || !settings.get("grid.walMode").equals("FSYNC"),
            Verdict.WARNING,
            "disk",
            String.format(Locale.ROOT, "a small write is on disk after %.1f ms (median)", millis),
            "with grid.walMode=FSYNC every tick waits for that: take a faster disk, or LOG_ONLY");
      }
    } catch (IOException | UncheckedIOException e) {
      add(
          key,
          Verdict.BAD,
          directory + ": " + e.getMessage(),
          "set " + key + " to a directory that this user can write");
    }
  }

  private static double syncMillis(Path directory) throws IOException {
    Path file = Files.createTempFile(directory, "zonescaler-doctor", "");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long[] nanos = new long[SYNCS];
      for (int i = 0; i < SYNCS; i++) {
        long from = System.nanoTime();
        channel.write(ByteBuffer.allocate(4096));
        channel.force(false);
        nanos[i] = System.nanoTime() - from;
      }
      Arrays.sort(nanos);
      return nanos[SYNCS / 2] / 1e6;
    } finally {
      Files.delete(file);
    }
  }

  private void protection() {
    try {
      NodeRuntime.requireProtection(settings);
      TlsIdentity identity = NodeTls.of(settings).identity();
      if (identity == null) {
        add("protection", Verdict.OK, "nothing is encrypted, as the settings want it", "");
      } else {
        long days = identity.validFor().toDays();
        require(
            days >= SOON_DAYS,
            Verdict.WARNING,
            "protection",
            "TLS, with a certificate that is good for " + days + " days",
            "replace it soon, and restart node by node");
      }
    } catch (UserError e) {
      add("protection", Verdict.BAD, e.what() + " (" + e.where() + ")", e.remedy());
    }
  }

  private void game() {
    try {
      String game = GameWorld.load(settings).settings().name();
      add("game", Verdict.OK, settings.get("game.class") + ", world " + game, "");
    } catch (UserError e) {
      add("game", Verdict.BAD, e.what() + " (" + e.where() + ")", e.remedy());
    }
  }
}
