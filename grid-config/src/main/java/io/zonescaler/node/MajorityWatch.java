package io.zonescaler.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonescaler.grid.WorldNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.Ignite;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches whether a node that sees no majority any more can go back to one (invariant I9). Until
 * the others answer, and say that their world has an owner for every zone, the node stands still
 * and keeps its memory: it may hold what they lack.
 */
final class MajorityWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MajorityWatch.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long PERIOD_MILLIS = 500;

  private final Ignite ignite;
  private final WorldNode node;
  private final Runnable goBack;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final Map<String, String> addresses = new HashMap<>();
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
   * @param goBack is run once, when the node can go back
   */
  MajorityWatch(Ignite ignite, WorldNode node, Runnable goBack) {
    this.ignite = ignite;
    this.node = node;
    this.goBack = goBack;
    timer.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      if (!node.isCutOff()) {
        addresses.putAll(new NodeDirectory(ignite).httpOfOthers());
        return;
      }
      for (Map.Entry<String, String> other : addresses.entrySet()) {
        if (isWellWithoutUs(other.getValue())) {
          LOG.warn(
              "Node {} was cut off; node {} is in a majority that has all zones",
              node.node(),
              other.getKey());
          timer.shutdown();
          goBack.run();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("Looking for the majority failed: {}", e.toString());
    }
  }

  /** Whether the node at an address is in a world that goes on, and does not know this node. */
  private boolean isWellWithoutUs(String address) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + "/api/v1/status"))
            .timeout(PATIENCE)
            .build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode status = JSON.readTree(response.body());
      boolean owns = status.path("zones").findValuesAsText("owner").contains(node.node());
      return response.statusCode() == 200
          && status.path("world").has("trouble")
          && status.path("world").path("trouble").asText().isEmpty()
          && !status.path("zones").isEmpty()
          && !owns;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
