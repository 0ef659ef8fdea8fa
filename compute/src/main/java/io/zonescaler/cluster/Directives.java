package io.zonescaler.cluster;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * What operators have decided until they decide otherwise. Immutable.
 *
 * @param balancing whether zones follow the load by themselves
 * @param pins names of the nodes that are to own slots whatever the load, by slot
 */
public record Directives(boolean balancing, SortedMap<Integer, String> pins) {
  /** As long as nobody has decided anything. */
  public static final Directives NONE = new Directives(true, Collections.emptySortedMap());

  /** Keeps a copy. */
  public Directives {
    pins = Collections.unmodifiableSortedMap(new TreeMap<>(pins));
  }

  /** These, with zones that follow the load or do not. */
  public Directives withBalancing(boolean now) {
    return new Directives(now, pins);
  }

  /** These, with a slot that stays on a node; on none in particular if the name is empty. */
  public Directives withPin(int slot, String node) {
    SortedMap<Integer, String> now = new TreeMap<>(pins);
    if (node.isEmpty()) {
      now.remove(slot);
    } else {
      now.put(slot, node);
    }
    return new Directives(balancing, now);
  }

  /** These without pins of slots other than those of a kind. */
  public Directives withPinsOf(IntPredicate slots) {
    SortedMap<Integer, String> now = new TreeMap<>(pins);
    now.keySet().removeIf(slot -> !slots.test(slot));
    return new Directives(balancing, now);
  }
}
