package io.zonescaler.server.update;

import io.zonescaler.client.update.ByteSink;
import io.zonescaler.world.Column.Visibility;
import java.util.Arrays;

/**
 * Writes what has changed of the entities that stay in one client's view. What it was told of an
 * entity is mostly its row of the tick before: then the changes are those that {@link SeenTable}
 * has for all clients, else they are worked out for this one. Not thread-safe.
 */
final class ChangeWriter {
  private final KindChanges[] kinds;

  /** Differences of the last update: {@code stride} lanes for each handle. */
  private int[] last = new int[0];

  /** Whether the last differences of a handle are those of its told row instead. */
  private boolean[] isShared = new boolean[0];

  private final int stride;

  /** Nothing is in view yet. */
  ChangeWriter(KindChanges[] kinds) {
    this.kinds = kinds;
    stride = Arrays.stream(kinds).mapToInt(kind -> kind.lanes).max().orElse(0);
  }

  /** An entity has come into view. */
  void entered(int handle) {
    if (handle >= isShared.length) {
      isShared = Arrays.copyOf(isShared, 2 * (handle + 1));
      last = Arrays.copyOf(last, isShared.length * stride);
    }
    forget(handle);
  }

  private void forget(int handle) {
    isShared[handle] = false;
    Arrays.fill(last, handle * stride, (handle + 1) * stride, 0);
  }

  /**
   * Whether an entity has changed from row {@code i} of a table to row {@code j} of another, in
   * what a client with this right may see.
   */
  boolean differ(SeenTable a, int i, SeenTable b, int j, Visibility right) {
    return b.kind.differ(a.table, i, b.table, j, right);
  }

  /** An entity stays in view, but is told nothing; call in the order of handles. */
  void kept(int handle, int kind) {
    kinds[kind].addSame();
    forget(handle);
  }

  /** An entity has stayed in view; call in the order of handles. */
  void stayed(int handle, SeenTable a, int i, SeenTable b, int j, Visibility right) {
    KindChanges kind = b.kind;
    boolean follows = b.follows(j, a, i);
    if (follows && isShared[handle]) {
      b.addChanges(j);
      return;
    }
    int lastAt = handle * stride;
    if (isShared[handle]) {
      a.copyDifferences(i, last, lastAt);
    }
    isShared[handle] = follows;
    long[] worked = kind.worked();
    if (kind.work(a.table, i, b.table, j, right, last, lastAt, worked, 0)) {
      kind.addChanged(worked, 0, b.table, j);
    } else {
      kind.addSame();
    }
  }

  /** Writes all that has stayed, and begins anew; how many have changed. */
  int write(ByteSink out) {
    int changed = 0;
    for (KindChanges kind : kinds) {
      changed += kind.write(out);
    }
    return changed;
  }
}
