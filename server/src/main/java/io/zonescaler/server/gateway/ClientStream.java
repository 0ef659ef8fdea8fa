package io.zonescaler.server.gateway;

import io.zonescaler.v1.proto.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's stream, whatever carries it. What is sent waits until the gateway's thread gives it
 * to the network, many streams' in one go.
 */
abstract class ClientStream implements ClientLink {
  /** With so many bytes that are not given to the network yet, a client is not ready for more. */
  private static final int MOST_WAITING_BYTES = 16 * 1024;

  private final GatewayLoop loop;
  private final String address;
  private final List<ServerMessage> waiting = new ArrayList<>();
  private int waitingBytes;
  private boolean isUpdated;
  private long updatedNanos;
  private volatile boolean closed;

  /** Set and read by the gateway's thread; null for a client that did not fit. */
  @Nullable Session session;

  ClientStream(GatewayLoop loop, String address) {
    this.loop = loop;
    this.address = address;
  }

  /** Whether the client is there. */
  abstract boolean isOpen();

  /** Whether the network takes more. */
  abstract boolean hasRoom();

  /** Gives a message to the network. */
  abstract void write(ServerMessage message);

  /** Ends the stream, after all that was written. */
  abstract void end(Refusal why);

  @Override
  public final String address() {
    return address;
  }

  /** Does something with the session, on the gateway's thread; any thread. */
  final void tell(Consumer<Session> what) {
    loop.post(
        () -> {
          if (session != null) {
            what.accept(session);
          }
        });
  }

  @Override
  public final boolean isReady() {
    return !closed && waitingBytes < MOST_WAITING_BYTES && hasRoom();
  }

  @Override
  public final void send(ServerMessage message) {
    if (!closed) {
      waiting.add(message);
      int size = message.getSerializedSize();
      waitingBytes += size;
      loop.metrics().sent(size);
      if (message.hasUpdate()) {
        updates();
      }
      if (waiting.size() == 1) {
        loop.hasMail(this);
      }
    }
  }

  private void updates() {
    long now = System.nanoTime();
    loop.metrics().updated();
    if (isUpdated) {
      loop.metrics().waited(now - updatedNanos);
    }
    isUpdated = true;
    updatedNanos = now;
  }

  /** Gives what was sent to the network. */
  final void deliver() {
    try {
      for (ServerMessage message : waiting) {
        if (isOpen()) {
          write(message);
        }
      }
    } finally {
      waiting.clear();
      waitingBytes = 0;
    }
  }

  @Override
  public final void close(Refusal why) {
    if (closed || !isOpen()) {
      return;
    }
    loop.metrics().ended(why);
    send(ServerMessage.newBuilder().setGoodbye(why.goodbye()).build());
    deliver();
    closed = true;
    end(why);
  }
}
