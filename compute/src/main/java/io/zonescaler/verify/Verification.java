package io.zonescaler.verify;

import io.zonescaler.cluster.Audit;
import io.zonescaler.cluster.NodeReport.TickTotals;
import io.zonescaler.game.World;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs a game's world once per cut, with the same scripted players, and compares the world hashes
 * tick by tick. If the game obeys its contract they are all equal; if not, the first tick, zone and
 * entity that differ are found.
 */
public final class Verification {
  private static final int TICKS_BETWEEN_BORDERS = 7;

  /**
   * One run.
   *
   * @param cut how the world was cut
   * @param hash world hash at the last tick
   * @param entities entities at the last tick
   * @param millis time it took
   * @param auditFailure first thing that the audit found, or empty
   * @param failures how often logic failed on an entity, over all ticks
   * @param firstFailure the first of them that was seen, or empty
   * @param violations what logic did against the rules and was ignored, over all ticks
   */
  public record Run(
      Cut cut,
      long hash,
      long entities,
      long millis,
      String auditFailure,
      long failures,
      String firstFailure,
      long violations) {}

  /**
   * What was found.
   *
   * @param ticks ticks that were run
   * @param runs one per cut
   * @param equal whether all hashes were equal at every tick and every audit was clean
   * @param firstDifference what differed first, or empty
   */
  public record Report(long ticks, List<Run> runs, boolean equal, String firstDifference) {}

  private final World world;
  private final int players;
  private final long seed;
  private final Consumer<String> progress;

  /**
   * A verification.
   *
   * @param world game and settings
   * @param players number of scripted players
   * @param seed seed of random borders
   * @param progress is told, in a sentence, what is going on
   */
  public Verification(World world, int players, long seed, Consumer<String> progress) {
    this.world = world;
    this.players = players;
    this.seed = seed;
    this.progress = progress;
  }

  /** Runs all cuts for {@code ticks} ticks each and compares them with the first. */
  public Report run(long ticks, List<Cut> cuts) {
    List<Run> runs = new ArrayList<>();
    long[] reference = new long[0];
    String difference = "";
    for (Cut cut : cuts) {
      progress.accept(ticks + " ticks with " + cut);
      long started = System.nanoTime();
      long[] hashes = new long[(int) ticks + 1];
      Audit audit = new Audit(1);
      long failures = 0;
      long violations = 0;
      try (Play play = new Play(cut)) {
        for (int t = 0; t <= ticks; t++) {
          play.advanceTo(t);
          hashes[t] = play.local.totals().hash;
          failures += play.local.totals().failures;
          violations += play.local.totals().violations;
          audit.add(new TickTotals(t, 1, play.local.totals()), 1);
        }
        long millis = (System.nanoTime() - started) / 1_000_000;
        runs.add(
            new Run(
                cut,
                hashes[(int) ticks],
                play.local.totals().entities,
                millis,
                audit.firstBreak(),
                failures,
                play.firstFailure.sentence(),
                violations));
      }
      if (!audit.ok() && difference.isEmpty()) {
        difference = "the audit of the run with " + cut + ": " + audit.firstBreak();
      }
      if (reference.length == 0) {
        reference = hashes;
      } else if (difference.isEmpty()) {
        difference = compare(reference, hashes, cuts.get(0), cut);
      }
    }
    return new Report(ticks, runs, difference.isEmpty(), difference);
  }

  private String compare(long[] reference, long[] hashes, Cut first, Cut other) {
    for (int t = 0; t < hashes.length; t++) {
      if (hashes[t] != reference[t]) {
        progress.accept("the hashes differ at tick " + t + ": looking for the entity");
        try (Play a = new Play(first);
            Play b = new Play(other)) {
          a.advanceTo(t);
          b.advanceTo(t);
          String found = StateDifference.find(world, a.local, b.local);
          return "at tick "
              + t
              + ", "
              + first
              + " against "
              + other
              + ": "
              + (found.isEmpty()
                  ? "the difference does not show up again, so some code depends on timing"
                  : found);
        }
      }
    }
    return "";
  }

  /** One world being run. */
  private final class Play implements AutoCloseable {
    final LocalWorld local;
    private final ScriptedPlayers script;
    private final @Nullable ExecutorService pool;
    private final @Nullable RandomBorders borders;
    private boolean populated;
    private final FirstFailure firstFailure = new FirstFailure(world.game());

    Play(Cut cut) {
      RandomGenerator random = new SplittableRandom(seed);
      pool = cut.threads() > 1 ? Executors.newFixedThreadPool(cut.threads()) : null;
      RangeRunner runner =
          pool == null ? RangeRunner.single() : RangeRunner.pooled(pool, cut.threads(), 16);
      int slots = Math.max(world.settings().slots(), 4 * cut.zones());
      ZoneMap map =
          cut.randomBorders()
              ? ZoneMap.random(world.space(), cut.zones(), slots, random)
              : ZoneMap.uniform(world.space(), cut.zones(), slots);
      borders = cut.randomBorders() ? new RandomBorders(random, cut.zones()) : null;
      local = new LocalWorld(world, map, runner, firstFailure);
      script = new ScriptedPlayers(world, players);
    }

    void advanceTo(long tick) {
      if (!populated) {
        populated = true;
        local.populate();
      }
      while (local.tick() < tick) {
        long next = local.tick() + 1;
        ZoneMap map =
            borders != null && next % TICKS_BETWEEN_BORDERS == 0
                ? borders.change(local.map())
                : local.map();
        local.tick(script.inputs(next), List.of(), map);
        script.learn(local.states());
      }
    }

    @Override
    public void close() {
      if (pool != null) {
        pool.shutdownNow();
      }
    }
  }
}
