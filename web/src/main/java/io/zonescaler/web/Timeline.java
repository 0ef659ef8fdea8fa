package io.zonescaler.web;

import io.zonescaler.web.status.Status;
import io.zonescaler.web.status.Status.NodeStatus;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The last minutes as this node has seen them: each second the nodes' load, and what has happened,
 * as differences of one second's status to the next. Thread-safe.
 */
final class Timeline {
  private static final int SAMPLES = 15 * 60;
  private static final int EVENTS = 500;

  /** Below this the world is slow; it is back above a little more. */
  private static final double SLOW = 0.9;

  private static final double FAST_AGAIN = 0.95;

  /**
   * A second.
   *
   * @param time when, in milliseconds since 1970
   * @param tick newest tick that all zones had made
   * @param speed actual tick rate divided by the nominal one
   * @param load by node, the part of one core that its zones' ticks took
   */
  record Sample(long time, long tick, double speed, Map<String, Double> load) {}

  /** What sort of thing has happened. */
  enum Sort {
    /** Nodes came or went. */
    NODES,
    /** The world was cut anew, or zones moved. */
    ZONES,
    /** Entities stood still, logic failed, ticks were late or not checked. */
    TROUBLE,
    /** A check of the audit did not hold, or the world stands. */
    ALARM
  }

  /**
   * Something that has happened.
   *
   * @param time when this node saw it, in milliseconds since 1970
   * @param tick newest tick at that time
   * @param sort what sort of thing it is
   * @param text what it is, for people
   */
  record Event(long time, long tick, Sort sort, String text) {}

  /** What is told, from a time on. */
  record Told(List<Sample> samples, List<Event> events) {}

  private final ArrayDeque<Sample> samples = new ArrayDeque<>();
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private Status before;
  private boolean isSlow;

  Timeline(Status first) {
    before = first;
  }

  /** A second has passed. */
  synchronized void add(Status now, long time) {
    Map<String, Double> load =
        now.nodes().stream().collect(Collectors.toMap(NodeStatus::name, NodeStatus::load));
    samples.add(new Sample(time, now.world().tick(), now.world().speed(), load));
    if (samples.size() > SAMPLES) {
      samples.remove();
    }
    compare(now, (sort, text) -> events.add(new Event(time, now.world().tick(), sort, text)));
    while (events.size() > EVENTS) {
      events.remove();
    }
    before = now;
  }

  /** What came after that time. */
  synchronized Told since(long time) {
    return new Told(
        samples.stream().filter(sample -> sample.time() > time).toList(),
        events.stream().filter(event -> event.time() > time).toList());
  }

  private interface Teller {
    void tell(Sort sort, String text);
  }

  private void compare(Status now, Teller teller) {
    compareNodes(now, teller);
    if (now.world().mapVersion() != before.world().mapVersion()) {
      int count = now.zones().size() - before.zones().size();
      String change = count > 0 ? "cut" : count < 0 ? "joined" : "moved, or cut and joined";
      teller.tell(
          Sort.ZONES,
          "zones were %s: map %d has %d"
              .formatted(change, now.world().mapVersion(), now.zones().size()));
    }
    String state = now.world().state();
    if (!state.equals(before.world().state())) {
      String why = now.world().trouble().isEmpty() ? "" : ": " + now.world().trouble();
      teller.tell(state.equals("stalled") ? Sort.ALARM : Sort.NODES, "the world is " + state + why);
    }
    // In its first seconds the world has no speed yet.
    boolean hasBegun = now.world().tick() > 3L * now.world().tickRate();
    boolean slow = hasBegun && now.world().speed() < (isSlow ? FAST_AGAIN : SLOW);
    if (slow != isSlow && state.equals("running")) {
      isSlow = slow;
      teller.tell(
          Sort.TROUBLE,
          slow
              ? "the world is slow: %.2f of its speed".formatted(now.world().speed())
              : "the world has its speed again");
    }
    grown(now, s -> s.audit().duplicates(), Sort.ALARM, "checks of the audit do not hold", teller);
    grown(now, s -> s.audit().failures(), Sort.TROUBLE, "times logic failed on an entity", teller);
    grown(
        now,
        s -> s.audit().idled(),
        Sort.TROUBLE,
        "times an entity stood still for a tick",
        teller);
    grown(now, s -> s.audit().unchecked(), Sort.TROUBLE, "ticks could not be checked", teller);
    int below = now.redundancy().slotsBelow();
    if (below > 0 != before.redundancy().slotsBelow() > 0) {
      teller.tell(
          Sort.TROUBLE, below > 0 ? below + " slots lack backups" : "all slots have their backups");
    }
  }

  private void compareNodes(Status now, Teller teller) {
    Map<String, String> was = new HashMap<>();
    before.nodes().forEach(node -> was.put(node.name(), node.state()));
    for (NodeStatus node : now.nodes()) {
      String state = was.remove(node.name());
      if (state == null) {
        teller.tell(Sort.NODES, "node " + node.name() + " has come");
      } else if (!state.equals(node.state())) {
        teller.tell(Sort.NODES, "node " + node.name() + " is " + node.state());
      }
    }
    was.keySet().forEach(name -> teller.tell(Sort.NODES, "node " + name + " is gone"));
    String coordinator = now.world().coordinator();
    if (!coordinator.isEmpty()
        && !before.world().coordinator().isEmpty()
        && !coordinator.equals(before.world().coordinator())) {
      teller.tell(Sort.NODES, "node " + coordinator + " coordinates");
    }
  }

  private void grown(
      Status now, Function<Status, Long> counter, Sort sort, String what, Teller teller) {
    long more = counter.apply(now) - counter.apply(before);
    if (more > 0) {
      teller.tell(sort, more + " " + what);
    }
  }
}
