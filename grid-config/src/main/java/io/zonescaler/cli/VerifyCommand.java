package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.game.World;
import io.zonescaler.node.GameOptions;
import io.zonescaler.node.GameWorld;
import io.zonescaler.node.UserError;
import io.zonescaler.verify.Cut;
import io.zonescaler.verify.Verification;
import io.zonescaler.world.WorldSettings;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code verify} command: a game's world, cut in several ways, must reach the same hashes. */
@Command(
    name = "verify",
    description = {
      "Runs the game once per partition, in this process, with the same scripted players,",
      "and compares the world hashes tick by tick. Exit code 4 if they differ."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private GameOptions options = new GameOptions();

  @Option(
      names = "--ticks",
      paramLabel = "N",
      defaultValue = "400",
      description = "Ticks to run (default: ${DEFAULT-VALUE}).")
  private int ticks;

  @Option(
      names = "--zones",
      paramLabel = "N,...",
      split = ",",
      defaultValue = "1,4,16",
      description =
          "Numbers of zones to compare; the first is the reference (default: ${DEFAULT-VALUE}).")
  private List<Integer> zones = List.of();

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of the world and of random borders.")
  private @Nullable Long seed;

  @Option(
      names = "--borders",
      paramLabel = "even|random",
      defaultValue = "even",
      description = "random: each number of zones also with borders that move every few ticks.")
  private String borders = "even";

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Threads per zone's tick, in all runs but the reference (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--players",
      paramLabel = "N",
      defaultValue = "50",
      description = "Scripted players (default: ${DEFAULT-VALUE}).")
  private int players;

  @Override
  public Integer call() {
    require(ticks >= 1 && ticks <= 1_000_000, "--ticks " + ticks, "take 1 to 1000000");
    require(threads >= 1 && threads <= 64, "--threads " + threads, "take 1 to 64");
    require(players >= 0 && players <= 100_000, "--players " + players, "take 0 to 100000");
    require(
        borders.equals("even") || borders.equals("random"),
        "--borders " + borders,
        "take even or random");
    World world = world();
    PrintWriter progress = spec.commandLine().getErr();
    long used = world.settings().seed();
    List<Cut> cuts = cuts();
    Verification.Report report =
        OwnWorkers.run(
            world,
            options.settings(),
            () ->
                new Verification(world, players, used, line -> progress.println("  " + line))
                    .run(ticks, cuts));
    return main.finish(
        spec.commandLine(), json(report), out -> print(report, used, out), verdict(report, world));
  }

  private static @Nullable UserError verdict(Verification.Report report, World world) {
    return report.equal()
        ? null
        : UserError.failed(
            report.firstDifference(),
            "game " + world.game().name() + ", seed " + world.settings().seed(),
            "look for state outside of columns, or for what depends on order or zone");
  }

  private World world() {
    World world = GameWorld.load(options.settings());
    Long wanted = seed;
    if (wanted == null) {
      return world;
    }
    WorldSettings settings = world.settings().toBuilder().seed(wanted).build();
    return World.of(world.game(), settings);
  }

  private List<Cut> cuts() {
    List<Cut> cuts = new ArrayList<>();
    for (int n : zones) {
      require(n >= 1 && n <= 4096, "--zones " + n, "take 1 to 4096");
      cuts.add(new Cut(n, false, cuts.isEmpty() ? 1 : threads));
      if (borders.equals("random") && n > 1) {
        cuts.add(new Cut(n, true, threads));
      }
    }
    require(!cuts.isEmpty(), "--zones", "name at least one number");
    return cuts;
  }

  private static void require(boolean holds, String option, String remedy) {
    UserError.require(holds, option, "zonescaler verify", remedy);
  }

  private static void print(Verification.Report report, long seed, PrintWriter out) {
    for (Verification.Run run : report.runs()) {
      out.printf(
          "%-36s %016x  %7d entities  %6d ms%n",
          run.cut(), run.hash(), run.entities(), run.millis());
    }
    out.println(
        report.equal()
            ? "equal at each of " + report.ticks() + " ticks (seed " + seed + ")"
            : "NOT equal: " + report.firstDifference());
    Verification.Run first = report.runs().get(0);
    if (first.failures() > 0) {
      out.println(
          "but the logic failed on entities "
              + first.failures()
              + " times, which then stayed as they were; "
              + first.firstFailure());
    }
    if (first.violations() > 0) {
      out.println(
          "but the logic broke a rule "
              + first.violations()
              + " times, and was ignored: steps longer than maxStep, searches beyond"
              + " interestRadius, values that a column cannot hold, NaN");
    }
  }

  private static ObjectNode json(Verification.Report report) {
    ObjectNode json = Json.object().put("ticks", report.ticks());
    ArrayNode runs = json.putArray("runs");
    for (Verification.Run run : report.runs()) {
      runs.addObject()
          .put("zones", run.cut().zones())
          .put("borders", run.cut().randomBorders() ? "random" : "even")
          .put("threads", run.cut().threads())
          .put("entities", run.entities())
          .put("hash", "%016x".formatted(run.hash()))
          .put("millis", run.millis())
          .put("failures", run.failures())
          .put("firstFailure", run.firstFailure())
          .put("violations", run.violations());
    }
    return json.put("equal", report.equal()).put("firstDifference", report.firstDifference());
  }
}
