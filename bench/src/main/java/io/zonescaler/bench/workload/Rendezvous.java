package io.zonescaler.bench.workload;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.internal.cluster.DetachedClusterNode;

/** Owners as Ignite's own affinity function has them: what everything here is compared with. */
public final class Rendezvous {
  private static final int BACKUPS = 1;

  private Rendezvous() {}

  /** Names of the owners of each slot, the primary one first, then its backup. */
  public static List<List<String>> owners(List<String> nodes, int slots) {
    List<ClusterNode> members = new ArrayList<>();
    nodes.forEach(name -> members.add(new DetachedClusterNode(name, Map.of())));
    RendezvousAffinityFunction rendezvous = new RendezvousAffinityFunction(false, slots);
    Map<UUID, Collection<ClusterNode>> near = new HashMap<>();
    List<List<String>> owners = new ArrayList<>();
    for (int slot = 0; slot < slots; slot++) {
      owners.add(
          rendezvous.assignPartition(slot, members, BACKUPS, near).stream()
              .map(node -> node.consistentId().toString())
              .toList());
    }
    return owners;
  }
}
