package io.zonescaler.grid;

import io.zonescaler.cluster.Balancer;
import io.zonescaler.cluster.ClusterView;
import io.zonescaler.cluster.NodeReport;
import io.zonescaler.cluster.NodeReport.Wish;
import io.zonescaler.cluster.Ownership;
import io.zonescaler.placement.EvenSpread;
import io.zonescaler.placement.EvenSpread.Member;
import io.zonescaler.placement.PlacementPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.internal.IgniteEx;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the slots where the nodes are: takes in nodes that have joined, empties those that leave,
 * and gives the slots of those that have died a new backup, each by one plan. Acts on the node that
 * coordinates; belongs to its loop. That zones follow the load needs no plan: they move to slots
 * that are where they should be ({@link Balancer}).
 *
 * <p>It plans only while every slot has an owner, every planned copy is there and a majority of the
 * members answers: a member that is missing in a minority's plan would be forgotten by mistake.
 * Only an operator may say that missing members do not count.
 */
final class Placement implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Placement.class);

  /** Nodes rarely come or go alone. */
  private static final long SETTLE_MILLIS = 1000;

  /** A node that joins is taken in when it reports, so when it is able to run zones. */
  private static final long FRESH_MILLIS = 1000;

  private final Ignite ignite;
  private final ClusterView view;
  private final MajorityProbe probe;
  private final Supplier<Map<Integer, Double>> usedSlots;
  private final Supplier<Set<Integer>> neededSlots;
  private final Supplier<Set<Long>> haltedZones;
  private final Supplier<Map<Integer, String>> pins;
  private final Consumer<PlacementPlan> published;
  private final LongSupplier clock;
  private final int copies;
  private final ExecutorService publisher =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "zonescaler-placement");
            thread.setDaemon(true);
            return thread;
          });

  private final Set<String> forgotten = new TreeSet<>();
  private Set<String> wanted = Set.of();

  /** Slots without an owner, as of the last look. */
  private Set<Integer> lostSlots = Set.of();

  /** Who was there when slots were first seen to be lost; empty if none is. */
  private Set<String> presentAtLoss = Set.of();

  /** When the lost slots came to be these, or something in them was needed last. */
  private long lostMillis;

  private long wantedMillis;

  /** For which owners of slots, among which nodes, {@link #isRisky} was found. */
  private @Nullable Ownership riskOf;

  private Set<String> riskAmong = Set.of();
  private boolean isRisky;
  private volatile boolean busy;

  /**
   * For a node of an active grid.
   *
   * @param view what all nodes report
   * @param usedSlots slots that hold a zone, with what they take
   * @param neededSlots slots that hold something that must not be lost
   * @param haltedZones zones that have lost all their copies, or cannot go on
   * @param pins names of nodes that operators have pinned slots to
   * @param published is told of each plan that is in force; on any thread
   * @param clock milliseconds since 1970, as in {@code view}
   */
  Placement(
      Ignite ignite,
      ClusterView view,
      MajorityProbe probe,
      Supplier<Map<Integer, Double>> usedSlots,
      Supplier<Set<Integer>> neededSlots,
      Supplier<Set<Long>> haltedZones,
      Supplier<Map<Integer, String>> pins,
      Consumer<PlacementPlan> published,
      LongSupplier clock) {
    this.ignite = ignite;
    this.view = view;
    this.probe = probe;
    this.usedSlots = usedSlots;
    this.neededSlots = neededSlots;
    this.haltedZones = haltedZones;
    this.pins = pins;
    this.published = published;
    this.clock = clock;
    copies = ((IgniteEx) ignite).cachex(GridCaches.FRAMES).configuration().getBackups() + 1;
  }

  /** Time has passed, on any node: who was gone for ever and has come back counts again. */
  void watchForgotten() {
    if (!forgotten.isEmpty()) {
      forgotten.retainAll(GridMembers.baseline(ignite));
      forgotten.removeAll(GridMembers.servers(ignite));
    }
  }

  /** Time has passed on the node that coordinates. */
  void timer(Ownership ownership) {
    if (busy) {
      return;
    }
    long now = clock.getAsLong();
    Set<String> members = GridMembers.baseline(ignite);
    Set<String> owners = owners(members, now);
    if (!owners.equals(wanted)) {
      wanted = owners;
      wantedMillis = now;
    }
    Set<Integer> lost = lost(ownership);
    if (!lost.equals(lostSlots)) {
      lostSlots = lost;
      lostMillis = now;
    }
    if (!lost.isEmpty()) {
      if (presentAtLoss.isEmpty()) {
        presentAtLoss = GridMembers.servers(ignite);
      }
      if (neededSlots.get().stream().anyMatch(lost::contains)) {
        lostMillis = now;
        takeBackFromDisk(members, now);
      } else if (!owners.isEmpty()
          && now - lostMillis >= SETTLE_MILLIS
          && !wouldDropOnlyCopies(members, owners)) {
        lostMillis = now;
        goOnWithout(lost, members, owners, ownersOf(ownership));
      }
      return;
    }
    presentAtLoss = Set.of();
    boolean isWanted =
        !owners.equals(members)
            || lacksCopies(ownership, owners.size())
            || risks(ownership, owners);
    if (isWanted
        && !owners.isEmpty()
        && now - wantedMillis >= SETTLE_MILLIS
        && BaselinePlan.isFulfilled(ignite)
        && !wouldDropOnlyCopies(members, owners)) {
      respread(members, owners, ownersOf(ownership));
    }
  }

  /**
   * Whether slots have all copies in one rack though they need not; looked at when it may change.
   */
  private boolean risks(Ownership ownership, Set<String> owners) {
    if (GridMembers.racks(ignite).values().stream().distinct().count() < 2) {
      return false;
    }
    if (!ownership.equals(riskOf) || !owners.equals(riskAmong)) {
      riskOf = ownership;
      riskAmong = Set.copyOf(owners);
      isRisky = EvenSpread.risks(ownersOf(ownership), members(owners));
    }
    return isRisky;
  }

  /** Whether a plan left slots with too few owners, as one of them had died meanwhile. */
  private boolean lacksCopies(Ownership ownership, int nodes) {
    return ownership.backups().stream()
        .anyMatch(backups -> 1 + backups.size() < Math.min(copies, nodes));
  }

  /** Owners that every slot is to have. */
  int copies() {
    return copies;
  }

  private static List<List<String>> ownersOf(Ownership ownership) {
    return IntStream.range(0, ownership.owners().size()).mapToObj(ownership::ownersOf).toList();
  }

  /** Publishes a plan if a majority of the members answers. */
  private void propose(
      Set<String> members,
      Set<String> owners,
      List<List<String>> before,
      List<List<String>> after) {
    busy = true;
    String reason = reason(members, owners);
    Runnable publish = () -> publish(owners, before, after, reason);
    if (isMajorityWithoutForgotten(members, owners)) {
      publisher.execute(publish);
      return;
    }
    ifMajority(publish);
  }

  /** Does something off the loop if a majority of the members answers. */
  private void ifMajority(Runnable task) {
    probe.probe(
        majority -> {
          if (majority) {
            publisher.execute(task);
          } else {
            busy = false;
          }
        });
  }

  private static Set<Integer> lost(Ownership ownership) {
    Set<Integer> lost = new TreeSet<>();
    for (int slot = 0; slot < ownership.owners().size(); slot++) {
      if (ownership.owner(slot).isEmpty()) {
        lost.add(slot);
      }
    }
    return lost;
  }

  /**
   * Whether a dead member that a plan would leave out may have what a halted zone waits for: what a
   * node has on disk of slots that it does not own counts for nothing when it comes back.
   */
  private boolean wouldDropOnlyCopies(Set<String> members, Set<String> owners) {
    Set<String> dead = new TreeSet<>(members);
    dead.removeAll(owners);
    dead.removeAll(GridMembers.servers(ignite));
    dead.removeAll(forgotten);
    return !dead.isEmpty() && isOnDisk() && !haltedZones.get().isEmpty();
  }

  /** What is known of nodes; one that has not said what it has is taken for one like the others. */
  private Map<String, Member> members(Set<String> names) {
    Map<String, Double> cores = new HashMap<>();
    view.reports().forEach(report -> cores.put(report.node(), report.cores()));
    cores.keySet().retainAll(names);
    double usual = cores.values().stream().mapToDouble(c -> c).average().orElse(1);
    Map<String, String> racks = GridMembers.racks(ignite);
    Map<String, Member> members = new HashMap<>();
    for (String name : names) {
      members.put(name, new Member(cores.getOrDefault(name, usual), racks.getOrDefault(name, "")));
    }
    return members;
  }

  private void respread(Set<String> members, Set<String> owners, List<List<String>> before) {
    List<List<String>> after =
        EvenSpread.of(before, members(owners), copies, usedSlots.get(), pins.get());
    propose(members, owners, before, after);
  }

  /**
   * Lost slots that held nothing that anybody has seen are not missed: a plan gives them to nodes
   * that are there, and they begin anew, or the zone in them does, which is only about to begin.
   * Others that are lost meanwhile are not given up.
   */
  private void goOnWithout(
      Set<Integer> lost, Set<String> members, Set<String> owners, List<List<String>> before) {
    if (lost.stream().anyMatch(slot -> !hasPlannedOwner(slot))) {
      respread(members, owners, before);
      return;
    }
    busy = true;
    ifMajority(
        () -> {
          if (lost.containsAll(ignite.cache(GridCaches.FRAMES).lostPartitions())) {
            reset("Slots " + lost + " have lost all their copies, which held nothing");
          } else {
            busy = false;
          }
        });
  }

  private boolean hasPlannedOwner(int slot) {
    return !ignite.affinity(GridCaches.FRAMES).mapPartitionToPrimaryAndBackups(slot).isEmpty();
  }

  /** Lets lost slots be written and read again, with what is there of them. */
  private void reset(String why) {
    try {
      LOG.info("{}", why);
      ignite.resetLostPartitions(List.of(GridCaches.FRAMES));
    } catch (IgniteException e) {
      LOG.warn("It is tried again: {}", e.getMessage());
    } finally {
      busy = false;
    }
  }

  /**
   * Slots that have lost all their copies are lost until somebody says otherwise: with all members
   * back, those that keep the world on disk have what they had. One that came back with nothing
   * does not count.
   */
  private void takeBackFromDisk(Set<String> members, long now) {
    Set<String> empty = GridMembers.keeping(ignite, false);
    empty.removeAll(presentAtLoss);
    if (isOnDisk()
        && empty.isEmpty()
        && GridMembers.servers(ignite).containsAll(members)
        && now - wantedMillis >= SETTLE_MILLIS) {
      busy = true;
      publisher.execute(() -> reset("All members are back: what they have on disk is not lost"));
    }
  }

  private boolean isOnDisk() {
    return ignite
        .configuration()
        .getDataStorageConfiguration()
        .getDefaultDataRegionConfiguration()
        .isPersistenceEnabled();
  }

  /** An operator says that a member is gone for ever. */
  void forget(String node) {
    if (GridMembers.servers(ignite).contains(node)) {
      LOG.atWarn().addKeyValue("peer", node).log("Node {} is not forgotten, as it is there", node);
    } else {
      LOG.atWarn()
          .addKeyValue("peer", node)
          .log("An operator says that node {} is gone for ever", node);
      forgotten.add(node);
    }
  }

  private boolean isMajorityWithoutForgotten(Set<String> members, Set<String> owners) {
    watchForgotten();
    Set<String> there = new TreeSet<>(owners);
    there.retainAll(members);
    return !forgotten.isEmpty() && 2 * there.size() > members.size() - forgotten.size();
  }

  /** Nodes that are to own slots: members that are there, and joiners that run; not leavers. */
  private Set<String> owners(Set<String> members, long now) {
    Set<String> alive = GridMembers.servers(ignite);
    Set<String> owners = new TreeSet<>(members);
    owners.retainAll(alive);
    for (NodeReport report : view.reports()) {
      String node = report.node();
      if (report.wish() == Wish.LEAVER) {
        owners.remove(node);
      } else if (report.wish() == Wish.OWNER
          && alive.contains(node)
          && now - view.heardMillis(node) < FRESH_MILLIS) {
        owners.add(node);
      }
    }
    return owners;
  }

  private void publish(
      Set<String> owners, List<List<String>> before, List<List<String>> after, String reason) {
    try {
      if (!GridMembers.servers(ignite).containsAll(owners)) {
        LOG.info("A node died while a plan with it was being made: another one is made");
        return;
      }
      PlacementPlan current = BaselinePlan.current(ignite);
      PlacementPlan plan =
          new PlacementPlan(
              current == null ? 1 : current.number() + 1,
              after,
              EvenSpread.moves(before, after),
              reason);
      LOG.atInfo()
          .addKeyValue("plan", plan.number())
          .log(
              "Plan {}: {}; {} slots get another owner",
              plan.number(),
              plan.reason(),
              plan.moves());
      BaselinePlan.publish(ignite, owners, plan);
      published.accept(plan);
    } catch (IgniteException e) {
      LOG.warn("It is tried again: {}", e.getMessage());
    } finally {
      busy = false;
    }
  }

  private String reason(Set<String> members, Set<String> owners) {
    Set<String> joined = new TreeSet<>(owners);
    joined.removeAll(members);
    Set<String> left = new TreeSet<>(members);
    left.removeAll(owners);
    Set<String> dead = new TreeSet<>(left);
    dead.removeAll(GridMembers.servers(ignite));
    left.removeAll(dead);
    List<String> parts = new ArrayList<>();
    add(parts, joined, " joined");
    add(parts, left, " leaves");
    add(parts, dead, " is gone");
    if (parts.isEmpty()) {
      parts.add("slots lack copies, or have them in one rack");
    }
    return String.join(", ", parts);
  }

  private static void add(List<String> parts, Set<String> nodes, String what) {
    nodes.forEach(node -> parts.add(node + what));
  }

  /**
   * Whether a node that leaves may stop: it has no part in any slot any more, and others have all
   * copies; or nobody is left who could take them.
   */
  boolean mayLeave(String node, Ownership ownership) {
    Set<String> staying = GridMembers.servers(ignite);
    for (NodeReport report : view.reports()) {
      if (report.wish() == Wish.LEAVER) {
        staying.remove(report.node());
      }
    }
    staying.retainAll(GridMembers.baseline(ignite));
    staying.remove(node);
    return staying.isEmpty()
        || (!GridMembers.baseline(ignite).contains(node)
            && !ownership.owners().contains(node)
            && ownership.backups().stream().noneMatch(names -> names.contains(node))
            && BaselinePlan.isFulfilled(ignite));
  }

  @Override
  public void close() {
    publisher.shutdownNow();
  }
}
