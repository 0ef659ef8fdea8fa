package io.zonescaler.grid;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.BaselineNode;
import org.apache.ignite.cluster.ClusterNode;

/** Who is in the grid, by name (consistent id). */
public final class GridMembers {
  /**
   * Attribute of a node: whether its data directory had a part of a world when it started; absent
   * if it does not say.
   */
  public static final String KEEPS_WORLD = "zonescaler.keepsWorld";

  /**
   * Attribute of nodes that fail together with all that have the same; empty if nothing is known.
   */
  public static final String RACK = "rack";

  private GridMembers() {}

  /** Racks of the server nodes that are there, by their names. */
  static Map<String, String> racks(Ignite ignite) {
    Map<String, String> racks = new HashMap<>();
    for (ClusterNode node : ignite.cluster().forServers().nodes()) {
      String rack = node.attribute(RACK);
      racks.put(node.consistentId().toString(), rack == null ? "" : rack);
    }
    return racks;
  }

  /** Server nodes whose attribute {@link #KEEPS_WORLD} has a value. */
  public static Set<String> keeping(Ignite ignite, boolean value) {
    Set<String> names = new TreeSet<>();
    for (ClusterNode node : ignite.cluster().forServers().nodes()) {
      if (Boolean.toString(value).equals(node.attribute(KEEPS_WORLD))) {
        names.add(node.consistentId().toString());
      }
    }
    return names;
  }

  /** The server node that has been there longest; empty if this node sees none. */
  static String oldest(Ignite ignite) {
    ClusterNode oldest = ignite.cluster().forServers().forOldest().node();
    return oldest == null ? "" : oldest.consistentId().toString();
  }

  /** Server nodes that are there now, as far as this node knows. */
  public static Set<String> servers(Ignite ignite) {
    Set<String> names = new TreeSet<>();
    for (ClusterNode node : ignite.cluster().forServers().nodes()) {
      names.add(node.consistentId().toString());
    }
    return names;
  }

  /** Number of a run of a node: after a restart it is another one. */
  static int incarnation(ClusterNode node) {
    return node.id().hashCode();
  }

  /** Numbers of the runs of the server nodes that are there, in the baseline or not. */
  static Set<Integer> incarnations(Ignite ignite) {
    return ignite.cluster().forServers().nodes().stream()
        .map(GridMembers::incarnation)
        .collect(Collectors.toSet());
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
