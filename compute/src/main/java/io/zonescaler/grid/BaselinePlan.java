package io.zonescaler.grid;

import io.zonescaler.placement.PlacementPlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cluster.BaselineNode;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.cluster.DetachedClusterNode;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.distributed.dht.preloader.GridDhtPartitionsExchangeFuture;
import org.jspecify.annotations.Nullable;

/**
 * The placement plan in force, which is part of Ignite's baseline: a phantom node, offline for
 * ever, whose name has the plan's number and whose attributes have the plan itself. So Ignite
 * brings a plan to all nodes, to those that join later and to disk as it does with the baseline,
 * and what {@link LoadAffinityFunction} computes from a baseline is the same everywhere. The only
 * class that changes the baseline, for which Ignite has no public way.
 */
public final class BaselinePlan {
  private static final String PHANTOM_PREFIX = "plan-";
  private static final long LONGEST_CHANGE_MILLIS = 60_000;
  private static final String ATTRIBUTE = "zonescaler.plan";

  private BaselinePlan() {}

  /** Whether a baseline node is no node, but carries a plan. */
  static boolean isPhantom(BaselineNode node) {
    return node.consistentId().toString().startsWith(PHANTOM_PREFIX);
  }

  /**
   * The plan that a phantom carries.
   *
   * @throws IllegalArgumentException if it carries none
   */
  static PlacementPlan of(BaselineNode phantom) {
    byte[] bytes = phantom.attribute(ATTRIBUTE);
    if (bytes == null) {
      throw new IllegalArgumentException(
          "the baseline's node "
              + phantom.consistentId()
              + " carries no plan: nodes must not be named "
              + PHANTOM_PREFIX
              + "...");
    }
    return PlacementPlan.decode(bytes);
  }

  /** The plan in force, or null before the first. */
  public static @Nullable PlacementPlan current(Ignite ignite) {
    Collection<BaselineNode> nodes = ignite.cluster().currentBaselineTopology();
    if (nodes != null) {
      for (BaselineNode node : nodes) {
        if (isPhantom(node)) {
          return of(node);
        }
      }
    }
    return null;
  }

  /**
   * Replaces the plan in force, and the baseline's members by {@code members}; returns when the
   * slots have begun to move.
   *
   * @param members names of server nodes; those that have just left stay out
   * @throws IgniteException if that fails; whether the plan is in force then, {@link #current}
   *     tells
   */
  static void publish(Ignite ignite, Set<String> members, PlacementPlan plan) {
    List<BaselineNode> nodes = new ArrayList<>();
    for (ClusterNode node : ignite.cluster().forServers().nodes()) {
      if (members.contains(node.consistentId().toString())) {
        nodes.add(node);
      }
    }
    nodes.add(
        new DetachedClusterNode(PHANTOM_PREFIX + plan.number(), Map.of(ATTRIBUTE, plan.encode())));
    try {
      ((IgniteEx) ignite)
          .context()
          .state()
          .changeGlobalState(ClusterState.ACTIVE, false, nodes, true)
          .get(LONGEST_CHANGE_MILLIS);
    } catch (IgniteCheckedException e) {
      throw new IgniteException("plan " + plan.number() + " cannot be published: " + e, e);
    }
  }

  /**
   * Whether every slot has all its planned copies, as of the present membership. While it has, a
   * node's death promotes backups without stopping the others' writes; so plans wait for it.
   */
  static boolean isFulfilled(Ignite ignite) {
    GridDhtPartitionsExchangeFuture last =
        ((IgniteEx) ignite).context().cache().context().exchange().lastFinishedFuture();
    if (last == null || !last.rebalanced()) {
      return false;
    }
    AffinityTopologyVersion version = last.topologyVersion();
    return version.topologyVersion() == ignite.cluster().topologyVersion();
  }
}
