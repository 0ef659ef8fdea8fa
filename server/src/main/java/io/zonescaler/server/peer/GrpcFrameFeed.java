package io.zonescaler.server.peer;

import io.grpc.ChannelCredentials;
import io.grpc.ServerCredentials;
import io.zonescaler.cluster.FrameFeed;
import io.zonescaler.server.GrpcListener;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries frames from node to node: one long-lived stream per ordered pair, opened at the first
 * frame and again when it breaks. Frames may get lost on the way, which costs time and never
 * correctness: whoever misses one reads it from the store. Knows nothing of what is in them.
 *
 * <p>Its port is for the cluster's nodes only: every stream must show the cluster's secret, because
 * a forged frame would be believed. Thread-safe; no call waits for the network.
 */
public final class GrpcFrameFeed implements FrameFeed, AutoCloseable {
  /** Frames of one stream that may wait for the network before new ones are dropped. */
  static final long MOST_WAITING_BYTES = 8 << 20;

  /** Longest batch, and so longest frame, that a node takes. */
  static final int MAX_MESSAGE_BYTES = 64 << 20;

  private final String node;
  private final String host;
  private final int port;
  private final ServerCredentials credentials;
  private final ChannelCredentials toOthers;
  private final Function<String, Optional<String>> addresses;
  private final Supplier<String> secret;
  private final BiConsumer<String, List<byte[]>> receiver;
  private final LongSupplier clockMillis;
  private final Consumer<String> broken;
  private final Map<String, PeerStream> streams = new ConcurrentHashMap<>();
  private @Nullable GrpcListener listener;
  private volatile boolean closed;

  /**
   * A feed that is not open yet.
   *
   * @param node this node's name
   * @param host address to listen at
   * @param port port, or 0 for a free one
   * @param credentials how that is encrypted, and whose calls it takes
   * @param toOthers the same for calls to other nodes
   * @param addresses host:port of a node's feed, if it is known; asked again for every connection
   * @param secret what only nodes of this cluster know, for example the cluster's random id
   * @param receiver gets the sender's name and its frames, in the order they were sent, on the
   *     network's threads; must return quickly
   * @param clockMillis a clock for pauses between attempts, in milliseconds
   * @param broken is told the name of a node to which the connection breaks: it may have died
   */
  public GrpcFrameFeed(
      String node,
      String host,
      int port,
      ServerCredentials credentials,
      ChannelCredentials toOthers,
      Function<String, Optional<String>> addresses,
      Supplier<String> secret,
      BiConsumer<String, List<byte[]>> receiver,
      LongSupplier clockMillis,
      Consumer<String> broken) {
    this.node = node;
    this.host = host;
    this.port = port;
    this.credentials = credentials;
    this.toOthers = toOthers;
    this.addresses = addresses;
    this.secret = secret;
    this.receiver = receiver;
    this.clockMillis = clockMillis;
    this.broken = broken;
  }

  /**
   * Opens the port.
   *
   * @throws IllegalStateException if that is not possible
   */
  public void start() {
    listener =
        GrpcListener.open(
            host,
            port,
            credentials,
            MAX_MESSAGE_BYTES,
            List.of(new PeerInbox(secret, receiver).definition()));
  }

  /** Host and port at which others reach this feed. */
  public String address() {
    GrpcListener open = listener;
    if (open == null) {
      throw new IllegalStateException("the frame feed is not started");
    }
    return open.address();
  }

  /**
   * Sends frames.
   *
   * @param to name of a node
   * @param frames not to be modified any more
   * @return false if they were dropped: no connection, or too much waits already
   */
  @Override
  public boolean send(String to, List<byte[]> frames) {
    return !closed
        && streams
            .computeIfAbsent(
                to, n -> new PeerStream(node, to, addresses, toOthers, secret, clockMillis, broken))
            .send(frames);
  }

  /** Ends the stream to a node that has gone for good. */
  public void forget(String gone) {
    PeerStream stream = streams.remove(gone);
    if (stream != null) {
      stream.close();
    }
  }

  /** Frames that were dropped since the start. */
  public long dropped() {
    return streams.values().stream().mapToLong(PeerStream::dropped).sum();
  }

  @Override
  public void close() {
    closed = true;
    streams.values().forEach(PeerStream::close);
    streams.clear();
    GrpcListener open = listener;
    if (open != null) {
      open.close();
    }
  }
}
