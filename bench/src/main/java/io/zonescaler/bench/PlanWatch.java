package io.zonescaler.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.bench.StepKiller.PlanStep;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Watches how the next placement plan of a cluster gets on. */
final class PlanWatch {
  private static final long POLL_MILLIS = 5;

  /** What the coordinator says just before it publishes a plan. */
  private static final Pattern PUBLISHES = Pattern.compile(" Plan \\d+: ");

  private final NodeCluster cluster;
  private final long numberBefore;
  private final Map<String, Long> logged = new HashMap<>();

  /** From now on. */
  PlanWatch(NodeCluster cluster) throws IOException, InterruptedException {
    this.cluster = cluster;
    numberBefore = number(cluster.status());
    for (String name : cluster.names()) {
      Path log = cluster.log(name);
      logged.put(name, Files.exists(log) ? Files.size(log) : 0);
    }
  }

  /**
   * Waits for a step of the next plan.
   *
   * @param isWanted whether a status shows that the plan is wanted
   */
  void await(PlanStep step, Predicate<JsonNode> isWanted) throws IOException, InterruptedException {
    FaultInjector.await(
        "the next plan is " + step,
        POLL_MILLIS,
        () ->
            switch (step) {
              case WANTED -> isWanted.test(cluster.status());
              case PUBLISHING -> isPublished();
              case IN_FORCE -> number(cluster.status()) > numberBefore;
              case FULFILLED -> isFulfilled(cluster.status());
            });
  }

  private boolean isFulfilled(JsonNode status) {
    return number(status) > numberBefore && FaultInjector.isWhole(status, all -> true);
  }

  private static long number(JsonNode status) {
    return status.path("plan").path("number").asLong();
  }

  private boolean isPublished() throws IOException {
    for (String name : cluster.names()) {
      if (PUBLISHES.matcher(logged(name)).find()) {
        return true;
      }
    }
    return false;
  }

  /** What a node has written since this watch began. */
  private String logged(String name) throws IOException {
    Path path = cluster.log(name);
    if (!Files.exists(path)) {
      return "";
    }
    try (RandomAccessFile log = new RandomAccessFile(path.toFile(), "r")) {
      long from = logged.getOrDefault(name, 0L);
      log.seek(log.length() < from ? 0 : from);
      byte[] bytes = new byte[(int) (log.length() - log.getFilePointer())];
      log.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
