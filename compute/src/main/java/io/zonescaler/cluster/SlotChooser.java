package io.zonescaler.cluster;

import io.zonescaler.placement.LoadSnapshot;
import io.zonescaler.world.Box;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the slots of new zones: on the node that has most room, if none is named, now and as far
 * as it can be foreseen; neighbours, whose load comes and goes together, go to different nodes.
 * Belongs to the node's loop.
 */
final class SlotChooser implements Coordinator.SlotChoice {
  /** Zones are near each other within about this part of the world's longer edge. */
  private static final double NEAR = 0.1;

  /**
   * How much what is near counts more than the rest when a node is chosen: crowds go about, so a
   * node should not have much of what they come to next.
   */
  private static final double NEAR_COUNTS = 3;

  /** So long what is known of loads is good for the zones of one new map. */
  private static final long BATCH_MILLIS = 1000;

  private final WorldAccess access;
  private final Loads loads;
  private final Reshaping reshaping;
  private final Supplier<Set<String>> members;
  private final int copies;
  private final LongSupplier clock;

  /** How much more load a box will have now, soon and later. */
  private final List<ToDoubleFunction<Box>> times;

  private @Nullable Batch batch;

  /**
   * A chooser.
   *
   * @param members names of the nodes that are to own zones
   * @param copies wanted owners per slot
   * @param clock milliseconds since 1970
   */
  SlotChooser(
      WorldAccess access,
      Loads loads,
      Forecasts forecasts,
      Reshaping reshaping,
      Supplier<Set<String>> members,
      int copies,
      LongSupplier clock) {
    this.access = access;
    this.loads = loads;
    this.reshaping = reshaping;
    this.members = members;
    this.copies = copies;
    this.clock = clock;
    times = List.of(any -> 0, forecasts::moreSoon, forecasts::moreLater);
  }

  @Override
  public int freeSlot(ZoneMap map, String node, Box box) {
    List<Integer> free = reshaping.freeSlots(map, node);
    ControlRecord record = access.control();
    Batch now = record == null ? null : batch(record.newestMap());
    if (now == null) {
      return free.get(0);
    }
    Ownership ownership = access.ownership();
    ToDoubleFunction<String> fullness = now.fullness(box);
    int slot =
        Collections.min(
            free,
            Comparator.<Integer>comparingDouble(
                    candidate -> fullness.applyAsDouble(ownership.owner(candidate)))
                .thenComparingDouble(
                    candidate ->
                        ownership.backups().get(candidate).stream().mapToDouble(fullness).sum()));
    now.take(box, ownership.owner(slot));
    return slot;
  }

  /** What is known for the zones of one new map; null if nothing is. */
  private @Nullable Batch batch(ZoneMap before) {
    Batch known = batch;
    long now = clock.getAsLong();
    if (known == null || !known.before.equals(before) || now - known.millis > BATCH_MILLIS) {
      known = begin(before, now);
      batch = known;
    }
    return known;
  }

  private @Nullable Batch begin(ZoneMap before, long now) {
    Batch begun = new Batch(before, now);
    for (Zone zone : before.zones()) {
      double[] cost = new double[times.size()];
      for (int time = 0; time < cost.length; time++) {
        cost[time] = Math.max(0, loads.cost(zone.id()) + times.get(time).applyAsDouble(zone.box()));
      }
      begun.costs.put(zone.id(), cost);
      begun.parts.add(new Part(zone.box(), access.ownership().owner(zone.slot()), cost.clone()));
    }
    for (int time = 0; time < times.size(); time++) {
      int at = time;
      ToDoubleFunction<Zone> cost = zone -> Objects.requireNonNull(begun.costs.get(zone.id()))[at];
      LoadSnapshot then = loads.sketch(before, cost, members.get(), copies);
      if (then == null) {
        return null;
      }
      then.loads().forEach((name, load) -> begun.loadsOf(name)[at] = load);
      then.nodes().forEach(node -> begun.capacity.put(node.name(), node.capacity()));
    }
    return begun;
  }

  /** A zone or what is left of it, with its cost in cores now, soon and later. */
  private record Part(Box box, String owner, double[] cost) {
    double most() {
      return Arrays.stream(cost).max().orElse(0);
    }
  }

  /** The loads as they will be with what has been chosen for a new map so far. */
  private final class Batch {
    final ZoneMap before;
    final long millis;
    final Map<Long, double[]> costs = new HashMap<>();
    final Map<String, double[]> loads = new HashMap<>();
    final Map<String, Double> capacity = new HashMap<>();
    final List<Part> parts = new ArrayList<>();

    Batch(ZoneMap before, long millis) {
      this.before = before;
      this.millis = millis;
    }

    /** How full nodes are, each at its fullest, where what is near a box counts more. */
    ToDoubleFunction<String> fullness(Box box) {
      Map<String, Double> full = new HashMap<>();
      loads.forEach(
          (name, load) ->
              full.put(
                  name, Arrays.stream(load).max().orElse(0) / capacity.getOrDefault(name, 1.0)));
      Box world = access.world().space().bounds();
      double reach = NEAR * Math.max(world.size(0), world.size(1));
      for (Part part : parts) {
        double far = distance(part.box(), box) / reach;
        double more =
            NEAR_COUNTS
                * Math.exp(-far * far)
                * part.most()
                / capacity.getOrDefault(part.owner(), 1.0);
        full.computeIfPresent(part.owner(), (name, before) -> before + more);
      }
      return name -> full.getOrDefault(name, Double.POSITIVE_INFINITY);
    }

    /** A box goes to a node: a whole zone, or half of what it is cut from. */
    void take(Box box, String to) {
      for (int i = parts.size() - 1; i >= 0; i--) {
        Part from = parts.get(i);
        if (from.box().contains(box)) {
          double part = from.box().equals(box) ? 1 : 0.5;
          double[] taken = Arrays.stream(from.cost()).map(cost -> cost * part).toArray();
          for (int time = 0; time < taken.length; time++) {
            from.cost()[time] -= taken[time];
            loadsOf(from.owner())[time] -= taken[time];
            loadsOf(to)[time] += taken[time];
          }
          parts.add(new Part(box, to, taken));
          return;
        }
      }
    }

    private double[] loadsOf(String node) {
      return loads.computeIfAbsent(node, n -> new double[times.size()]);
    }
  }

  /** Distance of two boxes' middles, in quanta. */
  private static double distance(Box a, Box b) {
    double sum = 0;
    for (int axis = 0; axis < 3; axis++) {
      double between = (a.min(axis) + a.max(axis) - b.min(axis) - b.max(axis)) / 2.0;
      sum += between * between;
    }
    return Math.sqrt(sum);
  }
}
