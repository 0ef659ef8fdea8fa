package io.zonescaler.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.verify.InMemoryCluster;
import io.zonescaler.web.DecodedFrame.Entity;
import io.zonescaler.web.status.NodeInfo;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveFeedTest {
  private InMemoryCluster cluster;
  private DashboardServer server;
  private HttpCaller http;

  @BeforeEach
  void start() {
    cluster = RunningCluster.of(new Drifters(400), 3, 9);
    server =
        new DashboardServer(cluster, DashboardSettings.of("127.0.0.1", 0, n -> NodeInfo.unknown()))
            .start();
    http = HttpCaller.whenReady(server);
  }

  @AfterEach
  void stop() {
    server.close();
    cluster.close();
  }

  @Test
  void aFrameHasEveryEntityOfAllNodesOnceInTheZoneThatContainsIt() {
    try (HttpCaller.Socket socket = http.open(true)) {
      await("frames").until(() -> socket.frames.size() >= 5);
      long entities = http.json("/api/v1/status").get("audit").get("entities").asLong();

      DecodedFrame frame = DecodedFrame.of(socket.frames.get(4));

      assertThat(frame.zones()).hasSize(9).isSorted();
      assertThat(frame.entities()).hasSize((int) entities);
      assertThat(frame.entities().stream().map(Entity::id)).isSorted().doesNotHaveDuplicates();
      for (Entity entity : frame.entities()) {
        assertThat(frame.boxes().get(entity.zone()).contains(entity.x(), entity.y(), entity.z()))
            .isTrue();
        assertThat(entity.kind()).isBetween(0, 2);
      }
    }
  }

  @Test
  void entitiesAreSeenToCrossBordersAndNeverMissed() {
    try (HttpCaller.Socket socket = http.open(true)) {
      Map<Long, Integer> zoneOf = new HashMap<>();
      int[] crossings = {0};
      int[] read = {0};
      await("ten crossings")
          .until(
              () -> {
                for (; read[0] < socket.frames.size(); read[0]++) {
                  for (Entity e : DecodedFrame.of(socket.frames.get(read[0])).entities()) {
                    Integer before = zoneOf.put(e.id(), e.zone());
                    crossings[0] += before != null && before != e.zone() ? 1 : 0;
                  }
                }
                return crossings[0] >= 10;
              });
      int size = DecodedFrame.of(socket.frames.get(0)).entities().size();
      assertThat(zoneOf).hasSize(size);
      assertThat(socket.frames)
          .allSatisfy(f -> assertThat(DecodedFrame.of(f).entities()).hasSize(size));
    }
  }

  @Test
  void framesComeTenTimesASecondInOrderAndTheStatusOnce() {
    try (HttpCaller.Socket socket = http.open(true)) {
      await("the first frame").until(() -> !socket.frames.isEmpty());
      long begin = System.nanoTime();
      int already = socket.frames.size();
      await("some seconds of frames").until(() -> socket.texts.size() >= 5);
      double seconds = (System.nanoTime() - begin) / 1e9;

      List<Long> ticks = socket.frames.stream().map(f -> DecodedFrame.of(f).tick()).toList();
      assertThat(ticks).isSorted().doesNotHaveDuplicates();
      assertThat((socket.frames.size() - already) / seconds).isLessThan(11.5);
      JsonNode hello = socket.texts.get(0);
      assertThat(hello.get("type").asText()).isEqualTo("hello");
      assertThat(hello.get("maySteer").asBoolean()).isTrue();
      assertThat(hello.get("world").get("size").get(0).asInt()).isEqualTo(512 * 64);
      JsonNode status = socket.texts.get(4);
      assertThat(status.get("type").asText()).isEqualTo("status");
      assertThat(status.get("owners")).hasSize(64);
      assertThat(status.get("status").get("zones")).hasSize(9);
    }
  }

  @Test
  void zonesAreFollowedOnlyWhileSomebodyLooks() {
    assertThat(cluster.interesting()).isEmpty();
    try (HttpCaller.Socket socket = http.open(true)) {
      await("a frame").until(() -> !socket.frames.isEmpty());
      assertThat(cluster.interesting()).hasSize(9);
    }
    await("nobody looks").until(() -> cluster.interesting().isEmpty());
  }

  @Test
  void aViewerThatDoesNotReadHarmsNobody() {
    try (HttpCaller.Socket stuck = http.open(false);
        HttpCaller.Socket socket = http.open(true)) {
      await("frames").until(() -> socket.frames.size() >= 30);
      assertThat(stuck.frames).isEmpty();
      assertThat(http.get("/health/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aMovedZoneChangesItsOwnerInTheStatus() {
    try (HttpCaller.Socket socket = http.open(true)) {
      await("a frame").until(() -> !socket.frames.isEmpty());
      cluster.move(4, "n1");
      await("the new owner")
          .until(
              () ->
                  socket
                      .texts
                      .get(socket.texts.size() - 1)
                      .at("/status/zones/4/owner")
                      .asText()
                      .equals("n1"));
      int seen = socket.frames.size();
      await("more frames").until(() -> socket.frames.size() > seen + 10);
    }
  }

  @Test
  void framesAreNotCompressedForEveryViewer() throws IOException {
    String request =
        "GET /live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      assertThat(in.readLine()).contains("101");
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        assertThat(line.toLowerCase(Locale.ROOT)).doesNotContain("extensions");
      }
    }
  }

  @Test
  void pagesOfOtherOriginsMayNotLook() {
    try (HttpCaller.Socket socket = http.open(true, "http://elsewhere.example")) {
      await("closed").until(() -> socket.closed);
      assertThat(socket.texts).isEmpty();
    }
  }
}
