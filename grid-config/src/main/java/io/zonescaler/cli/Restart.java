package io.zonescaler.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.archive.WorldArchive;
import io.zonescaler.cli.LocalNode.Ports;
import io.zonescaler.game.World;
import io.zonescaler.node.ArchivedWorld;
import io.zonescaler.node.GameWorld;
import io.zonescaler.node.UserError;
import io.zonescaler.tick.KeptWorld;
import io.zonescaler.verify.Trial;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes a running world over to other classes of its game, or other settings: pauses it, exports
 * it, tries the new game on it, and only then stops the nodes and starts them with what was
 * exported. Whatever fails before that leaves the world running as it was; what fails later has it
 * go on with the game that it had, which the run directory keeps.
 */
final class Restart {
  private static final int TRIAL_TICKS = 10;
  private static final Duration TRIAL_PATIENCE = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 50;
  private static final String RUNS_ON = "the world runs on with the game that it had";

  private final LocalCluster cluster;
  private final PrintWriter progress;
  private final Interruption interruption;
  private final StatusClient client = new StatusClient();

  private final List<LocalNode> nodes;
  private final List<String> names;
  private final List<Ports> ports;
  private final @Nullable Path data;

  /** With which nodes go on as they were. */
  private final NodeLauncher old;

  /**
   * A restart of the nodes that run now.
   *
   * @throws UserError if none does
   */
  Restart(LocalCluster cluster, PrintWriter progress, Interruption interruption) {
    this.cluster = cluster;
    this.progress = progress;
    this.interruption = interruption;
    nodes = cluster.requireRunning();
    names = nodes.stream().map(LocalNode::name).toList();
    ports = nodes.stream().map(LocalNode::ports).toList();
    data = nodes.get(0).data();
    old = new NodeLauncher(cluster.settingsFile(), data, Map.of());
  }

  /**
   * What was done.
   *
   * @param nodes the nodes, which run
   * @param archive the world as it was taken over
   * @param file where that is
   * @param world that world, read by the new game
   * @param changes what is not as it was, a sentence each
   * @param stoodMillis how long no tick was made, at most
   */
  record Done(
      List<LocalNode> nodes,
      WorldArchive archive,
      Path file,
      KeptWorld world,
      List<String> changes,
      long stoodMillis) {}

  /**
   * Does it.
   *
   * @param asked nodes with the new game
   * @param force also if the new logic fails on entities in its first ticks
   * @throws UserError if the world does not go on with the new game; it says what became of it
   */
  Done run(NodeLauncher asked, boolean force) throws InterruptedException {
    NodeLauncher launcher;
    World world;
    try {
      requireFree(aside());
      launcher = cluster.withKeptGame(asked);
      world = GameWorld.load(launcher.settings());
    } catch (UserError e) {
      throw e.and(RUNS_ON);
    } catch (IOException e) {
      throw UserError.failed(
          "the game cannot be copied: " + e, cluster.directory().toString(), RUNS_ON);
    }
    boolean wasPaused = isPaused(client.status(cluster));
    long fromNanos = System.nanoTime();
    Path file;
    WorldArchive archive;
    KeptWorld kept;
    List<String> changes = new ArrayList<>();
    try {
      long tick = pause();
      file = cluster.directory().resolve("world-" + tick + ".zsw");
      archive = WorldExport.write(cluster, file, progress);
      requireWhole(archive, tick);
      kept = ArchivedWorld.read(archive, file, world, changes);
      changes.forEach(change -> progress.println("Note: " + change));
      tryOut(launcher, world, kept, force);
      requireNotAsked();
    } catch (RuntimeException e) {
      if (!wasPaused) {
        client.post(cluster.requireRunning().get(0), "/api/v1/resume");
      }
      throw e instanceof UserError told
          ? told.and(wasPaused ? "the world is paused, with the game that it had" : RUNS_ON)
          : e;
    }
    progress.println("Starting " + names.size() + " nodes again in " + cluster.directory());
    stopAll();
    List<LocalNode> started = start(launcher, file, archive.tick());
    long stoodMillis = stoodMillis(fromNanos, archive.tick());
    return new Done(started, archive, file, kept, changes, stoodMillis);
  }

  private static void requireWhole(WorldArchive archive, long tick) {
    if (archive.tick() != tick) {
      throw UserError.failed(
          "the world stands at tick "
              + tick
              + ", and could be read at tick "
              + archive.tick()
              + " only",
          "zonescaler restart",
          "try again");
    }
  }

  /** What the world has made since, it has made no faster than its clock says. */
  private long stoodMillis(long fromNanos, long tick) throws InterruptedException {
    JsonNode world = client.status(cluster).path("world");
    long made = world.path("tick").asLong() - tick;
    return (System.nanoTime() - fromNanos) / 1_000_000
        - 1000 * made / world.path("tickRate").asInt();
  }

  /** From here on it is brought to its end: a world that does not run is of use to nobody. */
  private void requireNotAsked() {
    if (interruption.isAsked()) {
      throw UserError.failed(
          "interrupted before the nodes were stopped",
          cluster.directory().toString(),
          "restart again when you want it");
    }
  }

  /** Where a world on disk is put until the new one runs. */
  private @Nullable Path aside() {
    return data == null ? null : data.resolveSibling(data.getFileName() + ".before-restart");
  }

  private static void requireFree(@Nullable Path aside) {
    if (aside != null && Files.exists(aside)) {
      throw UserError.failed(
          "a restart was broken off, and has left the world as it was before",
          aside.toString(),
          "move it away, or remove it if it is of no use");
    }
  }

  private static boolean isPaused(JsonNode status) {
    return status.path("world").path("state").asText().equals("paused");
  }

  /** Has all zones stand at the same tick, which it returns. */
  private long pause() throws InterruptedException {
    client.post(cluster.requireRunning().get(0), "/api/v1/pause");
    return StatusClient.tick(await("the world does not stand still", status -> isPaused(status)));
  }

  private interface Condition {
    boolean holds(JsonNode status);
  }

  private JsonNode await(String problem, Condition condition) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + LIMIT.toNanos();
    JsonNode status = client.status(cluster);
    while (!condition.holds(status)) {
      if (System.nanoTime() > deadlineNanos) {
        JsonNode world = status.path("world");
        throw UserError.failed(
            problem
                + " after "
                + LIMIT.toSeconds()
                + " s: it is "
                + world.path("state").asText()
                + " at tick "
                + world.path("tick").asLong()
                + " "
                + world.path("trouble").asText(),
            cluster.directory().toString(),
            "see zonescaler status");
      }
      Thread.sleep(POLL_MILLIS);
      status = client.status(cluster);
    }
    return status;
  }

  private void tryOut(NodeLauncher launcher, World world, KeptWorld kept, boolean force) {
    String failure =
        OwnWorkers.run(
            world, launcher.settings(), () -> Trial.run(world, kept, TRIAL_TICKS, TRIAL_PATIENCE));
    if (!failure.isEmpty() && !force) {
      throw UserError.failed(
          "the new logic fails: " + failure,
          "game " + world.game().name(),
          "mend it, compile, restart again; or --force, then entities on which it fails stay as"
              + " they are");
    }
    if (!failure.isEmpty()) {
      progress.println("Note: the new logic fails: " + failure);
    }
  }

  /** The world is in the file: a node that does not stop is of no use any more. */
  private void stopAll() throws InterruptedException {
    try {
      cluster.stop(nodes);
    } catch (UserError e) {
      for (LocalNode node : cluster.running()) {
        cluster.kill(node);
      }
    }
  }

  private List<LocalNode> start(NodeLauncher launcher, Path file, long tick)
      throws InterruptedException {
    Path aside = aside();
    try {
      if (data != null && aside != null) {
        Files.move(data, aside);
      }
      List<LocalNode> started =
          cluster.start(names, ports, from(file, launcher), new Interruption());
      await("the world does not go on", status -> StatusClient.tick(status) > tick);
      removeOld(launcher);
      return started;
    } catch (UserError e) {
      throw goBack(e, file, tick);
    } catch (IOException e) {
      throw goBack(
          UserError.failed(
              "the world on disk cannot be moved: " + e,
              String.valueOf(data),
              "take one that can be renamed"),
          file,
          tick);
    }
  }

  /** What the world was before is in the exported file. */
  private void removeOld(NodeLauncher launcher) {
    Path aside = aside();
    try {
      if (aside != null) {
        LocalNode.deleteTree(aside);
      }
      cluster.game().forgetOthers(launcher.settings());
    } catch (IOException e) {
      progress.println("Note: what was before the restart cannot be removed: " + e);
    }
  }

  private static NodeLauncher from(Path file, NodeLauncher launcher) {
    return launcher.with(Map.of(ArchivedWorld.SETTING, file.toString()));
  }

  /** Has the old world go on; what is wrong with the new one, and what became of the old. */
  private UserError goBack(UserError why, Path file, long tick) throws InterruptedException {
    UserError failure =
        UserError.failed(
            "the world does not go on with the new game: " + why.what(),
            why.where().replace("node.log", LocalNode.OLD_LOG),
            why.remedy());
    String exported = "the world at tick " + tick + " is in " + file;
    try {
      stopAll();
      Path aside = aside();
      if (data != null && aside != null && Files.exists(aside)) {
        LocalNode.deleteTree(data);
        Files.move(aside, data);
      }
      progress.println("Going back to the game that it had");
      cluster.start(names, ports, from(file, old), new Interruption());
      client.post(cluster.requireRunning().get(0), "/api/v1/resume");
      return failure.and(RUNS_ON + ", from tick " + tick + "; " + exported);
    } catch (UserError | IOException e) {
      String path = old.settings().get("game.path");
      boolean isDeclared = !old.settings().get("game.file").isEmpty();
      String again =
          data != null
              ? "zonescaler start --data " + data + " with the game as it was"
              : isDeclared
                  ? "import it with the workers' code and the game file as they were, which is "
                      + path
                  : "import it with --game-path " + path;
      return failure.and(
          exported + "; it could not go on by itself (" + e.getMessage() + "): " + again);
    }
  }
}
