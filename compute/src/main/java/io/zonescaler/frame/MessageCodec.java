package io.zonescaler.frame;

import io.zonescaler.state.MessageList;
import io.zonescaler.state.SentMessage;
import io.zonescaler.world.Schema;
import io.zonescaler.world.Space;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Writes and reads the messages of a frame. Each begins with {@code kind * 16 + (same sender as the
 * last) * 8 + number of arguments up to the last that is not 0}; ticks are ticks before the
 * frame's, positions relative to the last message's. One with a long way to go says 7 for the
 * number, then the number, and after its position how far it has come, relative to that.
 */
final class MessageCodec {
  private static final int LEAST_BYTES = 15;
  private static final int FAR = 7;

  private final int kinds;
  private final int entityKinds;
  private final Space space;

  MessageCodec(Schema schema, Space space) {
    kinds = schema.messages().size();
    entityKinds = schema.kinds().size();
    this.space = space;
  }

  /**
   * Writes the messages.
   *
   * @throws IllegalArgumentException if they are out of order or one of them is not of this world
   */
  void write(List<SentMessage> messages, long tick, FrameWriter out) {
    out.varint(messages.size());
    SentMessage last = null;
    for (SentMessage m : messages) {
      if (!isValid(m) || (last != null && MessageList.ORDER.compare(last, m) > 0)) {
        throw new IllegalArgumentException(
            "message out of order or not of this world: " + m + " after " + last);
      }
      boolean same = last != null && last.sender() == m.sender();
      int arguments = m.d() != 0 ? 4 : m.c() != 0 ? 3 : m.b() != 0 ? 2 : m.a() != 0 ? 1 : 0;
      SentMessage.Way way = m.way();
      out.varint((long) m.kind() << 4 | (same ? 8 : 0) | (way == null ? arguments : FAR));
      if (way != null) {
        out.varint(arguments);
      }
      if (!same) {
        out.fixed64(m.sender());
      }
      out.zigzag(tick - m.sentTick());
      out.zigzag(m.ordinal());
      out.fixed64(m.target());
      out.varint(m.targetKind());
      out.zigzag(m.x() - (last == null ? 0 : last.x()));
      out.zigzag(m.y() - (last == null ? 0 : last.y()));
      out.zigzag(m.z() - (last == null ? 0 : last.z()));
      if (way != null) {
        out.zigzag(way.x() - m.x());
        out.zigzag(way.y() - m.y());
        out.zigzag(way.z() - m.z());
      }
      for (int i = 0; i < arguments; i++) {
        out.zigzag(m.argument(i));
      }
      last = m;
    }
  }

  List<SentMessage> read(long tick, FrameReader in) {
    // A message with the same sender as the last has 8 bytes less than others.
    int count = in.count(LEAST_BYTES, "the number of messages");
    if (count == 0) {
      return List.of();
    }
    List<SentMessage> messages = new ArrayList<>(count);
    SentMessage last = null;
    for (int i = 0; i < count; i++) {
      long head = in.varint();
      boolean far = ((int) head & 7) == FAR;
      int arguments = far ? in.bounded(4, "the number of a message's arguments") : (int) head & 7;
      if (head >>> 4 >= kinds || arguments > 4 || ((head & 8) != 0 && last == null)) {
        throw FrameException.damaged(
            "message " + i + " begins with " + head + ", there are " + kinds + " kinds");
      }
      long sender = (head & 8) != 0 && last != null ? last.sender() : in.fixed64();
      long sentTick = tick - in.zigzag();
      int ordinal = in.zigzag32("the ordinal of a message");
      long target = in.fixed64();
      int targetKind = in.bounded(entityKinds - 1, "the kind of a message's target");
      int x = in.zigzag32("a position") + (last == null ? 0 : last.x());
      int y = in.zigzag32("a position") + (last == null ? 0 : last.y());
      int z = in.zigzag32("a position") + (last == null ? 0 : last.z());
      SentMessage.Way way = null;
      if (far) {
        way =
            new SentMessage.Way(
                in.zigzag32("a place") + x, in.zigzag32("a place") + y, in.zigzag32("a place") + z);
      }
      long a = arguments > 0 ? in.zigzag() : 0;
      long b = arguments > 1 ? in.zigzag() : 0;
      long c = arguments > 2 ? in.zigzag() : 0;
      long d = arguments > 3 ? in.zigzag() : 0;
      SentMessage m =
          new SentMessage(
              sender,
              sentTick,
              ordinal,
              (int) (head >>> 4),
              target,
              targetKind,
              x,
              y,
              z,
              a,
              b,
              c,
              d,
              way);
      if (!isValid(m) || (last != null && MessageList.ORDER.compare(last, m) > 0)) {
        throw FrameException.damaged(
            "message " + i + " is out of order or not of this world: " + m);
      }
      messages.add(m);
      last = m;
    }
    return Collections.unmodifiableList(messages);
  }

  private boolean isValid(SentMessage m) {
    return m.kind() >= 0
        && m.kind() < kinds
        && m.targetKind() >= 0
        && m.targetKind() < entityKinds
        && space.bounds().contains(m.x(), m.y(), m.z())
        && (m.way() == null || space.bounds().contains(m.way().x(), m.way().y(), m.way().z()));
  }
}
