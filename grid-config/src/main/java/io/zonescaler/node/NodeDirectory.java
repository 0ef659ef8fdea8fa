package io.zonescaler.node;

import io.zonescaler.grid.GridMembers;
import io.zonescaler.web.status.NodeInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.BaselineNode;
import org.apache.ignite.cluster.ClusterNode;
import org.jspecify.annotations.Nullable;

/**
 * Where the nodes of a grid can be reached: what each says of itself in its attributes ({@code
 * node.xml}).
 */
final class NodeDirectory {
  private static final String GRPC = "zonescaler.grpc";
  private static final String FRAMES = "zonescaler.frames";
  private static final String HTTP = "zonescaler.http";
  private static final String PID = "zonescaler.pid";

  private final Ignite ignite;

  NodeDirectory(Ignite ignite) {
    this.ignite = ignite;
  }

  /** {@code host:port} at which a node takes frames, if the node is there. */
  Optional<String> frames(String name) {
    return node(name).map(n -> text(n, FRAMES)).filter(address -> !address.isEmpty());
  }

  /** {@code host:port} of the game API on all other members of the grid. */
  List<String> others() {
    Set<String> members = GridMembers.baseline(ignite);
    return ignite.cluster().forServers().nodes().stream()
        .filter(n -> !n.isLocal() && members.contains(n.consistentId().toString()))
        .map(n -> text(n, GRPC))
        .filter(address -> !address.isEmpty())
        .toList();
  }

  /**
   * {@code host:port} of the dashboards of all other nodes that are there, and, as they were when
   * they became members, of members that are not; by name.
   */
  Map<String, String> httpOfOthers() {
    Map<String, String> addresses = new HashMap<>();
    for (BaselineNode node : all()) {
      String address = text(node, HTTP);
      if (!address.isEmpty()) {
        addresses.put(node.consistentId().toString(), address);
      }
    }
    addresses.remove(ignite.cluster().localNode().consistentId().toString());
    return addresses;
  }

  /**
   * {@code host:port} of the web servers of all nodes, as {@link #httpOfOthers} has them, by that
   * of the game API.
   */
  Map<String, String> httpByGrpc() {
    Map<String, String> addresses = new HashMap<>();
    for (BaselineNode node : all()) {
      if (!text(node, GRPC).isEmpty() && !text(node, HTTP).isEmpty()) {
        addresses.put(text(node, GRPC), text(node, HTTP));
      }
    }
    return addresses;
  }

  /** Members, as they were when they became that, and then those that are there now. */
  private List<BaselineNode> all() {
    List<BaselineNode> nodes = new ArrayList<>();
    Collection<BaselineNode> members = ignite.cluster().currentBaselineTopology();
    if (members != null) {
      nodes.addAll(members);
    }
    nodes.addAll(ignite.cluster().forServers().nodes());
    return nodes;
  }

  /** All that is known of a node. */
  NodeInfo info(String name) {
    return node(name)
        .map(
            n ->
                new NodeInfo(
                    pid(text(n, PID)),
                    text(n, GRPC),
                    text(n, HTTP),
                    n.metrics().getCurrentCpuLoad() * n.metrics().getTotalCpus()))
        .orElse(NodeInfo.unknown());
  }

  private Optional<ClusterNode> node(String name) {
    return ignite.cluster().forServers().nodes().stream()
        .filter(n -> n.consistentId().toString().equals(name))
        .findFirst();
  }

  private static String text(BaselineNode node, String attribute) {
    @Nullable Object value = node.attribute(attribute);
    return value == null ? "" : value.toString();
  }

  private static long pid(String text) {
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }
}
