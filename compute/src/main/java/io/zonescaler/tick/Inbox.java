package io.zonescaler.tick;

import io.zonescaler.state.MessageList;
import io.zonescaler.state.SentMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The messages of one tick for a zone's own entities of one kind, by receiver, each receiver's in
 * canonical order.
 */
final class Inbox {
  private record Delivery(int receiver, SentMessage message) {}

  private static final Comparator<Delivery> ORDER =
      Comparator.comparingInt(Delivery::receiver)
          .thenComparing(Delivery::message, MessageList.ORDER);

  private final List<Delivery> deliveries = new ArrayList<>();

  void clear() {
    deliveries.clear();
  }

  void add(int receiver, SentMessage message) {
    deliveries.add(new Delivery(receiver, message));
  }

  void sort() {
    if (deliveries.size() > 1) {
      deliveries.sort(ORDER);
    }
  }

  SentMessage message(int at) {
    return deliveries.get(at).message;
  }

  /** Place of the first message for {@code receiver} or a later one. */
  int firstOf(int receiver) {
    int low = 0;
    int high = deliveries.size();
    while (low < high) {
      int mid = (low + high) >>> 1;
      if (deliveries.get(mid).receiver < receiver) {
        low = mid + 1;
      } else {
        high = mid;
      }
    }
    return low;
  }

  /** The first place, from {@code at} on, whose receiver is {@code receiver} or a later one. */
  int skipTo(int receiver, int at) {
    while (at < deliveries.size() && deliveries.get(at).receiver < receiver) {
      at++;
    }
    return at;
  }

  /** The first place, from {@code at} on, whose receiver is later than {@code receiver}. */
  int endOf(int receiver, int at) {
    return skipTo(receiver + 1, at);
  }
}
