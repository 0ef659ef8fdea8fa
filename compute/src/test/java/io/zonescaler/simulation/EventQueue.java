package io.zonescaler.simulation;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/** The simulation's time, in milliseconds, and everything that will happen; also a trace. */
final class EventQueue {
  private static final int TRACE_LENGTH = 400;

  private record Event(long time, long order, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::order));
  private final Deque<String> trace = new ArrayDeque<>();
  private final boolean tracing;
  private long now;
  private long scheduled;

  EventQueue(boolean tracing) {
    this.tracing = tracing;
  }

  long now() {
    return now;
  }

  /** Does something {@code delay} milliseconds from now, after all else that is due then. */
  void after(long delay, Runnable action) {
    events.add(new Event(now + Math.max(0, delay), scheduled++, action));
  }

  /** Does what is next; false if there is nothing. */
  boolean step() {
    Event next = events.poll();
    if (next == null) {
      return false;
    }
    now = next.time;
    next.action.run();
    return true;
  }

  void note(Supplier<String> what) {
    if (tracing) {
      if (trace.size() == TRACE_LENGTH) {
        trace.removeFirst();
      }
      trace.add(now + " " + what.get());
    }
  }

  String traceTail() {
    return String.join("\n", trace);
  }
}
