package io.zonescaler.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.frame.FrameException;
import io.zonescaler.game.World;
import io.zonescaler.node.NodeTls;
import io.zonescaler.node.UserError;
import io.zonescaler.verify.StoredHistory;
import io.zonescaler.web.status.StoredValues;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Speaks a node's HTTP API, on this machine. */
final class StatusClient {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration LONG_LIMIT = Duration.ofSeconds(60);

  private static final int MOST_READS = 20;
  private static final long READ_AGAIN_MILLIS = 1000;

  private static final int OK = 200;
  private static final int FORBIDDEN = 403;

  /** By who signs the certificates of the nodes that are asked. */
  private final Map<Optional<Path>, HttpClient> clients = new HashMap<>();

  private HttpClient client(LocalNode node) {
    return clients.computeIfAbsent(
        node.authority(),
        authority -> {
          HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(LIMIT);
          authority.ifPresent(file -> client.sslContext(NodeTls.contextTrusting(file)));
          return client.build();
        });
  }

  /**
   * The status as any of the nodes tells it.
   *
   * @throws UserError if none answers
   */
  ObjectNode status(LocalCluster cluster) throws InterruptedException {
    List<LocalNode> running = cluster.requireRunning();
    String why = "";
    for (LocalNode node : running) {
      try {
        HttpResponse<String> response = send(node, request(node, "/api/v1/status", LIMIT).build());
        if (response.statusCode() == OK
            && Json.parse(response.body()) instanceof ObjectNode status) {
          return status;
        }
        why = node.name() + " answers " + response.statusCode();
      } catch (IOException e) {
        why = node.name() + ": " + e;
      }
    }
    throw UserError.connection(
        "no node answers: "
            + running.stream().map(LocalNode::name).toList()
            + "; the last one was "
            + why,
        cluster.directory().toString(),
        "wait if they have just been started, else read their logs");
  }

  /** Makes something of what the grid has stored. */
  interface HistoryReader<T> {
    /**
     * Makes it.
     *
     * @param safeTick the last tick that is safe for sure
     * @throws IllegalArgumentException if the history has too few ticks
     */
    T read(StoredHistory history, long safeTick);
  }

  /**
   * Makes something of what the grid has stored of all zones. What is split, merged or moved while
   * it is being read is read again.
   *
   * @throws IllegalArgumentException if the history has too few ticks
   */
  <T> T history(LocalCluster cluster, World world, HistoryReader<T> reader)
      throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      ObjectNode before = status(cluster);
      try {
        StoredHistory history = history(cluster, world, before);
        return reader.read(history, status(cluster).path("world").path("tick").asLong());
      } catch (FrameException e) {
        if (e.reason() != FrameException.Reason.FOREIGN_WORLD) {
          throw e;
        }
        throw UserError.failed(
            "the game's classes are not those that the nodes run: " + e.getMessage(),
            cluster.directory().toString(),
            "take the classes that the nodes were started with; zonescaler restart takes a world over"
                + " to others");
      } catch (UserError | IllegalArgumentException e) {
        if (attempt == MOST_READS || !isChanging(before, status(cluster))) {
          throw e;
        }
        Thread.sleep(READ_AGAIN_MILLIS);
      }
    }
  }

  private static boolean isChanging(JsonNode before, JsonNode now) {
    return before.path("world").path("mapPending").asLong(-1) >= 0
        || now.path("world").path("mapPending").asLong(-1) >= 0
        || !before.path("world").path("mapVersion").equals(now.path("world").path("mapVersion"));
  }

  private StoredHistory history(LocalCluster cluster, World world, ObjectNode status)
      throws InterruptedException {
    StoredHistory history = new StoredHistory(world);
    LocalNode node = cluster.requireRunning().get(0);
    for (JsonNode zone : status.path("zones")) {
      long id = zone.path("id").asLong();
      history.add(id, StoredValues.read(download(node, "/api/v1/zone/" + id + "/history")));
    }
    return history;
  }

  /** The body of a GET. */
  String get(LocalNode node, String path) throws InterruptedException {
    return body(node, path, request(node, path, LONG_LIMIT).build());
  }

  /** The JSON object that a GET answers. */
  ObjectNode json(LocalNode node, String path) throws InterruptedException {
    return object(get(node, path));
  }

  /** What was decided, the newest first. */
  JsonNode decisions(LocalNode node) throws InterruptedException {
    return json(node, "/api/v1/decisions").path("decisions");
  }

  private static ObjectNode object(String body) {
    try {
      return (ObjectNode) Json.parse(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The body of a GET, as bytes. */
  byte[] download(LocalNode node, String path) throws InterruptedException {
    HttpRequest request = request(node, path, LONG_LIMIT).build();
    try {
      HttpResponse<byte[]> response =
          client(node).send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() == OK) {
        return response.body();
      }
      throw refused(
          node, path, response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw silent(node, path, e);
    }
  }

  /** The JSON object that a POST without content answers. */
  ObjectNode post(LocalNode node, String path) throws InterruptedException {
    HttpRequest request =
        request(node, path, LIMIT).POST(HttpRequest.BodyPublishers.noBody()).build();
    return object(body(node, path, request));
  }

  private String body(LocalNode node, String path, HttpRequest request)
      throws InterruptedException {
    try {
      HttpResponse<String> response = send(node, request);
      if (response.statusCode() == OK) {
        return response.body();
      }
      throw refused(node, path, response.statusCode(), response.body());
    } catch (IOException e) {
      throw silent(node, path, e);
    }
  }

  private static UserError silent(LocalNode node, String path, IOException why) {
    return UserError.connection(
        "node " + node.name() + " does not answer: " + why,
        path,
        "see whether it runs: zonescaler status");
  }

  /** What the answer says is wrong, in its own words if it has some. */
  private static UserError refused(LocalNode node, String path, int code, String body) {
    JsonNode error = errorOf(body);
    String what = error.path("what").asText(body);
    String where = "node " + node.name() + ", " + path;
    String remedy = error.path("remedy").asText("see zonescaler --help");
    return code == FORBIDDEN
        ? UserError.forbidden(what, where, remedy)
        : UserError.failed(what, where, remedy);
  }

  private static JsonNode errorOf(String body) {
    try {
      return Json.parse(body).path("error");
    } catch (JsonProcessingException e) {
      return Json.object();
    }
  }

  private HttpResponse<String> send(LocalNode node, HttpRequest request)
      throws IOException, InterruptedException {
    return client(node).send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(LocalNode node, String path, Duration limit) {
    return HttpRequest.newBuilder(URI.create(node.url() + path)).timeout(limit);
  }

  /** The world's tick, as a status has it. */
  static long tick(JsonNode status) {
    return status.path("world").path("tick").asLong();
  }
}
