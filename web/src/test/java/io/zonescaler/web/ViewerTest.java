package io.zonescaler.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.Test;

class ViewerTest {
  private final List<Object> sent = new ArrayList<>();
  private Callback pending;
  private boolean open = true;
  private final Session session =
      (Session)
          Proxy.newProxyInstance(
              Session.class.getClassLoader(),
              new Class<?>[] {Session.class},
              (proxy, method, arguments) -> {
                switch (method.getName()) {
                  case "isOpen" -> {
                    return open;
                  }
                  case "disconnect" -> open = false;
                  case "sendText" -> {
                    sent.add(arguments[0]);
                    pending = (Callback) arguments[1];
                  }
                  case "sendBinary" -> {
                    sent.add((int) ((ByteBuffer) arguments[0]).get(0));
                    pending = (Callback) arguments[1];
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                }
                return null;
              });
  private final Viewer viewer = new Viewer(session);

  private static ByteBuffer frame(int number) {
    return ByteBuffer.wrap(new byte[] {(byte) number});
  }

  private void finish() {
    Callback done = pending;
    pending = null;
    done.succeed();
  }

  @Test
  void whileOneMessageIsOnItsWayOnlyTheNewestFrameWaits() {
    viewer.frame(frame(1));
    viewer.frame(frame(2));
    viewer.frame(frame(3));
    viewer.frame(frame(4));
    assertThat(sent).containsExactly(1);

    finish();
    assertThat(sent).containsExactly(1, 4);
    finish();
    assertThat(pending).isNull();
    assertThat(viewer.skipped()).isEqualTo(2);
  }

  @Test
  void textsGoFirstAndInOrder() {
    viewer.text("hello");
    viewer.frame(frame(1));
    viewer.text("status");
    finish();
    finish();

    assertThat(sent).containsExactly("hello", "status", 1);
  }

  @Test
  void aViewerThatHasBeenStuckForLongIsDropped() {
    for (int i = 0; i < 30; i++) {
      viewer.text("status " + i);
    }

    assertThat(open).isFalse();
    assertThat(sent).hasSize(1);
  }

  @Test
  void aFailedSendEndsTheViewer() {
    viewer.frame(frame(1));
    pending.fail(new java.io.IOException("broken pipe"));

    assertThat(open).isFalse();
  }
}
