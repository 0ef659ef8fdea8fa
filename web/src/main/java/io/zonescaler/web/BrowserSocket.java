package io.zonescaler.web;

import io.zonescaler.server.gateway.WebPlayers;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * One player's socket: sends one text at a time, those that wait in order. Thread-safe, never
 * blocks.
 */
final class BrowserSocket implements WebPlayers.Socket {
  /** With so many characters that wait, the gateway waits too. */
  private static final int MOST_WAITING = 32 * 1024;

  /** Most bytes of a close frame's reason, by RFC 6455. */
  private static final int LONGEST_REASON = 123;

  /** Who does not answer a close frame by then, or does not read so far, is cut off. */
  private static final long CLOSE_SECONDS = 5;

  private final Session session;
  private final @Nullable InetAddress address;
  private final ArrayDeque<String> texts = new ArrayDeque<>();
  private int waiting;
  private boolean sending;
  private boolean closed;
  private int closeCode;
  private String closeReason = "";
  private WebPlayers.@Nullable Visit visit;

  BrowserSocket(Session session, @Nullable InetAddress address) {
    this.session = session;
    this.address = address;
  }

  /** The player comes in. */
  void begin(WebPlayers players) {
    visit = players.connected(this);
  }

  WebPlayers.Visit visit() {
    return Objects.requireNonNull(visit, "begin comes first");
  }

  @Override
  public @Nullable InetAddress address() {
    return address;
  }

  @Override
  public synchronized boolean isOpen() {
    return !closed && session.isOpen();
  }

  @Override
  public synchronized boolean hasRoom() {
    return isOpen() && waiting < MOST_WAITING;
  }

  @Override
  public void send(String text) {
    synchronized (this) {
      if (closed) {
        return;
      }
      texts.addLast(text);
      waiting += text.length();
    }
    pump();
  }

  @Override
  public void close(int code, String reason) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      closeCode = code;
      closeReason = shortened(reason);
    }
    pump();
    CompletableFuture.delayedExecutor(CLOSE_SECONDS, TimeUnit.SECONDS)
        .execute(
            () -> {
              if (session.isOpen()) {
                session.disconnect();
              }
            });
  }

  private static String shortened(String reason) {
    int end = 0;
    int bytes = 0;
    while (end < reason.length()) {
      int point = reason.codePointAt(end);
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (bytes > LONGEST_REASON) {
        break;
      }
      end += Character.charCount(point);
    }
    return reason.substring(0, end);
  }

  private void pump() {
    String text;
    synchronized (this) {
      if (sending || !session.isOpen()) {
        return;
      }
      text = texts.pollFirst();
      if (text == null && !closed) {
        return;
      }
      sending = true;
    }
    if (text == null) {
      session.close(closeCode, closeReason, Callback.NOOP);
    } else {
      int length = text.length();
      session.sendText(text, Callback.from(() -> sent(length), failure -> session.disconnect()));
    }
  }

  private void sent(int length) {
    boolean roomAgain;
    synchronized (this) {
      sending = false;
      roomAgain = waiting >= MOST_WAITING && waiting - length < MOST_WAITING;
      waiting -= length;
    }
    pump();
    if (roomAgain) {
      visit().hasRoomAgain();
    }
  }
}
