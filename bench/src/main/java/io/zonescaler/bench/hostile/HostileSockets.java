package io.zonescaler.bench.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Hostile inputs by way of plain sockets: to the players' port, and HTTP to the dashboard's. */
final class HostileSockets {
  private static final int PATIENCE_MILLIS = 5000;

  /** What HTTP/2 begins with, RFC 9113 section 3.4. */
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private static final String ELSEWHERE = "X-Forwarded-For: 198.51.100.7\r\n";

  private final InetSocketAddress grpc;
  private final InetSocketAddress http;
  private final String observer;
  private final String expired;
  private final Random random = new Random(11);
  private final List<HostileInput> inputs = new ArrayList<>();

  /**
   * Inputs for a node.
   *
   * @param grpc its players' port
   * @param http its dashboard's port
   * @param observer an observer's token
   * @param expired an operator's token that has expired
   */
  HostileSockets(InetSocketAddress grpc, InetSocketAddress http, String observer, String expired) {
    this.grpc = grpc;
    this.http = http;
    this.observer = observer;
    this.expired = expired;
  }

  List<HostileInput> inputs() {
    String closed = "closed";
    add("HTTP/1.1 at the players' port", closed, () -> say(grpc, ascii("GET / HTTP/1.1\r\n\r\n")));
    add("random bytes at the players' port", closed, () -> say(grpc, randomBytes()));
    add(
        "HTTP/2, and then random bytes",
        closed,
        () -> say(grpc, join(ascii(PREFACE), randomBytes())));
    add("connections that say nothing", "still open", this::silent);
    add("pause from elsewhere without a token", "401", () -> post("/api/v1/pause", ""));
    add(
        "pause from elsewhere with an observer's token",
        "403",
        () -> post("/api/v1/pause", "Authorization: Bearer " + observer + "\r\n"));
    add(
        "pause from elsewhere with an operator's token that has expired",
        "401",
        () -> post("/api/v1/pause", "Authorization: Bearer " + expired + "\r\n"));
    add(
        "pause by a page of another origin in a browser here",
        "401 or 403",
        () -> request("POST", "/api/v1/pause", "Origin: https://elsewhere.example\r\n", ""));
    add(
        "a dashboard's name that leads here (DNS rebinding)",
        "401 or 403",
        () -> request("POST", "/api/v1/pause", "", "", "evil.example"));
    add(
        "files outside of the console",
        "400 or 404",
        () -> request("GET", "/../../../../etc/passwd", "", ""));
    add(
        "the same with its slashes hidden",
        "400 or 404",
        () -> request("GET", "/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "", ""));
    add(
        "a header of 64 KiB",
        "431 or 400",
        () -> request("GET", "/api/v1/status", "X-Long: " + "x".repeat(65536) + "\r\n", ""));
    add(
        "a zone that is no number",
        "404 or 400",
        () -> request("GET", "/api/v1/zone/" + "9".repeat(400), "", ""));
    add(
        "an entity that is none",
        "404 or 400",
        () -> request("GET", "/api/v1/entity/%00%ff%fe", "", ""));
    add(
        "a split of a zone that does not exist, by who may",
        "409 or 400",
        () -> request("POST", "/api/v1/split?zone=999999999", "", ""));
    add(
        "a variable set to nonsense, by who may",
        "409 or 400",
        () -> request("POST", "/api/v1/set?variable=%27%3B--&value=NaN", "", ""));
    add(
        "a million ticks too many, by who may",
        "400",
        () -> request("POST", "/api/v1/step?ticks=99999999999999999999", "", ""));
    add(
        "a body of 4 MiB that nobody asked for",
        "401 or 413 or closed",
        () -> request("POST", "/api/v1/pause", ELSEWHERE, "x".repeat(4 << 20)));
    add("half a request", "still open or 408 or closed", () -> say(http, ascii("GET / HT")));
    return inputs;
  }

  private void add(String name, String answer, HostileInput.Attack attack) {
    inputs.add(new HostileInput(name, answer, attack));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[500];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] join(byte[] a, byte[] b) {
    byte[] all = java.util.Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  private String post(String path, String headers) throws IOException {
    return request("POST", path, ELSEWHERE + headers, "");
  }

  private String request(String method, String path, String headers, String body)
      throws IOException {
    return request(method, path, headers, body, "127.0.0.1:" + http.getPort());
  }

  private String request(String method, String path, String headers, String body, String host)
      throws IOException {
    return say(
        http,
        ascii(
            method
                + " "
                + path
                + " HTTP/1.1\r\nHost: "
                + host
                + "\r\nConnection: close\r\nContent-Length: "
                + body.length()
                + "\r\n"
                + headers
                + "\r\n"
                + body));
  }

  /** Says something, and hears what comes. */
  private static String say(InetSocketAddress to, byte[] bytes) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(to, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      try {
        socket.getOutputStream().write(bytes);
        return heard(socket.getInputStream());
      } catch (SocketTimeoutException e) {
        return "still open after " + PATIENCE_MILLIS / 1000 + " s";
      } catch (SocketException e) {
        return "closed: " + e.getMessage();
      }
    }
  }

  /** The first line of an HTTP answer; "closed" if what comes is none. */
  private static String heard(InputStream in) throws IOException {
    byte[] start = in.readNBytes(512);
    String text = new String(start, StandardCharsets.ISO_8859_1);
    return text.startsWith("HTTP/1.1 ") ? text.lines().findFirst().orElse("") : "closed";
  }

  private String silent() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 30; i++) {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.connect(i % 2 == 0 ? grpc : http, PATIENCE_MILLIS);
      }
      Socket last = sockets.get(sockets.size() - 2);
      last.setSoTimeout(1000);
      // A server of HTTP/2 may say something first.
      for (int b = 0; b >= 0; b = last.getInputStream().read()) {}
      return "closed";
    } catch (SocketTimeoutException e) {
      return "still open";
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
