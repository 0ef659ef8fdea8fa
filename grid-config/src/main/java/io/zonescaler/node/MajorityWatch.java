package io.zonescaler.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonescaler.grid.Salvage;
import io.zonescaler.grid.WorldNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.ignite.Ignite;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches whether a node that sees no majority any more, or that the others have expelled, can go
 * back to a majority (invariant I9). Until one answers, the node stands still and keeps its memory.
 * If the majority says that it has lost zones, the node takes along what it has of them.
 */
final class MajorityWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MajorityWatch.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long PERIOD_MILLIS = 250;
  private static final int OK = 200;
  private static final Set<String> GOES_ON = Set.of("running", "paused");

  private final Ignite ignite;
  private final WorldNode node;
  private final AtomicBoolean expelled;
  private final Consumer<@Nullable Salvage> goBack;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final Map<String, String> addresses = new HashMap<>();
  private boolean told;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "zonescaler-majority");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Begins to watch.
   *
   * @param expelled whether the others took the node for dead
   * @param goBack is run once, when the node can go back, with what it is to take along
   */
  MajorityWatch(
      Ignite ignite, WorldNode node, AtomicBoolean expelled, Consumer<@Nullable Salvage> goBack) {
    this.ignite = ignite;
    this.node = node;
    this.expelled = expelled;
    this.goBack = goBack;
    timer.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      if (node.hasMajority() && !expelled.get()) {
        addresses.putAll(new NodeDirectory(ignite).httpOfOthers());
        told = false;
        return;
      }
      if (expelled.get() && addresses.isEmpty()) {
        // It was expelled before it had a part in anything.
        timer.shutdown();
        goBack.accept(null);
        return;
      }
      for (Map.Entry<String, String> other : addresses.entrySet()) {
        Map<Long, Long> lost = lostByMajority(other.getValue());
        if (lost != null) {
          LOG.warn(
              "Node {} was alone; node {} is in a majority, which {}",
              node.node(),
              other.getKey(),
              lost.isEmpty() ? "has all zones" : "lacks zones " + lost.keySet());
          Salvage salvage = lost.isEmpty() ? null : node.salvage(lost);
          timer.shutdown();
          goBack.accept(salvage);
          return;
        }
      }
      if (!told) {
        told = true;
        LOG.warn(
            "Node {} stands still and keeps what it has: it waits for one of {} to say that it is in a majority",
            node.node(),
            addresses);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("Looking for the majority failed: {}", e.toString());
    }
  }

  /**
   * The zones that a majority lacks, in which the node at an address is and this one is not, with
   * the newest tick that it has seen of each; null if it does not answer, is in no majority either,
   * or stands still without saying that it lacks any.
   */
  private @Nullable Map<Long, Long> lostByMajority(String address) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + "/api/v1/status"))
            .timeout(PATIENCE)
            .build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode status = JSON.readTree(response.body());
      boolean owns = status.path("zones").findValuesAsText("owner").contains(node.node());
      if (response.statusCode() != OK
          || !status.path("world").path("majority").asBoolean()
          || status.path("zones").isEmpty()
          || owns) {
        return null;
      }
      Map<Long, Long> lost = new TreeMap<>();
      List<String> ids = new ArrayList<>();
      status.path("world").path("lost").forEach(zone -> ids.add(zone.asText()));
      for (JsonNode zone : status.path("zones")) {
        if (ids.contains(zone.path("id").asText())) {
          lost.put(zone.path("id").asLong(), zone.path("tick").asLong());
        }
      }
      boolean goesOn = GOES_ON.contains(status.path("world").path("state").asText());
      return lost.isEmpty() && !goesOn ? null : lost;
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
