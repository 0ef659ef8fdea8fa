package io.zonescaler.grid;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCluster;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cluster.ClusterState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a started Ignite node into its world's grid (invariant I9). Nodes start inactive ({@code
 * clusterStateOnStart}); the grid becomes active, and with it the world, only when all named
 * founders are there: then the one whose name comes first activates it. A node that is no founder
 * only ever waits.
 */
public final class Bootstrap {
  private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);
  private static final long POLL_MILLIS = 20;

  private final Ignite ignite;
  private final IgniteCluster cluster;
  private final String name;
  private final Set<String> founders;
  private final Set<String> gone;

  /**
   * Prepares to bring a node in.
   *
   * @param founders names (consistent ids) of the first members; empty for a node that joins, or
   *     was ever a member
   * @param gone members of a world on disk that nobody is to wait for, as an operator says
   * @throws IllegalArgumentException if there are founders and this node is not among them
   */
  public Bootstrap(Ignite ignite, Collection<String> founders, Collection<String> gone) {
    this.ignite = ignite;
    this.cluster = ignite.cluster();
    this.name = cluster.localNode().consistentId().toString();
    this.founders = new TreeSet<>(founders);
    this.gone = Set.copyOf(gone);
    if (!founders.isEmpty() && !founders.contains(name)) {
      throw new IllegalArgumentException(
          "node "
              + name
              + " is not among the founders "
              + this.founders
              + ": name it there, or let it join without naming founders");
    }
  }

  /**
   * Waits until the grid is active and its baseline is fixed, founding it if that is for this node
   * to do.
   *
   * @throws TimeoutException if that takes longer than {@code limit}; the message says who is
   *     missing
   */
  public void await(Duration limit) throws InterruptedException, TimeoutException {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    while (!step()) {
      if (System.nanoTime() > deadlineNanos) {
        throw new TimeoutException(explain(limit));
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Does what is to be done now; true when there is nothing more to do. */
  private boolean step() {
    if (cluster.state() != ClusterState.ACTIVE) {
      Set<String> expected = expected();
      if (name.equals(first(expected)) && GridMembers.servers(ignite).containsAll(expected)) {
        activate(expected);
      }
      return false;
    }
    if (cluster.isBaselineAutoAdjustEnabled()) {
      // The founder may have died before it did this.
      Set<String> present = new TreeSet<>(founders);
      present.retainAll(GridMembers.servers(ignite));
      if (name.equals(first(present))) {
        cluster.baselineAutoAdjustEnabled(false);
      }
      return false;
    }
    return ignite.cache(GridCaches.FRAMES) != null;
  }

  /** Who has to be there: the members of the world on disk, or the founders of a new one. */
  private Set<String> expected() {
    Set<String> members = GridMembers.baseline(ignite);
    if (members.isEmpty()) {
      return founders;
    }
    members.removeAll(gone);
    return members;
  }

  private void activate(Set<String> members) {
    LOG.info("Node {} activates the grid of {}", name, members);
    try {
      cluster.state(ClusterState.ACTIVE);
      cluster.baselineAutoAdjustEnabled(false);
    } catch (IgniteException e) {
      // A member may have left just now: look again.
      LOG.warn("Activating the grid did not work yet: {}", e.getMessage());
    }
  }

  private static String first(Set<String> names) {
    return names.isEmpty() ? "" : Collections.min(names);
  }

  private String explain(Duration limit) {
    String waited = "node " + name + " waited " + limit.toSeconds() + " s ";
    Set<String> expected = expected();
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(GridMembers.servers(ignite));
    if (expected.isEmpty()) {
      return waited
          + "for the grid that it was told to join to become active: start all its founders";
    }
    return missing.isEmpty()
        ? waited + "for the grid to become active; see the log of node " + first(expected)
        : waited
            + "for the members "
            + missing
            + ": start them, and check grid.discovery on all nodes"
            + (GridMembers.baseline(ignite).isEmpty()
                ? ""
                : "; or, if their data is lost, go on from the other copies with start --data DIR --without NODE");
  }
}
