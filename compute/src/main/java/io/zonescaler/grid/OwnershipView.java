package io.zonescaler.grid;

import io.zonescaler.cluster.Ownership;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.ignite.Ignite;
import org.apache.ignite.cache.affinity.Affinity;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.apache.ignite.internal.processors.cache.GridCacheAffinityManager;
import org.apache.ignite.internal.processors.cache.GridCachePartitionExchangeManager;
import org.apache.ignite.internal.processors.cache.distributed.dht.GridDhtTopologyFuture;
import org.apache.ignite.internal.processors.cache.distributed.dht.topology.GridDhtPartitionTopology;
import org.jspecify.annotations.Nullable;

/**
 * Who owns the slots, as Ignite's affinity says now; nobody owns one whose last copy is lost. There
 * is no public event for it, so it is asked some 50 times a second; the affinity's version, which
 * only Ignite's internals show, says whether there is anything new. While an exchange is under way,
 * its version may get one assignment after the other, so only that of a finished exchange is the
 * last. Not thread-safe: it belongs to the node's loop.
 */
public final class OwnershipView {
  private static final int LOOKS_WHILE_FILLING = 10;

  private final Affinity<ZoneKey> affinity;
  private final GridCacheAffinityManager versions;
  private final GridDhtPartitionTopology copies;
  private final GridCachePartitionExchangeManager<?, ?> exchanges;
  private @Nullable AffinityTopologyVersion seen;

  /** Whether the exchange of the version that was seen had finished. */
  private boolean seenFinished;

  private int looks;
  private Ownership current = Ownership.none();

  /** A view of an active grid. */
  public OwnershipView(Ignite ignite) {
    affinity = ignite.affinity(GridCaches.FRAMES);
    var context = ((IgniteEx) ignite).cachex(GridCaches.FRAMES).context();
    versions = context.affinity();
    copies = context.topology();
    exchanges = context.shared().exchange();
  }

  /** Whether the nodes are agreeing on who has which slots: what uses the cache may wait. */
  public boolean isExchanging() {
    GridDhtTopologyFuture last = exchanges.lastTopologyFuture();
    return (last != null && !last.isDone()) || exchanges.hasPendingExchange();
  }

  /** Looks, and returns the same object as before if nothing has changed. */
  public Ownership refresh() {
    AffinityTopologyVersion version = versions.affinityTopologyVersion();
    // That a backup has got its data, or a lost slot is back, is no new version.
    boolean lookAgain =
        (!current.filling().isEmpty() || current.owners().contains(""))
            && ++looks % LOOKS_WHILE_FILLING == 0;
    if (version.equals(seen) && seenFinished && !lookAgain) {
      return current;
    }
    seen = version;
    seenFinished = exchanges.readyAffinityVersion().compareTo(version) >= 0;
    Set<Integer> filling = new HashSet<>();
    Set<Integer> lost = copies.lostPartitions();
    int slots = affinity.partitions();
    List<String> owners = new ArrayList<>(slots);
    List<List<String>> backups = new ArrayList<>(slots);
    for (int slot = 0; slot < slots; slot++) {
      Collection<ClusterNode> nodes = affinity.mapPartitionToPrimaryAndBackups(slot);
      List<ClusterNode> full = copies.owners(slot);
      List<String> names = new ArrayList<>(nodes.size());
      for (ClusterNode node : nodes) {
        names.add(node.consistentId().toString());
        if (!full.contains(node)) {
          filling.add(slot);
        }
      }
      owners.add(names.isEmpty() || lost.contains(slot) ? "" : names.get(0));
      backups.add(names.isEmpty() ? names : names.subList(1, names.size()));
    }
    Ownership now =
        new Ownership(
            current.version(), List.copyOf(owners), List.copyOf(backups), Set.copyOf(filling));
    if (!now.equals(current)) {
      current = new Ownership(now.version() + 1, now.owners(), now.backups(), now.filling());
    }
    return current;
  }
}
