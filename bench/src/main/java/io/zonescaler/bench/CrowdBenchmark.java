package io.zonescaler.bench;

import io.zonescaler.game.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What several threads gain for one zone that cannot be cut: a crowd within one interest radius, in
 * this process, as fast as it goes. The rounds of the numbers of threads take turns, so that they
 * share what else the machine does. Exit codes as those of {@code bin/zonescaler}.
 */
@Command(
    name = "crowd.sh",
    description =
        "Measures ticks of a zone in which everyone sees everyone, on one thread and on several.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 1,
    exitCodeOnExecutionException = 4)
public final class CrowdBenchmark implements Callable<Integer> {
  @Option(
      names = "--entities",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Entities of the crowd (default: ${DEFAULT-VALUE}).")
  private int entities;

  @Option(
      names = "--threads",
      paramLabel = "N,...",
      split = ",",
      defaultValue = "1,2",
      description = "Numbers of threads, all compared to the first (default: ${DEFAULT-VALUE}).")
  private List<Integer> threads = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "Rounds of each number of threads (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--ticks",
      paramLabel = "N",
      defaultValue = "40",
      description = "Ticks of a round (default: ${DEFAULT-VALUE}).")
  private int ticks;

  @Option(
      names = "--warm-ticks",
      paramLabel = "N",
      defaultValue = "60",
      description = "Ticks before the first round (default: ${DEFAULT-VALUE}).")
  private int warmTicks;

  /** Runs it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new CrowdBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() {
    CrowdGame game = new CrowdGame(entities);
    World world = World.of(game, game.world());
    List<CrowdRun> runs = new ArrayList<>();
    try {
      threads.forEach(number -> runs.add(new CrowdRun(world, number)));
      runs.forEach(run -> StandardLoad.run(run.local(), warmTicks));
      requireSameHash(runs);
      List<CrowdRun> turns = new ArrayList<>(runs);
      for (int i = 0; i < rounds; i++) {
        turns.forEach(run -> run.round(ticks));
        requireSameHash(runs);
        Collections.reverse(turns);
      }
      print(runs, CrowdSpread.of(runs.get(0).local(), world.space()));
      return 0;
    } finally {
      runs.forEach(CrowdRun::close);
    }
  }

  private static void requireSameHash(List<CrowdRun> runs) {
    CrowdRun first = runs.get(0);
    for (CrowdRun other : runs) {
      if (other.hash() != first.hash()) {
        throw new IllegalStateException(
            String.format(
                "at tick %d the world hash is %016x with %d threads and %016x with %d",
                first.local().tick(),
                first.hash(),
                first.threads(),
                other.hash(),
                other.threads()));
      }
    }
  }

  private static void print(List<CrowdRun> runs, CrowdSpread spread) {
    CrowdRun first = runs.get(0);
    long entities = first.local().totals().entities;
    if (spread.diameter() > CrowdGame.RADIUS) {
      throw new IllegalStateException(
          "the crowd has spread to " + spread.diameter() + ", more than one interest radius");
    }
    System.out.printf(
        "%d entities, at most %.2f R from each other, with %.1f neighbours in sight%n%n",
        entities, spread.diameter() / CrowdGame.RADIUS, spread.meanNeighbours());
    System.out.printf(
        "%7s %9s %17s %16s %9s%n",
        "threads", "ticks/s", "least and most", "entity updates/s", "ratio");
    for (CrowdRun run : runs) {
      System.out.printf(
          "%7d %9.2f %8.2f %8.2f %16.0f %9.2f%n",
          run.threads(),
          run.medianRate(),
          run.leastRate(),
          run.mostRate(),
          entities * run.medianRate(),
          run.medianRate() / first.medianRate());
    }
    System.out.printf(
        "%nworld hash %016x at tick %d with every number of threads%n",
        first.hash(), first.local().tick());
  }
}
