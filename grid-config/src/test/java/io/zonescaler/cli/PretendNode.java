package io.zonescaler.cli;

import com.sun.net.httpserver.HttpServer;
import io.zonescaler.cli.LocalNode.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What commands see of a node that is up: a process, its directory and answers over HTTP. */
final class PretendNode implements AutoCloseable {
  private final Process process;
  private final HttpServer http;

  /** A node {@code n1} of the cluster in {@code run}. */
  PretendNode(Path run) throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.start();
    process = new ProcessBuilder("sleep", "600").start();
    LocalNode node = new LocalNode("n1", run.resolve("n1"));
    Files.createDirectories(node.work());
    node.started(process.toHandle(), new Ports(1, 2, 3, 4, 5, port()), null, "");
  }

  int port() {
    return http.getAddress().getPort();
  }

  /** Answers requests of a path. */
  PretendNode answering(String path, int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    http.createContext(
        path,
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    return this;
  }

  @Override
  public void close() {
    http.stop(0);
    process.destroyForcibly();
  }
}
