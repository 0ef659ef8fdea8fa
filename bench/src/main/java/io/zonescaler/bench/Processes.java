package io.zonescaler.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux tells about processes. */
final class Processes {
  /** Length of the unit of /proc/PID/stat: USER_HZ is 100 on every common machine. */
  private static final double SECONDS_PER_JIFFY = 0.01;

  /** Position of utime among the fields that follow the command's closing parenthesis. */
  private static final int USER_TIME = 11;

  private Processes() {}

  /** CPU time, user and system, that processes have taken so far, in seconds. */
  static double cpuSeconds(List<Long> pids) throws IOException {
    long jiffies = 0;
    for (long pid : pids) {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      jiffies += Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]);
    }
    return jiffies * SECONDS_PER_JIFFY;
  }

  /** Mean resident memory of processes, in megabytes. */
  static double meanMegabytes(List<Long> pids) throws IOException {
    double kilobytes = 0;
    for (long pid : pids) {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("VmRSS:")) {
          kilobytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    }
    return kilobytes / 1024 / pids.size();
  }
}
