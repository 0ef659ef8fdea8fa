package io.zonescaler.frame;

import io.zonescaler.state.EmittedEvent;
import io.zonescaler.world.Schema;
import io.zonescaler.world.Space;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Writes and reads the events of a frame. Each begins with {@code kind * 16 + (same entity as the
 * last) * 8 + number of arguments up to the last that is not 0}; positions are relative to the last
 * event's.
 */
final class EventCodec {
  private static final Comparator<EmittedEvent> ORDER =
      Comparator.comparingLong(EmittedEvent::entity).thenComparingInt(EmittedEvent::ordinal);
  private static final int LEAST_BYTES = 5;

  private final int kinds;
  private final Space space;

  EventCodec(Schema schema, Space space) {
    kinds = schema.events().size();
    this.space = space;
  }

  /**
   * Writes the events.
   *
   * @throws IllegalArgumentException if they are out of order or one of them is not of this world
   */
  void write(List<EmittedEvent> events, FrameWriter out) {
    out.varint(events.size());
    EmittedEvent last = null;
    for (EmittedEvent e : events) {
      if (!isValid(e) || (last != null && ORDER.compare(last, e) > 0)) {
        throw new IllegalArgumentException(
            "event out of order or not of this world: " + e + " after " + last);
      }
      boolean same = last != null && last.entity() == e.entity();
      int arguments = e.d() != 0 ? 4 : e.c() != 0 ? 3 : e.b() != 0 ? 2 : e.a() != 0 ? 1 : 0;
      out.varint((long) e.kind() << 4 | (same ? 8 : 0) | arguments);
      if (!same) {
        out.fixed64(e.entity());
      }
      out.zigzag(e.ordinal());
      out.zigzag(e.x() - (last == null ? 0 : last.x()));
      out.zigzag(e.y() - (last == null ? 0 : last.y()));
      out.zigzag(e.z() - (last == null ? 0 : last.z()));
      long[] values = {e.a(), e.b(), e.c(), e.d()};
      for (int i = 0; i < arguments; i++) {
        out.zigzag(values[i]);
      }
      last = e;
    }
  }

  List<EmittedEvent> read(FrameReader in) {
    int count = in.count(LEAST_BYTES, "the number of events");
    if (count == 0) {
      return List.of();
    }
    List<EmittedEvent> events = new ArrayList<>(count);
    EmittedEvent last = null;
    for (int i = 0; i < count; i++) {
      long head = in.varint();
      int arguments = (int) head & 7;
      if (head >>> 4 >= kinds || arguments > 4 || ((head & 8) != 0 && last == null)) {
        throw FrameException.damaged(
            "event " + i + " begins with " + head + ", there are " + kinds + " kinds");
      }
      long entity = (head & 8) != 0 && last != null ? last.entity() : in.fixed64();
      int ordinal = in.zigzag32("the ordinal of an event");
      int x = in.zigzag32("a position") + (last == null ? 0 : last.x());
      int y = in.zigzag32("a position") + (last == null ? 0 : last.y());
      int z = in.zigzag32("a position") + (last == null ? 0 : last.z());
      long a = arguments > 0 ? in.zigzag() : 0;
      long b = arguments > 1 ? in.zigzag() : 0;
      long c = arguments > 2 ? in.zigzag() : 0;
      long d = arguments > 3 ? in.zigzag() : 0;
      EmittedEvent e = new EmittedEvent(entity, ordinal, (int) (head >>> 4), x, y, z, a, b, c, d);
      if (!isValid(e) || (last != null && ORDER.compare(last, e) > 0)) {
        throw FrameException.damaged("event " + i + " is out of order or not of this world: " + e);
      }
      events.add(e);
      last = e;
    }
    return Collections.unmodifiableList(events);
  }

  private boolean isValid(EmittedEvent e) {
    return e.kind() >= 0 && e.kind() < kinds && space.bounds().contains(e.x(), e.y(), e.z());
  }
}
