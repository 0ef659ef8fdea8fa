package io.zonescaler.web;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * One open dashboard. Sends one message at a time; while that takes, only the newest map frame
 * waits, so that a slow viewer skips frames and costs no memory. Thread-safe, never blocks.
 */
final class Viewer {
  /** Texts are few; a viewer that lets so many wait is gone. */
  private static final int MOST_TEXTS = 20;

  private final Session session;
  private final ArrayDeque<String> texts = new ArrayDeque<>();
  private @Nullable ByteBuffer frame;
  private boolean sending;
  private long skipped;

  Viewer(Session session) {
    this.session = session;
  }

  /** Sends a map frame, or lets it wait in place of an older one. */
  void frame(ByteBuffer shared) {
    synchronized (this) {
      if (frame != null) {
        skipped++;
      }
      frame = shared;
    }
    pump();
  }

  /** Sends a text after the ones before it. */
  void text(String text) {
    boolean gone;
    synchronized (this) {
      texts.addLast(text);
      gone = texts.size() > MOST_TEXTS;
    }
    if (gone) {
      session.disconnect();
    } else {
      pump();
    }
  }

  private void pump() {
    String text = null;
    ByteBuffer bytes = null;
    synchronized (this) {
      if (sending || !session.isOpen()) {
        return;
      }
      text = texts.pollFirst();
      if (text == null) {
        bytes = frame;
        frame = null;
      }
      if (text == null && bytes == null) {
        return;
      }
      sending = true;
    }
    Callback done = Callback.from(this::sent, failure -> session.disconnect());
    if (text != null) {
      session.sendText(text, done);
    } else if (bytes != null) {
      session.sendBinary(bytes.duplicate(), done);
    }
  }

  private void sent() {
    synchronized (this) {
      sending = false;
    }
    pump();
  }

  /** Frames that this viewer was too slow for. */
  synchronized long skipped() {
    return skipped;
  }
}
