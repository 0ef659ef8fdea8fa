package io.zonescaler.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Messages in canonical order: by (sender, tick sent, ordinal). */
public final class MessageList {
  /** Canonical order of messages (invariant I8). */
  public static final Comparator<SentMessage> ORDER =
      Comparator.comparingLong(SentMessage::sender)
          .thenComparingLong(SentMessage::sentTick)
          .thenComparingInt(SentMessage::ordinal);

  private MessageList() {}

  /** The messages in canonical order, immutable. */
  public static List<SentMessage> sorted(List<SentMessage> messages) {
    if (messages.isEmpty()) {
      return List.of();
    }
    List<SentMessage> copy = new ArrayList<>(messages);
    copy.sort(ORDER);
    return Collections.unmodifiableList(copy);
  }
}
