package io.zonescaler.server.worker;

import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Worker processes that a node starts itself, and starts again when they end. Their standard input
 * stays open as long as the node lives: a worker that reads to its end knows when to end, however
 * the node does. Each shows a secret of its own, so that it is known which one to end when it
 * hangs.
 */
final class WorkerProcesses implements AutoCloseable {
  /** Environment variable with where to register, as host:port. */
  private static final String ADDRESS = "ZONESCALER_WORKER";

  /** Environment variable with the token to show. */
  private static final String TOKEN = "ZONESCALER_TOKEN";

  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcesses.class);
  private static final int SECRET_BITS = 256;
  private static final int LONGEST_LINE = 2000;
  private static final long SHORTEST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 8000;
  private static final long SHORT_LIFE_MILLIS = 10_000;
  private static final long END_MILLIS = 2000;

  private final String command;
  private final Path directory;
  private final List<String> secrets = new ArrayList<>();
  private final Map<Integer, Process> running = new ConcurrentHashMap<>();
  private volatile String address = "";
  private volatile boolean closed;

  /**
   * None yet.
   *
   * @param command what a shell is told to run
   * @param directory where
   * @param count how many processes
   */
  WorkerProcesses(String command, Path directory, int count) {
    this.command = command;
    this.directory = directory;
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < count; i++) {
      secrets.add(new BigInteger(SECRET_BITS, random).toString(Character.MAX_RADIX));
    }
  }

  /** Whether there are none, and will not be any. */
  boolean isEmpty() {
    return secrets.isEmpty();
  }

  /** Starts them; they register at {@code where}, host:port. */
  void start(String where) {
    address = where;
    for (int number = 0; number < secrets.size(); number++) {
      int own = number;
      Thread keeper = new Thread(() -> runAgainAndAgain(own), "worker-" + own);
      keeper.setDaemon(true);
      keeper.start();
    }
  }

  /** Number of the process that shows a secret; -1 if it is nobody's. */
  int numberOf(String shown) {
    byte[] bytes = shown.getBytes(StandardCharsets.UTF_8);
    for (int number = 0; number < secrets.size(); number++) {
      if (MessageDigest.isEqual(bytes, secrets.get(number).getBytes(StandardCharsets.UTF_8))) {
        return number;
      }
    }
    return -1;
  }

  /** Ends a process that hangs, so that it is started again. */
  void kill(int number) {
    Process hung = running.get(number);
    if (hung != null) {
      hung.descendants().forEach(ProcessHandle::destroyForcibly);
      hung.destroyForcibly();
    }
  }

  private void runAgainAndAgain(int number) {
    long pause = SHORTEST_PAUSE_MILLIS;
    try {
      while (!closed) {
        long from = System.nanoTime();
        String end = run(number);
        if (!closed) {
          boolean livedLong =
              TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from) > SHORT_LIFE_MILLIS;
          LOG.atWarn()
              .addKeyValue("worker", Integer.toString(number))
              .log("Worker process {} {}; it is started again in {} ms", number, end, pause);
          Thread.sleep(pause);
          pause = livedLong ? SHORTEST_PAUSE_MILLIS : Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs a process to its end; says how it ended. */
  private String run(int number) throws InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", command)
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().put(ADDRESS, address);
    builder.environment().put(TOKEN, secrets.get(number));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return "cannot be started: " + e.getMessage();
    }
    running.put(number, process);
    if (closed) {
      end(process);
    }
    try (Reader said = process.inputReader()) {
      tell(number, said);
    } catch (IOException e) {
      LOG.debug("Worker process {} says nothing any more: {}", number, e.toString());
    }
    return "has ended with code " + process.waitFor();
  }

  /** What it says goes to the log, line by line, long ones in parts. */
  private static void tell(int number, Reader said) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = said.read(); c >= 0; c = said.read()) {
      if (c != '\n') {
        line.append((char) c);
      }
      if (c == '\n' || line.length() == LONGEST_LINE) {
        LOG.atInfo()
            .addKeyValue("worker", Integer.toString(number))
            .log("worker {}: {}", number, line);
        line.setLength(0);
      }
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }

  @Override
  public void close() {
    closed = true;
    running.values().forEach(WorkerProcesses::end);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_MILLIS);
    try {
      for (int number : running.keySet()) {
        Process process = running.get(number);
        if (process != null && !process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          kill(number);
        }
      }
    } catch (InterruptedException e) {
      running.keySet().forEach(this::kill);
      Thread.currentThread().interrupt();
    }
  }
}
