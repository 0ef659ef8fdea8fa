package io.zonescaler.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    Map<String, Long> now = new HashMap<>();
    double ticks = 0;
    double all = 0;
    List<Path> threads;
    try (Stream<Path> paths = Files.list(tasks)) {
      threads = paths.toList();
    }
    for (Path thread : threads) {
      try {
        String name = Files.readString(thread.resolve("comm")).trim();
        long time = Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", -1)[0]);
        long more = time - before.getOrDefault(thread.toString(), 0L);
        now.put(thread.toString(), time);
        all += more;
        ticks += TICKS.contains(name) ? more : 0;
      } catch (IOException | UncheckedIOException e) {
        // The thread has ended.
      }
    }
    before = now;
    return new Spent(ticks, all);
  }
}
