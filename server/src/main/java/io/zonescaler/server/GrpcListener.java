package io.zonescaler.server;

import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** One gRPC port with some services. Thread-safe. */
public final class GrpcListener implements AutoCloseable {
  private static final int CLOSE_SECONDS = 2;

  /** A stack trace for everything that a client sends wrong would let clients fill the log. */
  private static final List<Logger> CHATTY =
      Stream.of("NettyServerStream", "NettyServerHandler", "NettyServerTransport")
          .map(name -> Logger.getLogger(NettyServerBuilder.class.getPackageName() + "." + name))
          .toList();

  static {
    CHATTY.forEach(logger -> logger.setLevel(Level.SEVERE));
  }

  private final String host;
  private final Server server;

  /**
   * Opens a port.
   *
   * @param host address to listen at
   * @param port port, or 0 for a free one
   * @param credentials how it is encrypted, and whose calls it takes
   * @param maxMessageBytes longest message that is let in
   * @param services what is served; must not block, for they run on the network's threads
   * @throws IllegalStateException if the port cannot be opened
   */
  public static GrpcListener open(
      String host,
      int port,
      ServerCredentials credentials,
      int maxMessageBytes,
      List<ServerServiceDefinition> services) {
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(host, port), credentials)
            .directExecutor()
            .maxInboundMessageSize(maxMessageBytes)
            .maxInboundMetadataSize(8 * 1024)
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addServices(services)
            .build();
    try {
      server.start();
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot listen for gRPC at "
              + host
              + ":"
              + port
              + " ("
              + e.getMessage()
              + "); is the port in use, or the address not of this machine?",
          e);
    }
    return new GrpcListener(host, server);
  }

  private GrpcListener(String host, Server server) {
    this.host = host;
    this.server = server;
  }

  /** The port that is open. */
  public int port() {
    return server.getPort();
  }

  /** Host and port, for clients. */
  public String address() {
    return host + ":" + port();
  }

  /** Closes the port; calls have a moment to end by themselves. */
  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow().awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
