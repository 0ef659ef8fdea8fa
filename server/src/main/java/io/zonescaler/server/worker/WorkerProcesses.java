package io.zonescaler.server.worker;

import io.zonescaler.server.GrpcListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Worker processes that a node starts itself, and starts again when they end. Their standard input
 * stays open as long as the node lives: a worker that reads to its end knows when to end, however
 * the node does.
 */
public final class WorkerProcesses implements AutoCloseable {
  /** Environment variable with where to register, as host:port. */
  public static final String ADDRESS = "ZONESCALER_WORKER";

  /** Environment variable with the token to show. */
  public static final String TOKEN = "ZONESCALER_TOKEN";

  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcesses.class);
  private static final long SHORTEST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 8000;
  private static final long SHORT_LIFE_MILLIS = 10_000;
  private static final long END_MILLIS = 2000;

  private final String command;
  private final String address;
  private final String token;
  private final Map<Integer, Process> running = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Starts processes.
   *
   * @param command what a shell is told to run
   * @param count how many
   * @param port where they register
   * @param token what they show there
   */
  public static WorkerProcesses start(String command, int count, GrpcListener port, String token) {
    WorkerProcesses processes = new WorkerProcesses(command, port.address(), token);
    for (int i = 1; i <= count; i++) {
      processes.keep(i);
    }
    return processes;
  }

  private WorkerProcesses(String command, String address, String token) {
    this.command = command;
    this.address = address;
    this.token = token;
  }

  private void keep(int number) {
    Thread keeper = new Thread(() -> runAgainAndAgain(number), "worker-" + number);
    keeper.setDaemon(true);
    keeper.start();
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
          pause = livedLong ? SHORTEST_PAUSE_MILLIS : Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
          LOG.warn("Worker process {} {}; it is started again in {} ms", number, end, pause);
          Thread.sleep(pause);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs a process to its end; says how it ended. */
  private String run(int number) throws InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", "exec " + command).redirectErrorStream(true);
    builder.environment().put(ADDRESS, address);
    builder.environment().put(TOKEN, token);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return "cannot be started: " + e.getMessage();
    }
    running.put(number, process);
    if (closed) {
      process.destroy();
    }
    try (BufferedReader said = process.inputReader()) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        LOG.info("worker {}: {}", number, line);
      }
    } catch (IOException e) {
      LOG.debug("Worker process {} says nothing any more: {}", number, e.toString());
    }
    return "has ended with code " + process.waitFor();
  }

  @Override
  public void close() {
    closed = true;
    running.values().forEach(Process::destroy);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_MILLIS);
    try {
      for (Process process : running.values()) {
        if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          process.destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      running.values().forEach(Process::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }
}
