package io.zonescaler.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** CPU time of a process's threads as the kernel counts it, in nanoseconds; Linux only. */
final class ThreadTimes {
  /** What threads are called that run zones' ticks, as far as the kernel keeps names. */
  private static final List<String> TICKS = List.of("zonescaler-kern", "zonescaler-rang");

  private final Path tasks;
  private Map<String, Long> before = new HashMap<>();

  ThreadTimes(long pid) {
    tasks = Path.of("/proc", Long.toString(pid), "task");
  }

  /**
   * CPU time since the last call, or since the threads began.
   *
   * @param ticks of threads that run zones' ticks
   * @param all of all threads
   */
  record Spent(double ticks, double all) {}

  /** What was spent since the last call. */
  Spent spent() throws IOException {
    Map<String, Long> byName = spentByName();
    long ticks = TICKS.stream().mapToLong(name -> byName.getOrDefault(name, 0L)).sum();
    return new Spent(ticks, byName.values().stream().mapToLong(Long::longValue).sum());
  }

  /** The same by the threads' names, as far as the kernel keeps them: 15 characters. */
  Map<String, Long> spentByName() throws IOException {
    Map<String, Long> now = new HashMap<>();
    Map<String, Long> byName = new TreeMap<>();
    List<Path> threads;
    try (Stream<Path> paths = Files.list(tasks)) {
      threads = paths.toList();
    }
    for (Path thread : threads) {
      try {
        String name = Files.readString(thread.resolve("comm")).trim();
        long time = Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", -1)[0]);
        now.put(thread.toString(), time);
        byName.merge(name, time - before.getOrDefault(thread.toString(), 0L), Long::sum);
      } catch (IOException | UncheckedIOException e) {
        // The thread has ended.
      }
    }
    before = now;
    return byName;
  }
}
