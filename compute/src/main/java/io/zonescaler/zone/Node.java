package io.zonescaler.zone;

import io.zonescaler.world.Box;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node of the kd-tree; immutable, shared between versions of a map. */
sealed interface Node {
  /** What the node covers. */
  Box box();

  /** A zone. */
  record Leaf(Zone zone) implements Node {
    @Override
    public Box box() {
      return zone.box();
    }
  }

  /** A box cut in two: {@code below} has the coordinates less than {@code at} on {@code axis}. */
  record Cut(Box box, int axis, int at, Node below, Node above) implements Node {
    /** Whether both halves are zones, so that they can be merged. */
    boolean joinsZones() {
      return below instanceof Leaf && above instanceof Leaf;
    }
  }

  /** Hands over every zone, in tree order. */
  default void forEachZone(Consumer<Zone> action) {
    if (this instanceof Cut cut) {
      cut.below.forEachZone(action);
      cut.above.forEachZone(action);
    } else if (this instanceof Leaf leaf) {
      action.accept(leaf.zone);
    }
  }

  /** The same tree with the node that covers exactly {@code replacement}'s box replaced by it. */
  default Node with(Node replacement) {
    if (replacement.box().equals(box())) {
      return replacement;
    }
    if (!(this instanceof Cut cut)) {
      throw new IllegalStateException("no node covers " + replacement.box());
    }
    return replacement.box().min(cut.axis) < cut.at
        ? new Cut(cut.box, cut.axis, cut.at, cut.below.with(replacement), cut.above)
        : new Cut(cut.box, cut.axis, cut.at, cut.below, cut.above.with(replacement));
  }

  /** The last cut above a zone of this tree, or null if the zone is all of it. */
  default @Nullable Cut parentOf(Zone zone) {
    Cut parent = null;
    Node node = this;
    while (node instanceof Cut cut) {
      parent = cut;
      node = zone.box().min(cut.axis) < cut.at ? cut.below : cut.above;
    }
    return parent;
  }

  /** The zone that contains a position of this node's box. */
  default Zone leafAt(int x, int y, int z) {
    Node node = this;
    while (node instanceof Cut cut) {
      int q = cut.axis == 0 ? x : cut.axis == 1 ? y : z;
      node = q < cut.at ? cut.below : cut.above;
    }
    return ((Leaf) node).zone;
  }

  /** Adds the zones that come within {@code distance} of the box on every axis. */
  default void collectWithin(Box box, int distance, List<Zone> found) {
    if (!box.isWithin(box(), distance)) {
      return;
    }
    if (this instanceof Cut cut) {
      cut.below.collectWithin(box, distance, found);
      cut.above.collectWithin(box, distance, found);
    } else if (this instanceof Leaf leaf) {
      found.add(leaf.zone);
    }
  }
}
