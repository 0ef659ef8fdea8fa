package io.zonescaler.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The newest decisions that a node has heard of. Thread-safe. */
public final class Decisions {
  private static final int KEPT = 1000;

  private final TreeMap<Long, Decision> byId = new TreeMap<>();

  /** A decision was made, or more is known of it. */
  public synchronized void learn(Decision decision) {
    byId.put(decision.id(), decision);
    while (byId.size() > KEPT) {
      byId.pollFirstEntry();
    }
  }

  /** The decisions, oldest first. */
  public synchronized List<Decision> all() {
    return new ArrayList<>(byId.values());
  }
}
