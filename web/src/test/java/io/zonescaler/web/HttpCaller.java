package io.zonescaler.web;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Talks to a dashboard as a browser does. */
final class HttpCaller {
  static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;

  /** A caller of a dashboard that is ready. */
  static HttpCaller whenReady(DashboardServer server) {
    HttpCaller http = new HttpCaller(server.port());
    await("ready").until(() -> http.get("/health/ready").statusCode() == 200);
    return http;
  }

  HttpCaller(int port) {
    this.port = port;
  }

  HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri("http", path)).GET();
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  JsonNode json(String path) {
    return parse(get(path).body());
  }

  HttpResponse<String> post(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("http", path)).POST(HttpRequest.BodyPublishers.noBody());
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException("no JSON: " + json, e);
    }
  }

  private URI uri(String scheme, String path) {
    return URI.create(scheme + "://127.0.0.1:" + port + path);
  }

  /** Opens the live socket; one that is not {@code eager} never reads. */
  Socket open(boolean eager) {
    return open(eager, "http://127.0.0.1:" + port);
  }

  /** The same, from a page of that origin. */
  Socket open(boolean eager, String origin) {
    return open(eager, origin, List.of());
  }

  /** The same, with other headers: names and values in turns. */
  Socket open(boolean eager, String origin, List<String> headers) {
    return open("/live", eager, origin, headers);
  }

  /** A socket of that path. */
  Socket open(String path, boolean eager, String origin, List<String> headers) {
    Socket socket = new Socket(eager);
    WebSocket.Builder builder = client.newWebSocketBuilder().header("Origin", origin);
    for (int i = 0; i < headers.size(); i += 2) {
      builder.header(headers.get(i), headers.get(i + 1));
    }
    socket.web = builder.buildAsync(uri("ws", path), socket).join();
    return socket;
  }

  /** What came on a live socket. */
  static final class Socket implements WebSocket.Listener, AutoCloseable {
    final List<JsonNode> texts = new CopyOnWriteArrayList<>();
    final List<ByteBuffer> frames = new CopyOnWriteArrayList<>();
    volatile boolean closed;
    volatile int closeCode;
    volatile String closeReason = "";
    private final boolean eager;
    private final StringBuilder text = new StringBuilder();
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private WebSocket web;

    private Socket(boolean eager) {
      this.eager = eager;
    }

    @Override
    public void onOpen(WebSocket socket) {
      if (eager) {
        socket.request(Long.MAX_VALUE);
      }
    }

    @Override
    public CompletionStage<?> onText(WebSocket s, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        texts.add(parse(text.toString()));
        text.setLength(0);
      }
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket s, ByteBuffer part, boolean last) {
      bytes = ByteBuffer.allocate(bytes.remaining() + part.remaining()).put(bytes).put(part).flip();
      if (last) {
        frames.add(bytes.order(ByteOrder.LITTLE_ENDIAN));
        bytes = ByteBuffer.allocate(0);
      }
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket s, int code, String reason) {
      closeCode = code;
      closeReason = reason;
      closed = true;
      return null;
    }

    /** Who still sends while the other side closes hears of a broken connection instead. */
    @Override
    public void onError(WebSocket s, Throwable error) {
      closed = true;
    }

    void send(String message) {
      web.sendText(message, true).join();
    }

    void sendBytes(byte[] message) {
      web.sendBinary(ByteBuffer.wrap(message), true).join();
    }

    @Override
    public void close() {
      web.abort();
    }
  }
}
