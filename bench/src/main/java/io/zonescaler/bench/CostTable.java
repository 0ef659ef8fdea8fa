package io.zonescaler.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects and prints what worlds of one size cost; the first row is what others are compared to.
 */
final class CostTable {
  /**
   * One way to run a world. Figures that do not apply are NaN.
   *
   * @param name what was run
   * @param entities mean number of entities
   * @param micros CPU time per entity and tick, in microseconds
   * @param rate ticks per second
   * @param speed actual tick rate divided by the nominal one
   * @param frameBytes bytes of frames per entity and tick
   * @param allocatedBytes bytes of Java heap allocated per entity and tick
   * @param megabytes resident memory per process
   */
  record Row(
      String name,
      double entities,
      double micros,
      double rate,
      double speed,
      double frameBytes,
      double allocatedBytes,
      double megabytes) {
    static Row ofProcess(
        String name, double entities, double cpuSeconds, long ticks, double seconds) {
      return new Row(
          name,
          entities,
          cpuSeconds * 1e6 / (entities * ticks),
          ticks / seconds,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN);
    }

    static Row ofCluster(String name, ClusterMeter.Figures figures) {
      NodeCluster.Sample before = figures.before();
      NodeCluster.Sample after = figures.after();
      double entities = (before.entities() + after.entities()) / 2.0;
      double updates = entities * figures.ticks();
      return new Row(
          name,
          entities,
          (after.cpuSeconds() - before.cpuSeconds()) * 1e6 / updates,
          figures.rate(),
          figures.speed(),
          (after.frameBytes() - before.frameBytes()) / updates,
          (after.allocatedBytes() - before.allocatedBytes()) / updates,
          figures.megabytes());
    }
  }

  private final List<Row> rows = new ArrayList<>();
  private int entities;

  /** Drops the rows and begins with a world of another size. */
  void begin(int newEntities) {
    entities = newEntities;
    rows.clear();
  }

  void add(Row row) {
    rows.add(row);
    System.err.printf("  %-24s %.3f us per entity update%n", row.name, row.micros);
  }

  void print(PrintStream out) {
    double reference = rows.get(0).micros;
    out.printf("%n%d entities%n", entities);
    out.printf(
        "%-24s %10s %9s %9s %9s %7s %8s %9s %9s%n",
        "", "CPU us/", "times", "us more", "ticks/s", "speed", "frame B/", "heap B/", "MB per");
    out.printf(
        "%-24s %10s %9s %9s %9s %7s %8s %9s %9s%n",
        "", "update", "bare loop", "than it", "", "", "update", "update", "process");
    for (Row row : rows) {
      out.printf(
          "%-24s %10.3f %9.2f %9.3f %9.1f %7s %8s %9s %9s%n",
          row.name,
          row.micros,
          row.micros / reference,
          row.micros - reference,
          row.rate,
          optional("%.2f", row.speed),
          optional("%.2f", row.frameBytes),
          optional("%.0f", row.allocatedBytes),
          optional("%.0f", row.megabytes));
    }
  }

  private static String optional(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(format, value);
  }
}
