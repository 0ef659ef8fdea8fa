package io.zonescaler.grid;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.BaselineNode;
import org.apache.ignite.cluster.ClusterNode;

/** Who is in the grid, by name (consistent id). */
public final class GridMembers {
  private GridMembers() {}

  /** Server nodes that are there now, as far as this node knows. */
  public static Set<String> servers(Ignite ignite) {
    Set<String> names = new TreeSet<>();
    for (ClusterNode node : ignite.cluster().forServers().nodes()) {
      names.add(node.consistentId().toString());
    }
    return names;
  }

  /** Real nodes of the baseline, dead ones included; empty before the grid is founded. */
  public static Set<String> baseline(Ignite ignite) {
    Collection<BaselineNode> nodes = ignite.cluster().currentBaselineTopology();
    Set<String> names = new TreeSet<>();
    if (nodes != null) {
      for (BaselineNode node : nodes) {
        if (!BaselinePlan.isPhantom(node)) {
          names.add(node.consistentId().toString());
        }
      }
    }
    return names;
  }
}
