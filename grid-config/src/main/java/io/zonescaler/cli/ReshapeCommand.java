package io.zonescaler.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.cluster.Decision;
import io.zonescaler.node.UserError;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * The commands that change zones or owners: each waits until that has taken effect. A changed zone
 * map does when the world has passed the horizon that was set when it was asked.
 */
abstract class ReshapeCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 50;

  /** So many polls apart it is looked whether it has been refused. */
  private static final int POLLS_PER_LOOK = 20;

  /** Twice the way to the horizon, and some more for a coordinator that has just begun. */
  private static final long LIMIT_SECONDS = 40;

  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();

  /**
   * Asks at {@code path} and waits.
   *
   * @param done whether a status shows that it has taken effect, given the one before and now's
   * @param said what has happened, given the new zones and the tick
   */
  int reshape(
      String path,
      BiPredicate<JsonNode, JsonNode> done,
      BiFunction<List<String>, Long, String> said)
      throws InterruptedException {
    LocalCluster cluster = run.cluster();
    LocalNode node = cluster.requireRunning().get(0);
    return await(cluster, () -> new StatusClient().post(node, path), done, said);
  }

  /** Something that is asked for. */
  interface Request {
    /** Makes it, and returns what was answered. */
    JsonNode make() throws InterruptedException;
  }

  /** Makes a request and waits; parameters as above. */
  int await(
      LocalCluster cluster,
      Request request,
      BiPredicate<JsonNode, JsonNode> done,
      BiFunction<List<String>, Long, String> said)
      throws InterruptedException {
    StatusClient client = new StatusClient();
    long startNanos = System.nanoTime();
    JsonNode before = client.status(cluster);
    long known = client.decisions(cluster.requireRunning().get(0)).path(0).path("id").asLong(-1);
    JsonNode answer = request.make();
    Patience patience = new Patience(LIMIT, System::nanoTime);
    long lastTick =
        StatusClient.tick(before) + LIMIT_SECONDS * before.path("world").path("tickRate").asLong();
    JsonNode now = client.status(cluster);
    for (int poll = 1; !done.test(before, now); poll++) {
      if (poll % POLLS_PER_LOOK == 0) {
        requireNotRefused(client, cluster, answer, known);
      }
      if (StatusClient.tick(now) > lastTick) {
        throw UserError.failed(
            "it has not taken effect in " + LIMIT_SECONDS + " s of the world's time",
            spec.qualifiedName(),
            "see the log of the oldest node, which coordinates, for why; or it died: try again");
      }
      if (patience.isOver(StatusClient.tick(now))) {
        throw UserError.failed(
            "the world has made no tick for "
                + LIMIT.toSeconds()
                + " s "
                + now.path("world").path("trouble").asText(),
            spec.qualifiedName(),
            "see zonescaler status");
      }
      Thread.sleep(POLL_MILLIS);
      now = client.status(cluster);
    }
    long millis = (System.nanoTime() - startNanos) / 1_000_000;
    List<String> made = made(before, now, answer);
    if (made.isEmpty() && makesZones()) {
      throw UserError.failed(
          "another change was made of it meanwhile",
          spec.qualifiedName(),
          "see zonescaler zones for what there is now");
    }
    JsonNode world = now.path("world");
    long tick = made.isEmpty() ? world.path("tick").asLong() : world.path("mapSince").asLong();
    ObjectNode result =
        Json.object()
            .put("tick", tick)
            .put("millis", millis)
            .put("zonesBefore", before.path("zones").size())
            .put("zonesAfter", now.path("zones").size());
    made.forEach(result.putArray("made")::add);
    String text = said.apply(made, tick) + ", after " + millis + " ms";
    return main.finish(spec.commandLine(), result, out -> out.println(text), null);
  }

  /** What is asked for may turn out to be impossible when its turn comes. */
  private void requireNotRefused(
      StatusClient client, LocalCluster cluster, JsonNode answer, long known)
      throws InterruptedException {
    String refusal = Decision.refusal(answer.path("requested").asText());
    for (JsonNode decision : client.decisions(cluster.requireRunning().get(0))) {
      if (decision.path("what").asText().equals(refusal) && decision.path("id").asLong() > known) {
        throw UserError.failed(
            decision.path("reason").asText(),
            spec.qualifiedName(),
            "see zonescaler zones for what there is now");
      }
    }
  }

  /** Whether it makes new zones. */
  boolean makesZones() {
    return false;
  }

  /** Whether a zone that was not there before comes of this command, and not of another one. */
  boolean isResult(JsonNode before, JsonNode zone, JsonNode answer) {
    return false;
  }

  /** Whether a zone's box lies within another one's. */
  static boolean isWithin(JsonNode inner, JsonNode outer) {
    for (int axis = 0; axis < inner.path("min").size(); axis++) {
      if (inner.path("min").path(axis).asDouble() < outer.path("min").path(axis).asDouble()
          || inner.path("max").path(axis).asDouble() > outer.path("max").path(axis).asDouble()) {
        return false;
      }
    }
    return true;
  }

  static boolean hasBoxOf(JsonNode zone, JsonNode other) {
    return zone.path("min").equals(other.path("min")) && zone.path("max").equals(other.path("max"));
  }

  /** What a zone of an earlier status is now, if only its owner has changed. */
  static JsonNode heir(JsonNode before, JsonNode now, long id) {
    JsonNode old = zone(before, id);
    for (JsonNode zone : now.path("zones")) {
      if (hasBoxOf(zone, old)) {
        return zone;
      }
    }
    return MissingNode.getInstance();
  }

  static JsonNode zone(JsonNode status, long id) {
    for (JsonNode zone : status.path("zones")) {
      if (zone.path("id").asLong() == id) {
        return zone;
      }
    }
    return MissingNode.getInstance();
  }

  /** The cluster of the run directory. */
  LocalCluster cluster() {
    return run.cluster();
  }

  private static String made(List<String> zones, long tick) {
    return "zone " + String.join(" and zone ", zones) + " from tick " + tick + " on";
  }

  private static boolean hasAny(JsonNode status, List<Long> zones) {
    return zones.stream().anyMatch(id -> !zone(status, id).isMissingNode());
  }

  private List<String> made(JsonNode before, JsonNode now, JsonNode answer) {
    List<String> made = new ArrayList<>();
    for (JsonNode zone : now.path("zones")) {
      boolean isNew = zone(before, zone.path("id").asLong()).isMissingNode();
      if (isNew && isResult(before, zone, answer)) {
        made.add(zone.path("id").asText());
      }
    }
    return made;
  }

  /** {@code split}. */
  @Command(
      name = "split",
      description = {
        "Cuts a zone in two while the world runs; returns when the halves run.",
        "Without options, across its longest side, where both halves take the same time."
      },
      mixinStandardHelpOptions = true)
  static final class Split extends ReshapeCommand {
    @Parameters(paramLabel = "ZONE", description = "Id of the zone, as zones shows it.")
    private long zone;

    @Option(names = "--axis", paramLabel = "x|y|z", description = "Axis to cut across.")
    private @Nullable String axis;

    @Option(names = "--at", paramLabel = "PLACE", description = "Where on that axis.")
    private @Nullable Double at;

    @Override
    public Integer call() throws InterruptedException {
      UserError.require(
          axis == null || axis.matches("[xyz]"),
          "axis '" + axis + "'",
          "zonescaler split --axis",
          "give x, y or z");
      UserError.require(
          at == null || axis != null,
          "--at without --axis",
          "zonescaler split",
          "say across which axis: --axis x, y or z");
      return reshape(
          "/api/v1/split?zone="
              + zone
              + (axis == null ? "" : "&axis=" + axis)
              + (at == null ? "" : "&at=" + at),
          (before, now) -> !hasAny(now, List.of(zone)),
          ReshapeCommand::made);
    }

    @Override
    boolean makesZones() {
      return true;
    }

    @Override
    boolean isResult(JsonNode before, JsonNode made, JsonNode answer) {
      return isWithin(made, zone(before, zone)) && (axis == null || hasBorder(made, answer));
    }

    /** Somebody else may have cut the zone elsewhere. */
    private static boolean hasBorder(JsonNode zone, JsonNode answer) {
      int across = "xyz".indexOf(answer.path("axis").asText());
      double at = answer.path("at").asDouble();
      return zone.path("min").path(across).asDouble() == at
          || zone.path("max").path(across).asDouble() == at;
    }
  }

  /** {@code merge}. */
  @Command(
      name = "merge",
      description = {
        "Makes one zone of two while the world runs; returns when it runs.",
        "They must be the halves of one cut."
      },
      mixinStandardHelpOptions = true)
  static final class Merge extends ReshapeCommand {
    @Parameters(
        paramLabel = "ZONE",
        arity = "2",
        description = "Ids of the two zones, as zones shows them.")
    private long[] zones = new long[0];

    @Override
    public Integer call() throws InterruptedException {
      return reshape(
          "/api/v1/merge?zone=" + zones[0] + "&with=" + zones[1],
          (before, now) -> !hasAny(now, List.of(zones[0], zones[1])),
          ReshapeCommand::made);
    }

    @Override
    boolean makesZones() {
      return true;
    }

    @Override
    boolean isResult(JsonNode before, JsonNode made, JsonNode answer) {
      return isWithin(zone(before, zones[0]), made) && isWithin(zone(before, zones[1]), made);
    }
  }

  /** {@code move}. */
  @Command(
      name = "move",
      description = {
        "Lets another node own a zone, which gets a new id; returns when it does.",
        "Takes effect with a tick that is to come, like a split: players do not notice."
      },
      mixinStandardHelpOptions = true)
  static final class Move extends ReshapeCommand {
    @Parameters(paramLabel = "ZONE", description = "Id of the zone, as zones shows it.")
    private long zone;

    @Parameters(paramLabel = "NODE", description = "Name of the node.")
    private String node = "";

    @Override
    public Integer call() throws InterruptedException {
      return reshape(
          "/api/v1/move?zone=" + zone + "&node=" + URLEncoder.encode(node, StandardCharsets.UTF_8),
          (before, now) -> !hasAny(now, List.of(zone)),
          (made, tick) -> "on " + node + " it is " + made(made, tick));
    }

    @Override
    boolean makesZones() {
      return true;
    }

    @Override
    boolean isResult(JsonNode before, JsonNode made, JsonNode answer) {
      return hasBoxOf(made, zone(before, zone)) && made.path("owner").asText().equals(node);
    }
  }

  /** {@code drain}. */
  @Command(
      name = "drain",
      description = {
        "Empties a node and stops it: others take over its zones, its clients go to them.",
        "Not the last one: that is what stop is for."
      },
      mixinStandardHelpOptions = true)
  static final class Drain extends ReshapeCommand {
    @Parameters(paramLabel = "NODE", description = "Name of the node.")
    private String node = "";

    @Override
    public Integer call() throws InterruptedException {
      LocalCluster cluster = cluster();
      LocalNode leaver = cluster.node(node);
      List<LocalNode> running = cluster.requireRunning();
      boolean runs = leaver.process().isPresent();
      if (!runs || running.size() < 2) {
        throw UserError.failed(
            runs
                ? "node " + node + " is the last one: nobody could take over its zones"
                : "node " + node + " does not run",
            "zonescaler drain",
            "running are " + running.stream().map(LocalNode::name).toList());
      }
      return await(
          cluster,
          () -> {
            cluster.stop(List.of(leaver));
            return Json.object();
          },
          (before, now) -> !ownsAny(now),
          (made, tick) -> "node " + node + " is empty and has stopped at tick " + tick);
    }

    private boolean ownsAny(JsonNode status) {
      for (JsonNode z : status.path("zones")) {
        if (z.path("owner").asText().equals(node)) {
          return true;
        }
      }
      return false;
    }
  }
}
