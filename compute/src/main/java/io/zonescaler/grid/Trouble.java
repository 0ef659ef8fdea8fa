package io.zonescaler.grid;

import io.zonescaler.cluster.ClusterView;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.cluster.Ownership;
import io.zonescaler.zone.Zone;
import java.util.Set;
import java.util.TreeSet;
import org.apache.ignite.Ignite;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why a world stands still that nobody has paused, and what an operator can do. One thread looks,
 * any may ask.
 */
final class Trouble {
  private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);

  private final Ignite ignite;
  private final ClusterView view;
  private volatile Set<String> members = Set.of();
  private volatile Set<String> present = Set.of();
  private volatile boolean expelled;
  private volatile Set<Long> lost = Set.of();
  private volatile String sentence = "";

  Trouble(Ignite ignite, ClusterView view) {
    this.ignite = ignite;
    this.view = view;
  }

  /**
   * Looks whether there is any.
   *
   * @param unreadable why the stored record cannot be read; empty if it can
   */
  void look(@Nullable ControlRecord control, Ownership ownership, String unreadable) {
    Set<String> there = GridMembers.servers(ignite);
    members = Set.copyOf(GridMembers.baseline(ignite));
    there.retainAll(members);
    present = Set.copyOf(there);
    lost = control == null ? Set.of() : findLost(control, ownership);
    boolean recordLost =
        control == null
            && !ownership.owners().isEmpty()
            && ownership.owner(ControlRecord.SLOT).isEmpty();
    String now =
        unreadable.isEmpty() || !hasMajority()
            ? describe(recordLost)
            : "the record that steers the world cannot be read: it is " + unreadable;
    if (!now.equals(sentence)) {
      sentence = now;
      LOG.warn("{}", now.isEmpty() ? "The trouble is over" : now);
    }
  }

  private Set<Long> findLost(ControlRecord control, Ownership ownership) {
    Set<Long> zones = new TreeSet<>();
    for (Zone zone : control.allZones()) {
      String owner = ownership.owner(zone.slot());
      ZoneReport report = owner.isEmpty() ? null : view.zoneOf(owner, zone.id());
      // What was lost is so until its new owner says that it has it.
      if (owner.isEmpty()
          || (report == null ? lost.contains(zone.id()) : report.halted())
          || (report != null && report.tick() < 0 && lost.contains(zone.id()))) {
        zones.add(zone.id());
      }
    }
    return zones;
  }

  private String describe(boolean recordLost) {
    Set<String> missing = new TreeSet<>(members);
    missing.removeAll(present);
    if (!hasMajority()) {
      return "only "
          + new TreeSet<>(present)
          + " of the members "
          + new TreeSet<>(members)
          + " are there, which is no majority: bring "
          + missing
          + " back; or, if they are gone for ever, use zonescaler forget NODE";
    }
    if (recordLost) {
      return "the record that steers the world has lost all its copies: bring back the nodes that have it, or begin again with an exported world";
    }
    return lost.isEmpty()
        ? ""
        : "zones "
            + lost
            + " have lost all their copies with "
            + (missing.isEmpty() ? "the nodes that had them" : missing)
            + ", or cannot begin (see their owners' logs; a game in workers needs one at each node): the world waits for a node that still has them";
  }

  /** The others have expelled this node: whom it sees does not count. */
  void expelled() {
    expelled = true;
  }

  /** All members of the grid, dead ones included. */
  Set<String> members() {
    return members;
  }

  /** The members that this node sees; none if it has been expelled. */
  Set<String> present() {
    return expelled ? Set.of() : present;
  }

  /** Whether this node sees a majority of the grid's members; also before it has looked. */
  boolean hasMajority() {
    return members.isEmpty() || 2 * present().size() > members.size();
  }

  /** Zones that nobody has, or that cannot go on. */
  Set<Long> lost() {
    return lost;
  }

  /** The trouble as one sentence; empty if there is none. */
  String sentence() {
    return sentence;
  }
}
