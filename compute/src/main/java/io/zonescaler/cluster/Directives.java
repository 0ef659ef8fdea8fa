package io.zonescaler.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What operators have decided until they decide otherwise. Immutable.
 *
 * @param balancing whether zones follow the load by themselves
 * @param pins names of the nodes that are to own slots whatever the load, by slot
 * @param changes values of world variables, by the tick from which on they are in force: of each
 *     variable that was ever set the one in force, and those that are to come
 */
public record Directives(
    boolean balancing, SortedMap<Integer, String> pins, List<VariableChange> changes) {
  private static final Comparator<VariableChange> ORDER =
      Comparator.comparingLong(VariableChange::firstTick)
          .thenComparingInt(VariableChange::variable);

  /** As long as nobody has decided anything. */
  public static final Directives NONE =
      new Directives(true, Collections.emptySortedMap(), List.of());

  /** Keeps copies. */
  public Directives {
    pins = Collections.unmodifiableSortedMap(new TreeMap<>(pins));
    changes = changes.stream().sorted(ORDER).toList();
  }

  /** These, with zones that follow the load or do not. */
  public Directives withBalancing(boolean now) {
    return new Directives(now, pins, changes);
  }

  /** These, with a slot that stays on a node; on none in particular if the name is empty. */
  public Directives withPin(int slot, String node) {
    SortedMap<Integer, String> now = new TreeMap<>(pins);
    if (node.isEmpty()) {
      now.remove(slot);
    } else {
      now.put(slot, node);
    }
    return new Directives(balancing, now, changes);
  }

  /** These without pins of slots other than those of a kind. */
  public Directives withPinsOf(IntPredicate slots) {
    SortedMap<Integer, String> now = new TreeMap<>(pins);
    now.keySet().removeIf(slot -> !slots.test(slot));
    return new Directives(balancing, now, changes);
  }

  /** These, with another value of a world variable; one from the same tick on is replaced. */
  public Directives withChange(VariableChange change) {
    List<VariableChange> now = new ArrayList<>(changes);
    now.removeIf(c -> c.variable() == change.variable() && c.firstTick() == change.firstTick());
    now.add(change);
    return new Directives(balancing, pins, now);
  }

  /** These without values that others have replaced by a tick. */
  public Directives withoutChangesOver(long tick) {
    Set<Integer> known = new HashSet<>();
    List<VariableChange> now = new ArrayList<>();
    for (int i = changes.size() - 1; i >= 0; i--) {
      VariableChange c = changes.get(i);
      if (c.firstTick() > tick || known.add(c.variable())) {
        now.add(c);
      }
    }
    return new Directives(balancing, pins, now);
  }

  /** The change whose value a variable has in a tick, or null if it has its initial one. */
  public @Nullable VariableChange inForce(int variable, long tick) {
    VariableChange last = null;
    for (VariableChange c : changes) {
      if (c.variable() == variable && c.firstTick() <= tick) {
        last = c;
      }
    }
    return last;
  }

  /** The next change of a variable after a tick, or null if none is decided. */
  public @Nullable VariableChange toCome(int variable, long tick) {
    return changes.stream()
        .filter(c -> c.variable() == variable && c.firstTick() > tick)
        .findFirst()
        .orElse(null);
  }
}
