package io.zonescaler.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Who owns the slots, as one node sees it. Views of different nodes may differ for a while;
 * invariant I1 makes that harmless.
 *
 * @param version grows with every change that this node sees
 * @param owners name of the primary owner of each slot; empty for a slot that has none
 * @param backups names of the backup owners of each slot
 * @param filling slots of which not all backups have all data yet
 */
public record Ownership(
    long version, List<String> owners, List<List<String>> backups, Set<Integer> filling) {
  /** Nobody owns anything. */
  public static Ownership none() {
    return new Ownership(0, List.of(), List.of(), Set.of());
  }

  /** Whether {@code node} backs up {@code slot}, or is about to. */
  public boolean isBackup(String node, int slot) {
    return slot < backups.size() && backups.get(slot).contains(node);
  }

  /** Whether {@code node} is the primary owner of {@code slot}. */
  public boolean isOwner(String node, int slot) {
    return Objects.equals(owner(slot), node);
  }

  /** All owners of a slot, the primary one first if it has one. */
  public List<String> ownersOf(int slot) {
    List<String> all = new ArrayList<>(backups.get(slot));
    if (!owners.get(slot).isEmpty()) {
      all.add(0, owners.get(slot));
    }
    return all;
  }

  /** Primary owner of a slot, or empty. */
  public String owner(int slot) {
    return slot < owners.size() ? owners.get(slot) : "";
  }
}
