package io.zonescaler.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the JMH benchmarks of this module and prints their figures per entity: time and allocation.
 * Takes JMH's own options, all of this module's benchmarks being the default. Exit code 1 for wrong
 * options, 4 if a benchmark fails.
 */
public final class MicroBenchmarks {
  private MicroBenchmarks() {}

  /** Runs them. */
  public static void main(String[] arguments) {
    try {
      Options given = new CommandLineOptions(arguments);
      Options options =
          new OptionsBuilder()
              .parent(given)
              .addProfiler(GCProfiler.class)
              .shouldFailOnError(true)
              .build();
      print(new Runner(options).run());
    } catch (CommandLineOptionException e) {
      System.err.println("error: " + e.getMessage());
      System.exit(1);
    } catch (RunnerException e) {
      System.err.println("error: " + e.getMessage());
      System.exit(4);
    }
  }

  private static void print(Collection<RunResult> results) {
    System.out.println();
    System.out.printf(
        "%-46s %9s %15s %8s %15s%n",
        "benchmark", "entities", "ns per entity", "+-", "bytes/entity");
    for (RunResult result : results) {
      String entities = result.getParams().getParam("entities");
      if (entities == null) {
        continue;
      }
      double count = Double.parseDouble(entities);
      Result<?> time = result.getPrimaryResult();
      Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
      System.out.printf(
          "%-46s %9s %15.1f %8.1f %15.2f%n",
          name(result),
          entities,
          time.getScore() * 1000 / count,
          time.getScoreError() * 1000 / count,
          bytes == null ? Double.NaN : bytes.getScore() / count);
    }
  }

  private static String name(RunResult result) {
    List<String> parts =
        new ArrayList<>(Arrays.asList(result.getParams().getBenchmark().split("\\.", -1)));
    String name = String.join(".", parts.subList(parts.size() - 2, parts.size()));
    StringBuilder all = new StringBuilder(name);
    for (String key : result.getParams().getParamsKeys()) {
      if (!key.equals("entities")) {
        all.append(' ').append(key).append('=').append(result.getParams().getParam(key));
      }
    }
    return all.toString();
  }
}
