package io.zonescaler.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Who wants to be told of which zones ({@link WorldAccess#interest}). Not thread-safe. */
public final class Interests {
  private final Map<Object, Set<Long>> byHolder = new HashMap<>();

  /** Replaces what {@code holder} wanted; an empty set ends it. */
  public void set(Object holder, Set<Long> zones) {
    if (zones.isEmpty()) {
      byHolder.remove(holder);
    } else {
      byHolder.put(holder, zones);
    }
  }

  /** Zones that anybody wants. */
  public Set<Long> all() {
    Set<Long> all = new HashSet<>();
    byHolder.values().forEach(all::addAll);
    return all;
  }
}
