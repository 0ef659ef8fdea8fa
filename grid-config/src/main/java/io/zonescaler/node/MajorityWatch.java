package io.zonescaler.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonescaler.cluster.Standing;
import io.zonescaler.cluster.Standing.Way;
import io.zonescaler.grid.Salvage;
import io.zonescaler.grid.WorldNode;
import io.zonescaler.server.tls.TlsIdentity;
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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.apache.ignite.Ignite;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches whether a node that sees no majority any more, or that the others have expelled, can go
 * back to others (invariant I9, {@link Standing#back}). Until it can, it stands still and keeps its
 * memory. If they lack zones, the node takes along what it has of them.
 */
final class MajorityWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MajorityWatch.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long PERIOD_MILLIS = 250;
  private static final int OK = 200;

  private final Ignite ignite;
  private final WorldNode node;
  private final AtomicBoolean expelled;
  private final Consumer<@Nullable Salvage> goBack;
  private final String scheme;
  private final HttpClient client;
  private final Map<String, String> addresses = new HashMap<>();
  private final Map<String, String> untrusted = new HashMap<>();
  private String told = "";
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
   * @param tls who this node is to the others, or null
   * @param expelled whether the others took the node for dead
   * @param goBack is run once, when the node can go back, with what it is to take along
   */
  MajorityWatch(
      Ignite ignite,
      WorldNode node,
      @Nullable TlsIdentity tls,
      AtomicBoolean expelled,
      Consumer<@Nullable Salvage> goBack) {
    scheme = tls == null ? "http://" : "https://";
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(PATIENCE);
    client = (tls == null ? builder : builder.sslContext(tls.context())).build();
    this.ignite = ignite;
    this.node = node;
    this.expelled = expelled;
    this.goBack = goBack;
    // The node may have been cut off before it began to watch.
    addresses.putAll(new NodeDirectory(ignite).httpOfOthers());
    timer.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      if (expelled.get()) {
        node.expelled();
      } else if (node.hasMajority()) {
        addresses.putAll(new NodeDirectory(ignite).httpOfOthers());
        told = "";
        return;
      }
      if (addresses.isEmpty()) {
        if (expelled.get()) {
          // It was expelled before it had a part in anything.
          leave(null);
        }
        return;
      }
      Way way = node.standing().back(askOthers());
      if (way == null) {
        tell(
            "Node {} stands still and keeps what it has: it waits for one of {} that it can go back to",
            node.node(),
            addresses);
      } else {
        goBack(way);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("Looking for the majority failed: {}", e.toString());
    }
  }

  private void goBack(Way way) {
    Salvage salvage = way.lacking().isEmpty() ? null : node.salvage(way.lacking());
    if (salvage != null && !salvage.old().isEmpty()) {
      tell(
          "Node {} stands still and keeps what it has: {} lacks zones {}, and here are only {}; if nobody has more, restart the nodes from their data, or begin again with an exported world",
          node.node(),
          way.to(),
          way.lacking().keySet(),
          salvage.old());
      return;
    }
    LOG.atWarn()
        .addKeyValue("peer", way.to())
        .addKeyValue("zones", way.lacking().keySet())
        .log(
            "Node {} was alone; it goes back to node {}, which {}",
            node.node(),
            way.to(),
            way.lacking().isEmpty() ? "has all zones" : "lacks zones " + way.lacking().keySet());
    leave(salvage);
  }

  private void leave(@Nullable Salvage salvage) {
    timer.shutdown();
    goBack.accept(salvage == null || salvage.zones().isEmpty() ? null : salvage);
  }

  private void tell(String sentence, Object... arguments) {
    if (!told.equals(sentence)) {
      told = sentence;
      LOG.warn(sentence, arguments);
    }
  }

  /** Where those stand that answer. */
  private List<Standing> askOthers() throws InterruptedException {
    List<Standing> answers = new ArrayList<>();
    for (String address : addresses.values()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(scheme + address + "/api/v1/standing"))
              .timeout(PATIENCE)
              .build();
      try {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == OK) {
          answers.add(JSON.readValue(response.body(), Standing.class));
        }
      } catch (SSLException e) {
        if (!e.toString().equals(untrusted.put(address, e.toString()))) {
          LOG.warn("{} cannot be asked where it stands: {}", address, e.toString());
        }
      } catch (IOException e) {
        LOG.debug("{} does not say where it stands: {}", address, e.toString());
      }
    }
    return answers;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
